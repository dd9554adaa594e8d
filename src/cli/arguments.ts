import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PayloadSchema } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { CliError } from "./cli-error.ts";
import { tryParse } from "./exact-json.ts";

/** Reads an argument: JSON where it is JSON, else text as it stands. */
export function readLoosely(text: string): unknown {
  const parsed = tryParse(text);
  return "problem" in parsed ? text : parsed.value;
}

/**
 * Reads an argument that must be JSON.
 * @throws CliError MALFORMED_ARGUMENT
 */
export function readStrictly(text: string): unknown {
  const parsed = tryParse(text);
  if ("value" in parsed) return parsed.value;
  throw new CliError(`the argument ${JSON.stringify(text)} is no JSON (${parsed.problem}): correct it, or drop --json-args`, {
    reason: "MALFORMED_ARGUMENT",
  });
}

/** Writes arguments of an action or a constructor; undefined when there are none. */
export function argumentsPayload(
  args: readonly unknown[],
  kwargs: Readonly<Record<string, unknown>> | undefined,
): MessageInitShape<typeof PayloadSchema> | undefined {
  if (args.length === 0 && kwargs === undefined) return undefined;
  const text = JSON.stringify(kwargs === undefined ? args : { args, kwargs });
  return { mediaType: "application/json", data: new TextEncoder().encode(text) };
}
