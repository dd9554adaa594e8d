import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import {
  type ActionOptions,
  AgentError,
  type AgentHandle,
  type EntityId,
  type ExchangeClient,
  ExchangeFactory,
  LyceumError,
  SerializationError,
} from "@lyceum/client";
import { checkManager } from "./manage.ts";
import { assertEqual, type Case, type Expectation, expand } from "./scenario.ts";

/** Whom to call. */
export interface Targets {
  readonly agent: EntityId;
  readonly language: string;
  readonly kind: string;
  readonly chain: readonly EntityId[];
  /** Url of a server that refuses every call, and says when to come back. */
  readonly refusing: string;
}

/** How a case came out. */
export interface Outcome {
  readonly outcome: "passed" | "failed" | "skipped";
  readonly detail: string;
}

const unencodable: Readonly<Record<string, unknown>> = { nan: Number.NaN, infinity: Number.NEGATIVE_INFINITY, lone_surrogate: "\ud800" };

/** Runs the cases of a scenario. */
export class Caller implements AsyncDisposable {
  readonly #client: ExchangeClient;
  readonly #agent: AgentHandle;
  readonly #targets: Targets;

  private constructor(client: ExchangeClient, targets: Targets) {
    this.#client = client;
    this.#targets = targets;
    this.#agent = client.getHandle(targets.agent);
  }

  static async open(targets: Targets): Promise<Caller> {
    return new Caller(await new ExchangeFactory().createUserClient(), targets);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  /** Runs a case; never throws. */
  async run(each: Case): Promise<Outcome> {
    try {
      await this.#do(each);
      return { outcome: "passed", detail: "" };
    } catch (error) {
      return { outcome: "failed", detail: String(error) };
    }
  }

  async #do(each: Case): Promise<void> {
    switch (each.do) {
      case "call":
        return await this.#checked(each.expect, () => this.#call(each));
      case "stream":
        return await this.#checked(each.expect, () => this.#stream(each));
      case "ping":
        await this.#agent.ping({ timeoutMs: 10_000 });
        return;
      case "notify":
        return await this.#agent.notify(each.action ?? "", (each.args ?? []).map(expand));
      case "describe":
        return assertEqual((await this.#agent.describe()).actions.map(({ name }) => name).sort(), each.actions);
      case "unencodable":
        return await this.#checked(each.expect, () => this.#agent.call("echo", [unencodable[each.value ?? ""]]));
      case "unknown_agent":
        return await this.#checked(each.expect, () =>
          this.#client.getHandle({ uid: randomUUID(), role: "agent", name: "" }).ping({ timeoutMs: 10_000 }),
        );
      case "wrong_token":
        return await this.#checked(each.expect, () => pingBy(new ExchangeFactory({ token: "wrong" }), this.#targets.agent, each));
      case "wrong_url":
        return await this.#checked(each.expect, async () =>
          pingBy(new ExchangeFactory({ url: await nobodysUrl(), timeoutMs: each.timeout_ms }), this.#targets.agent, each),
        );
      case "refusing_url":
        return await this.#checked(each.expect, () =>
          pingBy(new ExchangeFactory({ url: this.#targets.refusing, timeoutMs: each.timeout_ms }), this.#targets.agent, each),
        );
      case "relay":
        return await this.#relay(each);
      case "manage":
        return await checkManager(this.#targets.kind);
      default:
        throw new Error(`no program for ${each.do}`);
    }
  }

  async #call({ action = "", args = [], kwargs, bytes, timeout_ms, cancel_after_ms }: Case): Promise<unknown> {
    const signal = cancel_after_ms === undefined ? undefined : AbortSignal.timeout(cancel_after_ms);
    const options: ActionOptions = { timeoutMs: timeout_ms, kwargs, signal };
    const given = bytes === undefined ? args.map(expand) : [new Uint8Array(Buffer.from(bytes, "base64"))];
    try {
      return await this.#agent.call(action, given, options);
    } catch (error) {
      // A call that its own signal cancelled fails with the signal's reason.
      if (signal?.aborted && error === signal.reason)
        throw new LyceumError("cancelled", { reason: "REQUEST_CANCELLED", code: "CANCELLED", cause: error });
      throw error;
    }
  }

  async #stream({ action = "", args = [], parts }: Case): Promise<unknown> {
    const call = this.#agent.call<unknown, unknown>(action, args.map(expand));
    let count = 0;
    for await (const part of call) assertEqual(part, count++);
    assertEqual(count, parts);
    return await call;
  }

  async #relay({ traceparent = "" }: Case): Promise<void> {
    const [first, ...rest] = this.#targets.chain;
    if (first === undefined) throw new Error("the chain is empty");
    const trace = { traceparent, tracestate: "" };
    const hops = await this.#client.getHandle(first).call<{ language: string; traceparent: string }[]>("relay", [rest], { trace });
    assertEqual(hops.length, this.#targets.chain.length);
    const traceId = traceparent.split("-")[1];
    for (const hop of hops) assertEqual(hop.traceparent.split("-")[1], traceId);
  }

  async #checked(expected: Expectation, act: () => PromiseLike<unknown>): Promise<void> {
    let result: unknown;
    try {
      result = await act();
    } catch (error) {
      this.#checkError(error, expected);
      return;
    }
    if (expected.failure !== undefined || expected.error !== undefined)
      throw new Error(`it succeeded with ${String(result).slice(0, 200)}`);
    if (expected.bytes === undefined) assertEqual(result, expand(expected.result));
    else assertEqual(Buffer.from(result as Uint8Array).toString("base64"), expected.bytes);
  }

  #checkError(error: unknown, { failure, error: reason, local }: Expectation): void {
    if (!(error instanceof LyceumError)) throw error;
    if (failure !== undefined) {
      if (!(error instanceof AgentError)) throw error;
      if (failure.message !== undefined) assertEqual(error.failure.message, failure.message);
      if (failure.cause !== undefined) assertEqual(error.failure.cause?.message, failure.cause);
      if (failure.stack === true && error.remoteStack === "") throw new Error("the failure has no stack");
      if (failure.language === true) assertEqual(error.language, this.#targets.language);
      return;
    }
    if (reason === undefined) throw error;
    if (reason !== "") assertEqual(error.reason, reason);
    if (local === true && !(error instanceof SerializationError)) throw new Error(`it was not refused where it was encoded: ${error}`);
  }
}

async function pingBy(factory: ExchangeFactory, agent: EntityId, { timeout_ms }: Case): Promise<void> {
  const client = await factory.createUserClient();
  try {
    await client.getHandle(agent).ping({ timeoutMs: timeout_ms });
  } finally {
    await client.close();
  }
}

/** A port of this machine where nobody listens any more. */
async function nobodysUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
