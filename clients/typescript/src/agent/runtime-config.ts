import type { RuntimeConfig as ProtoConfig } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { durationOf, msOf } from "../time.ts";

/** How an agent behaves around its life. What is left out has its default. */
export interface RuntimeConfig {
  /** Cancel running actions at shutdown; otherwise they are awaited. Default true. */
  readonly cancelActionsOnShutdown?: boolean | undefined;
  /** A loop's error fails the run. Default true. */
  readonly raiseLoopErrorsOnShutdown?: boolean | undefined;
  /** A loop's error shuts the agent down. Default true. */
  readonly shutdownOnLoopError?: boolean | undefined;
  /** Terminate the mailbox when the run failed, after the last attempt. Default true. */
  readonly terminateOnError?: boolean | undefined;
  /** Terminate the mailbox when the run succeeded. Default true. */
  readonly terminateOnSuccess?: boolean | undefined;
  /** Most actions at once; absent means no limit. */
  readonly maxConcurrentActions?: number | undefined;
  /** Media type that values which are no bytes are written as; JSON alone is known here. Default application/json. */
  readonly defaultMediaType?: string | undefined;
  /** Media types accepted in arguments; absent means JSON, protobuf and raw bytes. */
  readonly allowedMediaTypes?: readonly string[] | undefined;
  /** Time from start to ready before an attempt fails, in milliseconds; absent means the server's start limit. */
  readonly startTimeoutMs?: number | undefined;
  /** Time from a request to end until the host is killed, in milliseconds; absent means the manager's grace. */
  readonly stopGraceMs?: number | undefined;
}

/** Writes a configuration for the API. */
export function configToProto(config: RuntimeConfig): Omit<ProtoConfig, "$typeName"> {
  return {
    cancelActionsOnShutdown: config.cancelActionsOnShutdown,
    raiseLoopErrorsOnShutdown: config.raiseLoopErrorsOnShutdown,
    shutdownOnLoopError: config.shutdownOnLoopError,
    terminateOnError: config.terminateOnError,
    terminateOnSuccess: config.terminateOnSuccess,
    maxConcurrentActions: config.maxConcurrentActions ?? 0,
    defaultMediaType: config.defaultMediaType ?? "",
    allowedMediaTypes: [...(config.allowedMediaTypes ?? [])],
    startTimeout: durationField(config.startTimeoutMs),
    stopGrace: durationField(config.stopGraceMs),
  };
}

/** Reads a configuration of the API. */
export function configFromProto(config: ProtoConfig | undefined): RuntimeConfig {
  if (config === undefined) return {};
  return {
    cancelActionsOnShutdown: config.cancelActionsOnShutdown,
    raiseLoopErrorsOnShutdown: config.raiseLoopErrorsOnShutdown,
    shutdownOnLoopError: config.shutdownOnLoopError,
    terminateOnError: config.terminateOnError,
    terminateOnSuccess: config.terminateOnSuccess,
    maxConcurrentActions: config.maxConcurrentActions || undefined,
    defaultMediaType: config.defaultMediaType || undefined,
    allowedMediaTypes: config.allowedMediaTypes.length === 0 ? undefined : config.allowedMediaTypes,
    startTimeoutMs: msOf(config.startTimeout),
    stopGraceMs: msOf(config.stopGrace),
  };
}

function durationField(ms: number | undefined): ProtoConfig["startTimeout"] {
  return ms === undefined ? undefined : { $typeName: "google.protobuf.Duration", ...durationOf(ms) };
}
