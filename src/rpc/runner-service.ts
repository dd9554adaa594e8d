import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RunnerService, RunSpecSchema } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import { LyceumError } from "../core/errors.ts";
import type { HostClaim, HostTask } from "../manager/hosts.ts";
import { configToProto, logLevelToProto } from "./convert-config.ts";
import { failureFromProto } from "./convert-failure.ts";
import { payloadToProto } from "./convert-payload.ts";
import type { ManagerDeps } from "./manager-deps.ts";
import { registrationToProto } from "./registration.ts";
import type { Handlers, Principal } from "./service.ts";

/** The handlers of RunnerService. */
export function runnerService(deps: ManagerDeps): Handlers<typeof RunnerService> {
  const { managers, journal } = deps;
  return {
    async getRunSpec(_request, { principal, signal }) {
      const claim = claimOf(principal);
      const task = await managers.hosts.task(claim, signal);
      await journal.settled();
      return { spec: specToProto(deps, principal, task) };
    },
    async reportStarted(_request, { principal }) {
      journal.assertWritable();
      managers.hosts.started(claimOf(principal));
      await journal.settled();
      return {};
    },
    async reportExit(request, { principal }) {
      journal.assertWritable();
      const { failure, terminate, interrupted } = request;
      const runEnded = managers.hosts.exited(claimOf(principal), {
        failure: failure === undefined ? undefined : failureFromProto(failure),
        terminate,
        interrupted,
      });
      await journal.settled();
      return { runEnded };
    },
  };
}

function claimOf({ kind, namespace, runId, attempt }: Principal): HostClaim {
  if (kind !== "run" || runId === undefined || attempt === undefined) {
    throw new LyceumError("not_permitted", "only hosts call RunnerService: send the run token that the host was given as the credential");
  }
  return { namespace, runId, attempt };
}

function specToProto({ tokens }: ManagerDeps, principal: Principal, task: HostTask): MessageInitShape<typeof RunSpecSchema> {
  const { run, attempt, kind, lineage, logLevel, initModule } = task;
  const args = run.arguments;
  return {
    runId: run.key,
    attempt: attempt.number,
    agent: registrationToProto(tokens, { entity: run.agent, lineage, fence: attempt.fence, to: principal }),
    kind: run.kind ?? "",
    module: kind?.module ?? "",
    export: kind?.export ?? "",
    ...(args === undefined
      ? {}
      : { arguments: payloadToProto({ mediaType: args.mediaType, data: new Uint8Array(Buffer.from(args.data, "base64")) }) }),
    config: configToProto(run.config),
    logLevel: logLevelToProto(logLevel),
    initModule: initModule ?? "",
    runToken: tokens.issueRun(
      { namespace: principal.namespace, runId: run.key, attempt: attempt.number, uid: run.agent.uid },
      principal.subject,
    ),
  };
}
