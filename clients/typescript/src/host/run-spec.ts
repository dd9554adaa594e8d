import { LogLevel as ProtoLevel } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { type RunSpec as ProtoSpec, RunnerService } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import { configFromProto, type RuntimeConfig } from "../agent/runtime-config.ts";
import { type EntityId, entityOf } from "../entity.ts";
import { type EntityToken, tokenOf } from "../exchange/entity-token.ts";
import type { LogLevel } from "../log.ts";
import type { Encoded } from "../payload.ts";
import { present } from "../present.ts";
import type { Transport } from "../transport.ts";

/** What a host is to run. */
export interface RunSpec {
  readonly runId: string;
  /** From 1. */
  readonly attempt: number;
  readonly agent: EntityId;
  readonly token: EntityToken;
  readonly lineage: readonly string[];
  /** Kind in the catalogue; empty where the host brings the agent. */
  readonly kind: string;
  /** Absolute path of the module; empty where the host brings the agent. */
  readonly module: string;
  /** Its export; empty means the default export. */
  readonly export: string;
  readonly arguments: Encoded;
  readonly config: RuntimeConfig;
  readonly logLevel: LogLevel | undefined;
  /** Absolute path of a module to import first; empty means none. */
  readonly initModule: string;
  /** Credential of this very attempt. */
  readonly runToken: string;
}

const levels = new Map<ProtoLevel, LogLevel>([
  [ProtoLevel.DEBUG, "debug"],
  [ProtoLevel.INFO, "info"],
  [ProtoLevel.WARN, "warn"],
  [ProtoLevel.ERROR, "error"],
]);

/**
 * Trades a run token (the transport's credential) for what to run; waits until there is something, or the signal aborts.
 * @throws LyceumError when the run has ended, or the attempt is over.
 */
export async function fetchRunSpec(transport: Transport, signal: AbortSignal | undefined): Promise<RunSpec> {
  const options = { signal, timeoutMs: Number.POSITIVE_INFINITY };
  const { spec } = await transport.unary(RunnerService.method.getRunSpec, {}, options);
  return specOf(present(spec, "run spec"));
}

function specOf(spec: ProtoSpec): RunSpec {
  const registration = present(spec.agent, "registration");
  return {
    runId: spec.runId,
    attempt: spec.attempt,
    agent: entityOf(present(registration.entity, "entity")),
    token: tokenOf(registration),
    lineage: registration.lineage,
    kind: spec.kind,
    module: spec.module,
    export: spec.export,
    arguments: { mediaType: spec.arguments?.mediaType ?? "", data: spec.arguments?.data ?? new Uint8Array(0) },
    config: configFromProto(spec.config),
    logLevel: levels.get(spec.logLevel),
    initModule: spec.initModule,
    runToken: spec.runToken,
  };
}
