import { AnswerStatus, type Envelope } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { DESCRIBE_ACTION } from "../description.ts";
import { LyceumError } from "../errors.ts";
import type { AnswerInit } from "../exchange/envelope.ts";
import { MAX_BODY_BYTES, type Messenger } from "../exchange/messenger.ts";
import { failureOf } from "../failure-of.ts";
import { BYTES_TYPE, baseType, decodeArguments, encodeValue, JSON_TYPE, PROTOBUF_TYPE } from "../payload.ts";
import type { Agent } from "./agent.ts";
import { fitArguments, type HandleMaker } from "./arguments.ts";
import { describeAgent } from "./describe.ts";
import { PartStream } from "./part-stream.ts";
import type { RunningAction } from "./running-action.ts";
import { runInScope } from "./scope.ts";
import type { AgentTable } from "./table.ts";

/** What actions run on. */
export interface ActionHome {
  readonly agent: Agent;
  readonly table: AgentTable;
  readonly messenger: Messenger;
  /** Media types accepted in arguments; absent means JSON, protobuf and raw bytes. */
  readonly allowedMediaTypes: readonly string[] | undefined;
  readonly handle: HandleMaker;
}

/** A request that fits an action, ready to run; or what it is refused with. */
export type Prepared = { readonly run: () => unknown; readonly redeliverable: boolean } | { readonly refusal: AnswerInit };

const DEFAULT_TYPES: readonly string[] = [JSON_TYPE, PROTOBUF_TYPE, BYTES_TYPE];

/** Finds the action that a request names and makes its arguments. */
export function prepare({ agent, table, allowedMediaTypes, handle }: ActionHome, request: Envelope): Prepared {
  const { action: name } = request;
  if (name === DESCRIBE_ACTION) return { run: () => describeAgent(table), redeliverable: true };
  const declaration = table.actions.get(name);
  if (declaration === undefined) {
    const message = `${table.lineage[0]} does not have an action named ${JSON.stringify(name)}; ask it by ${DESCRIBE_ACTION} what it has`;
    return refused(AnswerStatus.ACTION_NOT_FOUND, "ActionNotFound", message);
  }
  const allowed = allowedMediaTypes ?? DEFAULT_TYPES;
  if (request.body.length > 0 && !allowed.includes(baseType(request.mediaType))) {
    const message = `the agent does not accept arguments of type ${request.mediaType || JSON_TYPE}, but ${allowed.join(", ")}`;
    return refused(AnswerStatus.INVALID_ARGUMENTS, "MediaTypeNotAllowed", message);
  }
  try {
    const args = fitArguments(decodeArguments({ mediaType: request.mediaType, data: request.body }), declaration.parameters, handle);
    const method = (agent as unknown as Record<string, (...args: unknown[]) => unknown>)[name] as (...args: unknown[]) => unknown;
    return { run: () => method.apply(agent, args), redeliverable: declaration.redeliverable === true };
  } catch (error) {
    return refused(AnswerStatus.INVALID_ARGUMENTS, "InvalidArguments", `arguments of ${name}: ${(error as Error).message}`);
  }
}

/** Runs an action's code in the agent's name and tells how it is to be answered; it never throws. */
export async function perform(home: ActionHome, action: RunningAction, run: () => unknown): Promise<AnswerInit> {
  try {
    const result = runInScope({ messenger: home.messenger, context: action }, run);
    if (isAsyncGenerator(result))
      return await runInScope({ messenger: home.messenger, context: action }, () => stream(home, action, result));
    return answerWith(await result, action, 0);
  } catch (error) {
    return { status: AnswerStatus.FAILED, failure: failureOf(error) };
  }
}

async function stream(home: ActionHome, action: RunningAction, results: AsyncGenerator<unknown>): Promise<AnswerInit> {
  const parts = new PartStream(home.messenger, action.held);
  let cancelled = false;
  action.onCancel = () => {
    cancelled = true;
    parts.stop();
    // A generator that waits is told once it goes on; what it then throws has nobody to go to.
    results.return(undefined).catch(() => undefined);
  };
  try {
    let step = await results.next();
    while (step.done !== true && !cancelled) {
      await parts.send(step.value);
      if (!cancelled) step = await results.next();
    }
    await parts.flush();
    return answerWith(step.done === true ? step.value : undefined, action, parts.count);
  } catch (error) {
    // The parts so far go first: an answer ends the stream.
    await parts.flush().catch(() => undefined);
    parts.stop();
    results.return(undefined).catch(() => undefined);
    return { status: AnswerStatus.FAILED, failure: failureOf(error), parts: parts.count };
  }
}

function answerWith(result: unknown, action: RunningAction, parts: number): AnswerInit {
  try {
    const { mediaType, data } = encodeValue(result);
    if (data.length <= MAX_BODY_BYTES) return { status: AnswerStatus.OK, mediaType, body: data, parts };
    const message = `the result of ${action.action} has ${data.length} bytes, no message may have more than ${MAX_BODY_BYTES}; return less, or stream it in parts`;
    return { status: AnswerStatus.FAILED, failure: { type: "ResultTooLarge", message, nonRetryable: true, language: "typescript" }, parts };
  } catch (error) {
    if (!(error instanceof LyceumError)) throw error;
    const message = `the result of ${action.action} cannot be sent: ${error.message}`;
    return { status: AnswerStatus.FAILED, failure: { ...failureOf(error), message }, parts };
  }
}

function isAsyncGenerator(value: unknown): value is AsyncGenerator<unknown> {
  if (typeof value !== "object" || value === null) return false;
  const { next } = value as { next?: unknown };
  return typeof next === "function" && Symbol.asyncIterator in value;
}

function refused(status: AnswerStatus, type: string, message: string): { readonly refusal: AnswerInit } {
  return { refusal: { status, failure: { type, message, nonRetryable: true, language: "typescript" } } };
}
