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
import { invalidField } from "../core/errors.ts";
import type { ManagerRecord } from "../core/run.ts";
import { assertMayEnd, mayKnowManager, readableRuns } from "../manager/access.ts";
import { ANY_ATTEMPT } from "../manager/hosts.ts";
import { planRegistrations } from "../manager/launch.ts";
import { type Launched, type LaunchRefused, launch, launchBatch, ownerOf } from "../manager/launch-batch.ts";
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
import { assertNoHost, knownManager, launcherOf, type ManagerDeps, managedBy, repeatOf } from "./manager-deps.ts";
import { pageOf } from "./page.ts";
import { checkLineage, registrationToProto } from "./registration.ts";
import type { Handlers } from "./service.ts";

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
      const { account } = deps.actors.of(principal);
      const wanted = { ...newManagerFromProto(request, principal.namespace, principal.subject), account };
      deps.actors.note(principal);
      const { managerId } = repeats.once(repeatOf(principal, CreateManagerRequestSchema, request), () => ({
        managerId: managers.create(wanted).record.managerId,
      }));
      await journal.settled();
      return { manager: toProto(deps, knownManager(deps, principal, managerId).manager) };
    },
    async getManager(request, { principal }) {
      return { manager: await known(deps, knownManager(deps, principal, request.managerId).manager) };
    },
    async listManagers(request, { principal }) {
      assertNoHost(principal);
      const { size, after } = pageOf(request, limits.maxPageSize);
      const caller = deps.actors.of(principal);
      const accept = (manager: ManagerRecord) => mayKnowManager(caller, manager);
      const found = managers.page({ namespace: principal.namespace, accept, includeClosed: request.includeClosed, after, size });
      const page = found.slice(0, size);
      return {
        managers: page.map((manager) => managerToProto(manager, manager.told ?? manager.record, COUNTS_ALONE)),
        nextPageToken: found.length > size ? String(page.at(-1)?.record.order ?? "") : "",
      };
    },
    async keepAlive(request, { principal }) {
      const manager = managedBy(deps, principal, request.managerId);
      manager.keepAlive(principal.subject, deps.actors.of(principal).account);
      await journal.settled();
      const lease = optionalDuration(manager.record.leaseMs);
      return lease === undefined ? {} : { lease };
    },
    async closeManager(request, { principal }) {
      const manager = managedBy(deps, principal, request.managerId);
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
      const manager = managedBy(deps, principal, request.managerId);
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
      const manager = managedBy(deps, principal, request.managerId);
      journal.assertWritable();
      manager.setDefaultExecutor(request.name);
      await journal.settled();
      return { manager: toProto(deps, manager) };
    },
    async listExecutors(request, { principal }) {
      return { executors: knownManager(deps, principal, request.managerId).manager.executors.all.map(executorToProto) };
    },
  };
}

