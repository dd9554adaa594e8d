import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  LogLevel as ProtoLogLevel,
  type RetryPolicy as ProtoRetryPolicy,
  type RuntimeConfig as ProtoRuntimeConfig,
  type RetryPolicySchema,
  type RuntimeConfigSchema,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { invalidField } from "../core/errors.ts";
import { type LogLevel, NO_RETRIES, type RetryPolicy, type RuntimeConfig } from "../core/run.ts";
import type { RuntimeConfigInput } from "../manager/runtime-config.ts";
import { durationFromProto, durationToProto, optionalDuration } from "./convert-time.ts";

const MAX_RETRIES = 1_000_000;
const MAX_TYPES = 100;
const MAX_TEXT = 256;
const MAX_MEDIA_TYPES = 100;

const levels: Readonly<Record<LogLevel, ProtoLogLevel>> = {
  debug: ProtoLogLevel.DEBUG,
  info: ProtoLogLevel.INFO,
  warn: ProtoLogLevel.WARN,
  error: ProtoLogLevel.ERROR,
};
const levelOf = new Map(Object.entries(levels).map(([level, number]) => [number, level as LogLevel]));

/** Writes a log level. */
export function logLevelToProto(level: LogLevel): ProtoLogLevel {
  return levels[level];
}

/**
 * Reads a log level; undefined where none was told.
 * @throws LyceumError invalid_field
 */
export function logLevelFromProto(level: ProtoLogLevel, field: string): LogLevel | undefined {
  const found = levelOf.get(level);
  if (found === undefined && level !== ProtoLogLevel.UNSPECIFIED) throw invalidField(field, "must be one of LogLevel");
  return found;
}

/**
 * Reads when and how often to run again; undefined where nothing was told.
 * @throws LyceumError invalid_field
 */
export function retryFromProto(policy: ProtoRetryPolicy | undefined, field: string): RetryPolicy | undefined {
  if (policy === undefined) return undefined;
  if (policy.maxRetries > MAX_RETRIES) throw invalidField(`${field}.max_retries`, `must be at most ${MAX_RETRIES}`);
  const backoffMultiplier = policy.backoffMultiplier || NO_RETRIES.backoffMultiplier;
  if (!(backoffMultiplier >= 1) || !Number.isFinite(backoffMultiplier))
    throw invalidField(`${field}.backoff_multiplier`, "must be 0, or 1 or more");
  checkTexts(policy.nonRetryableTypes, `${field}.non_retryable_types`, MAX_TYPES);
  return {
    maxRetries: policy.maxRetries,
    initialBackoffMs: durationFromProto(policy.initialBackoff, `${field}.initial_backoff`) ?? NO_RETRIES.initialBackoffMs,
    maxBackoffMs: durationFromProto(policy.maxBackoff, `${field}.max_backoff`) ?? NO_RETRIES.maxBackoffMs,
    backoffMultiplier,
    nonRetryableTypes: policy.nonRetryableTypes,
  };
}

/** Writes when and how often to run again. */
export function retryToProto(policy: RetryPolicy): MessageInitShape<typeof RetryPolicySchema> {
  return {
    maxRetries: policy.maxRetries,
    initialBackoff: durationToProto(policy.initialBackoffMs),
    maxBackoff: durationToProto(policy.maxBackoffMs),
    backoffMultiplier: policy.backoffMultiplier,
    nonRetryableTypes: [...policy.nonRetryableTypes],
  };
}

/**
 * Reads how an agent is to behave; what is absent stays open.
 * @throws LyceumError invalid_field
 */
export function configFromProto(config: ProtoRuntimeConfig | undefined, field: string): RuntimeConfigInput {
  if (config === undefined) return {};
  checkTexts([...config.allowedMediaTypes, config.defaultMediaType], `${field}.allowed_media_types`, MAX_MEDIA_TYPES);
  const startTimeoutMs = durationFromProto(config.startTimeout, `${field}.start_timeout`);
  if (startTimeoutMs === 0) throw invalidField(`${field}.start_timeout`, "must be more than zero: no agent is up at once");
  return {
    cancelActionsOnShutdown: config.cancelActionsOnShutdown,
    raiseLoopErrorsOnShutdown: config.raiseLoopErrorsOnShutdown,
    shutdownOnLoopError: config.shutdownOnLoopError,
    terminateOnError: config.terminateOnError,
    terminateOnSuccess: config.terminateOnSuccess,
    maxConcurrentActions: config.maxConcurrentActions || undefined,
    defaultMediaType: config.defaultMediaType || undefined,
    allowedMediaTypes: config.allowedMediaTypes.length === 0 ? undefined : config.allowedMediaTypes,
    startTimeoutMs,
    stopGraceMs: durationFromProto(config.stopGrace, `${field}.stop_grace`),
  };
}

/** Writes how an agent behaves, defaults filled in. */
export function configToProto(config: RuntimeConfig): MessageInitShape<typeof RuntimeConfigSchema> {
  const stopGrace = optionalDuration(config.stopGraceMs);
  return {
    cancelActionsOnShutdown: config.cancelActionsOnShutdown,
    raiseLoopErrorsOnShutdown: config.raiseLoopErrorsOnShutdown,
    shutdownOnLoopError: config.shutdownOnLoopError,
    terminateOnError: config.terminateOnError,
    terminateOnSuccess: config.terminateOnSuccess,
    maxConcurrentActions: config.maxConcurrentActions ?? 0,
    defaultMediaType: config.defaultMediaType,
    allowedMediaTypes: [...config.allowedMediaTypes],
    startTimeout: durationToProto(config.startTimeoutMs),
    ...(stopGrace === undefined ? {} : { stopGrace }),
  };
}

function checkTexts(texts: readonly string[], field: string, most: number): void {
  if (texts.length > most + 1) throw invalidField(field, `must be at most ${most}`);
  if (texts.some((text) => text.length > MAX_TEXT)) throw invalidField(field, `must be of at most ${MAX_TEXT} characters each`);
}
