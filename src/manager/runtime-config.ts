import type { RuntimeConfig } from "../core/run.ts";

/** Media types that an agent accepts unless told otherwise: JSON, protobuf and raw bytes. */
const DEFAULT_MEDIA_TYPES: readonly string[] = ["application/json", "application/protobuf", "application/octet-stream"];

/** What a launch says of an agent's behaviour; what is absent has the default. */
export type RuntimeConfigInput = { readonly [K in keyof RuntimeConfig]?: RuntimeConfig[K] | undefined };

/** Fills the defaults in, those of Academy's RuntimeConfig where it has the field. */
export function runtimeConfig(input: RuntimeConfigInput, startTimeoutMs: number): RuntimeConfig {
  return {
    cancelActionsOnShutdown: input.cancelActionsOnShutdown ?? true,
    raiseLoopErrorsOnShutdown: input.raiseLoopErrorsOnShutdown ?? true,
    shutdownOnLoopError: input.shutdownOnLoopError ?? true,
    terminateOnError: input.terminateOnError ?? true,
    terminateOnSuccess: input.terminateOnSuccess ?? true,
    maxConcurrentActions: input.maxConcurrentActions,
    defaultMediaType: input.defaultMediaType ?? "application/json",
    allowedMediaTypes: input.allowedMediaTypes ?? DEFAULT_MEDIA_TYPES,
    startTimeoutMs: input.startTimeoutMs ?? startTimeoutMs,
    stopGraceMs: input.stopGraceMs,
  };
}