function launching(deps: ManagerDeps): Part<"registerAgents" | "launch" | "launchBatch" | "shutdown"> {
  const { journal, repeats, tokens } = deps;
  return {
    async registerAgents(request, { principal }) {
      const { manager } = knownManager(deps, principal, request.managerId);
      checkBatch(deps, request.agents.length, "agents");
      journal.assertWritable();
      const agents = request.agents.map(({ kind, name, lineage }, index) => ({
        kind,
        name: checkName(name, `agents[${index}].name`),
        lineage: lineage.length === 0 ? lineage : checkLineage(lineage, `agents[${index}].lineage`),
      }));
      const mailboxes = repeats.once(repeatOf(principal, ManagerServiceRegisterAgentsRequestSchema, request), () => {
        const planned = planRegistrations(manager, agents);
        deps.actors.note(principal);
        manager.context.exchange.register(manager.namespace, ownerOf(manager, launcherOf(deps, principal)), planned);
        return planned;
      });
      await journal.settled();
      return { registrations: mailboxes.map(({ entity, lineage }) => registrationToProto(tokens, { entity, lineage, to: principal })) };
    },
    async launch(request, { principal }) {
      const { manager } = knownManager(deps, principal, request.managerId);
      journal.assertWritable();
      const spec = launchSpecFromProto(request.spec, "spec", launcherOf(deps, principal));
      const launched = repeats.once(repeatOf(principal, LaunchRequestSchema, request), () => {
        deps.actors.note(principal);
        return launch(manager, spec);
      });
      await journal.settled();
      return { launched: launchedToProto(deps, { manager, who: principal.subject }, launched) };
    },
    async launchBatch(request, { principal }) {
      const { manager } = knownManager(deps, principal, request.managerId);
      checkBatch(deps, request.specs.length, "specs");
      journal.assertWritable();
      const specs = request.specs.map((spec, index) => launchSpecFromProto(spec, `specs[${index}]`, launcherOf(deps, principal)));
      const results = repeats.once(repeatOf(principal, LaunchBatchRequestSchema, request), () => {
        deps.actors.note(principal);
        return launchBatch(manager, specs);
      });
      await journal.settled();
      return { results: results.map((result) => resultToProto(deps, { manager, who: principal.subject }, result)) };
    },
    async shutdown(request, { principal }) {
      const { manager, caller } = knownManager(deps, principal, request.managerId);
      journal.assertWritable();
      const { run, told } = findRun(manager, targetFromProto(request.target, "target"), readableRuns(caller, manager.record));
      assertMayEnd(caller, told, manager.record);
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
      const { manager, caller } = knownManager(deps, principal, request.managerId);
      const { size, after } = pageOf(request, limits.maxPageSize);
      const found = manager.runs.page({ running: request.running, after, size, accept: readableRuns(caller, manager.record) });
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
      const { manager, caller } = knownManager(deps, principal, request.managerId);
      const { told } = findRun(manager, targetFromProto(request.target, "target"), readableRuns(caller, manager.record));
      return { run: runToProto(told) };
    },
  };
}

function watching(deps: ManagerDeps): Part<"wait" | "watchRuns"> {
  const maxBytes = deps.limits.maxFrameBytes / 2;
  return {
    async *wait(request, { principal, signal }) {
      const { manager, caller } = knownManager(deps, principal, request.managerId);
      if (request.targets.length > MAX_TARGETS) throw invalidField("targets", `must be at most ${MAX_TARGETS}`);
      const wanted = {
        targets: request.targets.map((target, index) => targetFromProto(target, `targets[${index}]`)),
        condition: conditionFromProto(request.condition),
        timeoutMs: durationFromProto(request.timeout, "timeout"),
        accept: readableRuns(caller, manager.record),
      };
      for await (const event of waitForRuns(manager, wanted, signal)) yield* waitToProto(event, maxBytes);
    },
    async *watchRuns(request, { principal, signal }) {
      const { manager, caller } = knownManager(deps, principal, request.managerId);
      if (manager.told === undefined) await deps.journal.settled();
      const after = request.afterRevision === undefined ? undefined : Number(request.afterRevision);
      for await (const event of watchRuns(manager, after, signal, readableRuns(caller, manager.record)))
        yield* watchToProto(manager, event, maxBytes);
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

/** Who is told of launches, and under which manager they were. */
interface Told {
  readonly manager: Manager;
  readonly who: string;
}

function launchedToProto({ tokens }: ManagerDeps, { manager, who }: Told, launched: Launched): MessageInitShape<typeof LaunchedSchema> {
  const { runId, warnings } = launched;
  const { run, told } = findRun(manager, { runId });
  const claims = { namespace: manager.namespace, runId, uid: told.agent.uid };
  const runToken = run.executor.external ? tokens.issueRun({ ...claims, attempt: ANY_ATTEMPT }, who) : "";
  return { run: runToProto(told), runToken, warnings: [...warnings] };
}

function resultToProto(deps: ManagerDeps, to: Told, result: Launched | LaunchRefused): MessageInitShape<typeof LaunchResultSchema> {
  if ("runId" in result) return { result: { case: "launched", value: launchedToProto(deps, to, result) } };
  return { result: { case: "error", value: { reason: reasonName(result.kind), message: messageOf(result) } } };
}

function checkBatch({ limits }: ManagerDeps, length: number, field: string): void {
  if (length > limits.maxBatch) throw invalidField(field, `must have at most ${limits.maxBatch} items`);
}
