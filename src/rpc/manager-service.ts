import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  AddExecutorRequestSchema,
  CreateManagerRequestSchema,
  LaunchBatchRequestSchema,
  type LaunchedSchema,
  LaunchRequestSchema,
  type LaunchResultSchema,
  type ManagerSchema,
  type ManagerService,
  ManagerServiceRegisterAgentsRequestSchema,
  type RunSchema,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { operates } from "../core/account.ts";
import { invalidField } from "../core/errors.ts";
import { ANY_ATTEMPT } from "../manager/hosts.ts";
import { planRegistrations } from "../manager/launch.ts";
import { type Launched, type LaunchRefused, launch, launchBatch } from "../manager/launch-batch.ts";
import type { Manager } from "../manager/manager.ts";
import { findRun } from "../manager/target.ts";
import { waitForRuns } from "../manager/wait.ts";
import { watchRuns } from "../manager/watch.ts";
import { checkName } from "./convert-entity.ts";
import {
  executorFromProto,
  executorToProto,
  launchSpecFromProto,
  managerToProto,
  newManagerFromProto,
  watchToProto,
} from "./convert-manager.ts";
import { conditionFromProto, runBytes, runToProto, targetFromProto, waitToProto } from "./convert-run.ts";
import { durationFromProto, optionalDuration } from "./convert-time.ts";
import { messageOf, reasonName } from "./errors.ts";
import { assertNoHost, type ManagerDeps, managerOf, repeatOf } from "./manager-deps.ts";
import { pageOf } from "./page.ts";
import { checkLineage, registrationToProto } from "./registration.ts";
import type { Handlers, Principal } from "./service.ts";

/** Most targets of one wait. */
const MAX_TARGETS = 10_000;

/** Room for a close report's failed runs in a list of managers, which would be of any size with them. */
const COUNTS_ALONE = 0;

/** The handlers of ManagerService. */
export function managerService(deps: ManagerDeps): Handlers<typeof ManagerService> {
  return { ...managing(deps), ...equipping(deps), ...launching(deps), ...looking(deps), ...watching(deps) };
}

type Part<K extends keyof (typeof ManagerService)["method"]> = Pick<Handlers<typeof ManagerService>, K>;

function managing(deps: ManagerDeps): Part<"createManager" | "getManager" | "listManagers" | "keepAlive" | "closeManager"> {
  const { managers, journal, repeats, limits } = deps;
  return {
    async createManager(request, { principal }) {
      assertNoHost(principal);
      journal.assertWritable();
      const wanted = newManagerFromProto(request, principal.namespace, principal.subject);
      const { managerId } = repeats.once(repeatOf(principal, CreateManagerRequestSchema, request), () => ({
        managerId: managers.create(wanted).record.managerId,
      }));
      await journal.settled();
      return { manager: toProto(deps, managerOf(deps, principal, managerId)) };
    },
    async getManager(request, { principal }) {
      return { manager: await known(deps, managerOf(deps, principal, request.managerId)) };
    },
    async listManagers(request, { principal }) {
      assertNoHost(principal);
      const { size, after } = pageOf(request, limits.maxPageSize);
      const owner = operates(principal.role) ? undefined : principal.subject;
      const found = managers.page({ namespace: principal.namespace, owner, includeClosed: request.includeClosed, after, size });
      const page = found.slice(0, size);
      return {
        managers: page.map((manager) => managerToProto(manager, manager.told ?? manager.record, COUNTS_ALONE)),
        nextPageToken: found.length > size ? String(page.at(-1)?.record.order ?? "") : "",
      };
    },
    async keepAlive(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      manager.keepAlive(principal.subject);
      await journal.settled();
      const lease = optionalDuration(manager.record.leaseMs);
      return lease === undefined ? {} : { lease };
    },
    async closeManager(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      journal.assertWritable();
      manager.close(durationFromProto(request.grace, "grace"));
      await journal.settled();
      return { manager: toProto(deps, manager) };
    },
  };
}

function equipping(deps: ManagerDeps): Part<"addExecutor" | "setDefaultExecutor" | "listExecutors"> {
  const { journal, repeats } = deps;
  return {
    async addExecutor(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      journal.assertWritable();
      const spec = executorFromProto(request.executor, "executor");
      if (spec.name === "") throw invalidField("executor.name", "is missing");
      const { name } = repeats.once(repeatOf(principal, AddExecutorRequestSchema, request), () => ({
        name: manager.addExecutor(spec).record.name,
      }));
      await journal.settled();
      return { executor: executorToProto(manager.executors.of(name)) };
    },
    async setDefaultExecutor(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      journal.assertWritable();
      manager.setDefaultExecutor(request.name);
      await journal.settled();
      return { manager: toProto(deps, manager) };
    },
    async listExecutors(request, { principal }) {
      return { executors: managerOf(deps, principal, request.managerId).executors.all.map(executorToProto) };
    },
  };
}

