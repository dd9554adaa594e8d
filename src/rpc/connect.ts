import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ConnectRequest, ConnectResponseSchema } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Timer } from "../core/clock.ts";
import { ConnectStream } from "./connect-stream.ts";
import type { ExchangeDeps } from "./exchange-deps.ts";
import type { Answers, Call, Dialogue, Handlers } from "./service.ts";

type ExchangeHandlers = Handlers<typeof import("@lyceum/gen/lyceum/v1/exchange_pb.ts").ExchangeService>;
type Frame = MessageInitShape<typeof ConnectResponseSchema>;

/** The handler of Connect. */
export function connectHandler(deps: ExchangeDeps): ExchangeHandlers["connect"] {
  return (answers, call) => new Connect(deps, answers, call);
}

/** One call of Connect: takes frames, and writes what the sessions have, once for all that happened in a turn. */
class Connect implements Dialogue<ConnectRequest> {
  readonly #deps: ExchangeDeps;
  readonly #answers: Answers<Frame>;
  readonly #signal: AbortSignal;
  readonly #stream: ConnectStream;
  readonly #ending = Promise.withResolvers<void>();
  #due = false;
  #room = true;
  /** Whether the caller's side is over: nothing more is taken. */
  #heard = false;
  #over = false;
  /** What is wrong with the caller's side. */
  #failure: unknown;
  #wroteAtMs = 0;
  #heartbeat: Timer | undefined;

  constructor(deps: ExchangeDeps, answers: Answers<Frame>, call: Call) {
    this.#deps = deps;
    this.#answers = answers;
    this.#signal = call.signal;
    this.#stream = new ConnectStream(deps, call, this.#wake);
    call.signal.addEventListener("abort", this.#wake);
    if (deps.draining.aborted) this.#onDrain();
    deps.draining.addEventListener("abort", this.#onDrain);
    this.#write({});
    this.#awaitSilence(deps.limits.heartbeatMs);
  }

  get done(): Promise<void> {
    return this.#ending.promise;
  }

  receive(frame: ConnectRequest): void {
    if (!this.#heard) this.#stream.receive(frame);
  }

  /** What there is to say is said first, so that the caller knows what became of what it sent. */
  end(error?: unknown): void {
    if (this.#heard) return;
    this.#heard = true;
    this.#failure = error;
    this.#stream.end();
  }

  drained(): void {
    this.#room = true;
    this.#wake();
  }

  readonly #wake = () => {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(this.#say);
  };

  readonly #say = () => {
    this.#due = false;
    if (this.#over) return;
    try {
      for (let frame = this.#next(); frame !== undefined; frame = this.#next()) this.#write(frame);
    } catch (error) {
      return this.#finish(error);
    }
    if (!this.#room) return;
    if (this.#signal.aborted) this.#finish(this.#signal.reason);
    else if (this.#stream.over) this.#finish(this.#failure);
  };

  #next(): Frame | undefined {
    return this.#room ? this.#stream.next() : undefined;
  }

  #write(frame: Frame): void {
    this.#wroteAtMs = this.#deps.clock.monotonic();
    this.#room = this.#answers.write(frame);
  }

  #awaitSilence(afterMs: number): void {
    this.#heartbeat = this.#deps.clock.after(afterMs, () => {
      const silentMs = this.#deps.clock.monotonic() - this.#wroteAtMs;
      const { heartbeatMs } = this.#deps.limits;
      if (silentMs >= heartbeatMs && this.#room) {
        this.#stream.beat();
        this.#write({});
      }
      this.#awaitSilence(silentMs >= heartbeatMs ? heartbeatMs : heartbeatMs - silentMs);
    });
  }

  #finish(error: unknown): void {
    this.#over = true;
    this.#heard = true;
    this.#heartbeat?.cancel();
    this.#signal.removeEventListener("abort", this.#wake);
    this.#deps.draining.removeEventListener("abort", this.#onDrain);
    this.#stream.close();
    if (error === undefined) this.#ending.resolve();
    else this.#ending.reject(error);
  }

  readonly #onDrain = () => this.#stream.drain();
}
