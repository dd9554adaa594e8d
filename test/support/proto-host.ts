import { once } from "node:events";
import { bearer, protoClient, type Untyped, unary } from "./proto-client.ts";

/** What a host does for an action; what it returns is the JSON result. */
export type Act = (args: Untyped) => unknown;

/**
 * A host made from the .proto files alone, for an external run: it follows the contract of `proto/README.md`, step by step,
 * answers actions until it is asked to shut down, and reports how it ended.
 */
export async function hostExternal(url: string, runToken: string, actions: Readonly<Record<string, Act>>): Promise<{ attempt: number }> {
  const runner = protoClient(url, "RunnerService");
  const exchange = protoClient(url, "ExchangeService");
  try {
    const { spec } = await unary(runner, "GetRunSpec", {}, bearer(runToken));
    const credential = bearer(spec.run_token === "" ? runToken : spec.run_token);
    const stream = exchange.Connect(credential);
    const session = new HostSession(stream, actions);
    stream.write({ attaches: [{ channel: 1, token: spec.agent.token, credits: 16 }] });
    await session.granted;
    await unary(runner, "ReportStarted", {}, credential);
    const terminate = await session.ended;
    stream.write({ detaches: [{ channel: 1 }] });
    stream.end();
    await once(stream, "end");
    await unary(runner, "ReportExit", terminate === undefined ? {} : { terminate }, credential);
    return { attempt: spec.attempt };
  } finally {
    runner.close();
    exchange.close();
  }
}

/** One agent's session on a stream of its own. */
class HostSession {
  readonly granted: Promise<void>;
  /** Resolves with the override of the shutdown request once its answer is durable. */
  readonly ended: Promise<boolean | undefined>;
  readonly #stream: Untyped;
  readonly #actions: Readonly<Record<string, Act>>;
  #sequence = 0;
  #last: { sequence: number; terminate: boolean | undefined } | undefined;
  #grant: () => void = () => undefined;
  #end: (terminate: boolean | undefined) => void = () => undefined;

  constructor(stream: Untyped, actions: Readonly<Record<string, Act>>) {
    this.#stream = stream;
    this.#actions = actions;
    this.granted = new Promise((resolve) => {
      this.#grant = resolve;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#end = resolve;
      stream.on("error", reject);
    });
    this.ended.catch(() => undefined);
    stream.on("data", (frame: Untyped) => {
      for (const event of frame.events) this.#take(event);
    });
  }

  #take(event: Untyped): void {
    if (event.grant !== null) this.#grant();
    for (const delivery of event.deliveries) this.#answer(delivery);
    if (this.#last !== undefined && Number(event.taken_through) >= this.#last.sequence) this.#end(this.#last.terminate);
  }

  #answer({ sequence, envelope }: Untyped): void {
    const answer = this.#answerOf(envelope);
    this.#sequence += 1;
    const item = { sequence: this.#sequence, settle: { sequence, kind: "SETTLEMENT_KIND_RESPOND", answer } };
    const credits = envelope.kind === "MESSAGE_KIND_ACTION" ? 1 : 0;
    this.#stream.write({ updates: [{ channel: 1, items: [item], credits }] });
    if (envelope.kind === "MESSAGE_KIND_SHUTDOWN") {
      this.#last = { sequence: this.#sequence, terminate: envelope._terminate === "terminate" ? envelope.terminate : undefined };
    }
  }

  #answerOf(envelope: Untyped): object {
    if (envelope.kind !== "MESSAGE_KIND_ACTION") return { status: "ANSWER_STATUS_OK" };
    const act = this.#actions[envelope.action];
    if (act === undefined) {
      return { status: "ANSWER_STATUS_ACTION_NOT_FOUND", failure: { type: "ActionNotFound", message: `no action ${envelope.action}` } };
    }
    try {
      const args: Untyped = envelope.body.length === 0 ? [] : JSON.parse(envelope.body.toString());
      return { status: "ANSWER_STATUS_OK", body: Buffer.from(JSON.stringify(act(args))) };
    } catch (error) {
      const { name, message } = error as Error;
      return { status: "ANSWER_STATUS_FAILED", failure: { type: name, message, language: "proto" } };
    }
  }
}
