import { type JsonValue, toJson } from "@bufbuild/protobuf";
import type { InvokeResponse } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { type Failure, FailureSchema, type Payload, PayloadSchema } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { parseExactly } from "./exact-json.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { Output } from "./output.ts";
import { block } from "./plain-text.ts";
import { failureLine, failureTail } from "./run-view.ts";

const JSON_TYPE = /^(application\/json|[\w.+-]+\/[\w.+-]+\+json)?\s*(;|$)/i;

/** Tells how a call ended: its result, or what went wrong inside the agent. */
export function tellEnd({ outcome }: InvokeResponse, output: Output): ExitCode {
  if (outcome.case === "failure") {
    tellFailure(outcome.value, output);
    return exitCode.agentFailed;
  }
  if (outcome.case === "result") tellValue(outcome.value, "result", output);
  return exitCode.ok;
}

/** Tells a value that an agent gave. A program reads JSON under `key`, and bytes of another type under `payload`. */
export function tellValue(payload: Payload, key: string, output: Output): void {
  const value = JSON_TYPE.test(payload.mediaType) ? readJson(payload.data) : undefined;
  if (output.json) output.tell(value === undefined ? { payload: toJson(PayloadSchema, payload) as JsonValue } : { [key]: value.json });
  else if (value !== undefined) output.tell(undefined, block(textOf(value.json)));
  else if (output.onTerminal) output.tell(undefined, `${payload.data.length} bytes of ${block(payload.mediaType)}: send them to a file`);
  else output.raw(payload.data);
}

function tellFailure(failure: Failure, output: Output): void {
  if (output.json) {
    output.tell({ failure: toJson(FailureSchema, failure) });
    return;
  }
  output.note(`the agent failed: ${failureLine(failure)}`);
  for (const each of failureTail(failure)) output.note(each);
}

/** The value of JSON; undefined for bytes that are none, although their type says so. */
function readJson(data: Uint8Array): { readonly json: unknown } | undefined {
  if (data.length === 0) return { json: null };
  try {
    return { json: parseExactly(new TextDecoder("utf-8", { fatal: true }).decode(data)) };
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, undefined, 2);
}
