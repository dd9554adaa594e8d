import type { MessageInitShape } from "@bufbuild/protobuf";
import { type ExecutorSpecSchema, LogLevel as ProtoLevel } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { LogLevel } from "../log.ts";

/** An executor of a manager: its own instance of a template of the operator. */
export interface ExecutorOptions {
  /** Template; absent means the one of the executor's name. */
  readonly template?: string | undefined;
  /** Most agents at once; absent means the template's limit alone. */
  readonly places?: number | undefined;
  /** Log level of its hosts. */
  readonly logLevel?: Exclude<LogLevel, "silent"> | undefined;
}

/** Executors of a manager: a single one, by its template, which is then the default; or several by their names. */
export type Executors = string | readonly string[] | Readonly<Record<string, ExecutorOptions>>;

const levels = { debug: ProtoLevel.DEBUG, info: ProtoLevel.INFO, warn: ProtoLevel.WARN, error: ProtoLevel.ERROR } as const;

type Spec = MessageInitShape<typeof ExecutorSpecSchema>;

/** Writes executors for the API. */
export function executorsToProto(executors: Executors | undefined): Spec[] {
  if (executors === undefined) return [];
  if (typeof executors === "string") return [{ template: executors }];
  if (isList(executors)) return executors.map((name) => executorToProto(name, {}));
  return Object.entries(executors).map(([name, options]) => executorToProto(name, options));
}

/** Writes an executor for the API. */
export function executorToProto(name: string, { template = "", places = 0, logLevel }: ExecutorOptions): Spec {
  return { name, template, places, logLevel: logLevel === undefined ? ProtoLevel.UNSPECIFIED : levels[logLevel] };
}

function isList(executors: Exclude<Executors, string>): executors is readonly string[] {
  return Array.isArray(executors);
}