function launching(deps: ManagerDeps): Part<"registerAgents" | "launch" | "launchBatch" | "shutdown"> {
  const { journal, repeats, tokens } = deps;
  return {
    async registerAgents(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      checkBatch(deps, request.agents.length, "agents");
      journal.assertWritable();
      const agents = request.agents.map(({ kind, name, lineage }, index) => ({
        kind,
        name: checkName(name, `agents[${index}].name`),
        lineage: lineage.length === 0 ? lineage : checkLineage(lineage, `agents[${index}].lineage`),
      }));
      const mailboxes = repeats.once(repeatOf(principal, ManagerServiceRegisterAgentsRequestSchema, request), () => {
        const planned = planRegistrations(manager, agents);
        manager.context.exchange.register(manager.namespace, manager.record.owner, planned);
        return planned;
      });
      await journal.settled();
      return { registrations: mailboxes.map(({ entity, lineage }) => registrationToProto(tokens, { entity, lineage, to: principal })) };
    },
    async launch(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      journal.assertWritable();
      const spec = launchSpecFromProto(request.spec, "spec", launcherOf(principal));
      const launched = repeats.once(repeatOf(principal, LaunchRequestSchema, request), () => launch(manager, spec));
      await journal.settled();
      return { launched: launchedToProto(deps, manager, launched) };
    },
    async launchBatch(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      checkBatch(deps, request.specs.length, "specs");
      journal.assertWritable();
      const specs = request.specs.map((spec, index) => launchSpecFromProto(spec, `specs[${index}]`, launcherOf(principal)));
      const results = repeats.once(repeatOf(principal, LaunchBatchRequestSchema, request), () => launchBatch(manager, specs));
      await journal.settled();
      return { results: results.map((result) => resultToProto(deps, manager, result)) };
    },
    async shutdown(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      journal.assertWritable();
      const { run } = findRun(manager, targetFromProto(request.target, "target"));
      run.stop({ terminate: request.terminate, killAfterMs: durationFromProto(request.killAfter, "kill_after") });
      await journal.settled();
      return { run: runToProto(run.told ?? run.record) };
    },
  };
}

function looking(deps: ManagerDeps): Part<"listRuns" | "getRun"> {
  const { limits } = deps;
  return {
    async listRuns(request, { principal }) {
      const manager = managerOf(deps, principal, request.managerId);
      const { size, after } = pageOf(request, limits.maxPageSize);
      const found = manager.runs.page({ running: request.running, after, size });
      const runs: MessageInitShape<typeof RunSchema>[] = [];
      let bytes = 0;
      let last = after;
      for (const run of found.slice(0, size)) {
        bytes += runBytes(run);
        if (runs.length > 0 && bytes > limits.maxFrameBytes / 2) break;
        runs.push(runToProto(run));
        last = run.order;
      }
      return { runs, nextPageToken: found.length > runs.length ? String(last) : "" };
    },
    async getRun(request, { principal }) {
      const { told } = findRun(managerOf(deps, principal, request.managerId), targetFromProto(request.target, "target"));
      return { run: runToProto(told) };
    },
  };
}

function watching(deps: ManagerDeps): Part<"wait" | "watchRuns"> {
  const maxBytes = deps.limits.maxFrameBytes / 2;
  return {
    async *wait(request, { principal, signal }) {
      const manager = managerOf(deps, principal, request.managerId);
      if (request.targets.length > MAX_TARGETS) throw invalidField("targets", `must be at most ${MAX_TARGETS}`);
      const wanted = {
        targets: request.targets.map((target, index) => targetFromProto(target, `targets[${index}]`)),
        condition: conditionFromProto(request.condition),
        timeoutMs: durationFromProto(request.timeout, "timeout"),
      };
      for await (const event of waitForRuns(manager, wanted, signal)) yield* waitToProto(event, maxBytes);
    },
    async *watchRuns(request, { principal, signal }) {
      const manager = managerOf(deps, principal, request.managerId);
      if (manager.told === undefined) await deps.journal.settled();
      const after = request.afterRevision === undefined ? undefined : Number(request.afterRevision);
      for await (const event of watchRuns(manager, after, signal)) yield* watchToProto(manager, event, maxBytes);
    },
  };
}

/** The server's own manager may be made by the very call that asks for it. */
async function known(deps: ManagerDeps, manager: Manager): Promise<MessageInitShape<typeof ManagerSchema>> {
  if (manager.told === undefined) await deps.journal.settled();
  return toProto(deps, manager);
}

function toProto({ limits }: ManagerDeps, manager: Manager): MessageInitShape<typeof ManagerSchema> {
  return managerToProto(manager, manager.told ?? manager.record, limits.maxFrameBytes / 2);
}

function launchedToProto({ tokens }: ManagerDeps, manager: Manager, launched: Launched): MessageInitShape<typeof LaunchedSchema> {
  const { runId, warnings } = launched;
  const { run, told } = findRun(manager, { runId });
  const runToken = run.executor.external ? tokens.issueRun({ namespace: manager.namespace, runId, attempt: ANY_ATTEMPT }) : "";
  return { run: runToProto(told), runToken, warnings: [...warnings] };
}

function resultToProto(deps: ManagerDeps, manager: Manager, result: Launched | LaunchRefused): MessageInitShape<typeof LaunchResultSchema> {
  if ("runId" in result) return { result: { case: "launched", value: launchedToProto(deps, manager, result) } };
  return { result: { case: "error", value: { reason: reasonName(result.kind), message: messageOf(result) } } };
}

/** The operator may run every agent of the namespace. */
function launcherOf({ role, subject }: Principal): string | undefined {
  return operates(role) ? undefined : subject;
}

function checkBatch({ limits }: ManagerDeps, length: number, field: string): void {
  if (length > limits.maxBatch) throw invalidField(field, `must have at most ${limits.maxBatch} items`);
}
