import type { AgentKind, AttemptSpec } from "../core/executor.ts";
import { AgentFailure } from "../core/failure.ts";

/** A failure to start a host. */
export function startFailure(message: string, cause?: unknown): AgentFailure {
  return new AgentFailure({
    type: "StartError",
    message,
    ...(cause instanceof Error ? { cause: { type: cause.name, message: cause.message } } : {}),
  });
}

/** What a host threw, as data. */
export function agentFailure(error: unknown): AgentFailure {
  if (!(error instanceof Error)) return new AgentFailure({ type: "Error", message: String(error), language: "typescript" });
  const { name, message, stack } = error;
  return new AgentFailure({ type: name, message, stack, language: "typescript" });
}

/**
 * The attempt's kind, which must be a module.
 * @throws AgentFailure when it is a command, or there is none.
 */
export function moduleKind(spec: AttemptSpec): AgentKind {
  if (spec.kind?.module !== undefined) return spec.kind;
  throw startFailure(
    `${describeKind(spec)} is no module: launch it on an executor whose driver is ${spec.kind === undefined ? "external" : "command"}`,
  );
}

/**
 * Program and arguments of the attempt's kind.
 * @throws AgentFailure when it is a module, or there is none.
 */
export function commandKind(spec: AttemptSpec): AgentKind & { readonly argv: readonly string[] } {
  const argv = spec.kind?.argv;
  if (spec.kind !== undefined && argv !== undefined && argv.length > 0) return { ...spec.kind, argv };
  throw startFailure(
    `${describeKind(spec)} is no command: launch it on an executor whose driver is ${spec.kind === undefined ? "external" : "inline, threads or processes"}`,
  );
}

function describeKind(spec: AttemptSpec): string {
  return spec.kind === undefined ? "an agent that its own host brings" : `the kind "${spec.kind.name}"`;
}
