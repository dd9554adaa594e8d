import {
  create,
  type DescMessage,
  type DescMethod,
  type DescMethodBiDiStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { LyceumError } from "../core/errors.ts";
import type { Arrival, Dispatcher } from "./dispatch.ts";
import { InProcessStream } from "./in-process-stream.ts";

/** What a transport is made of. */
export interface InProcessOptions {
  readonly dispatcher: Dispatcher;
  /** Credential of the caller. */
  readonly token: string;
  /** Turns an error of a call into what the caller's side throws. */
  readonly toError: (error: LyceumError) => Error;
}

/** How a single call is made. */
export interface InProcessCall {
  /** Time until the call fails with `expired`, in milliseconds; absent or infinite means none. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a stream both ways tells: messages, one at a time, then its end, once. */
export interface InProcessListener<O> {
  message(message: O): void;
  drained(): void;
  ended(error: Error | undefined): void;
}

/**
 * Calls the handlers in this very process, with message objects: no bytes, no sockets. Agents that the server hosts
 * itself use it as the transport of their SDK; credentials, deadlines, errors and the log are those of the other fronts.
 */
export class InProcessTransport {
  readonly #options: InProcessOptions;
  readonly #closing = new AbortController();

  constructor(options: InProcessOptions) {
    this.#options = options;
  }

  /** Calls and waits for the answer. */
  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options: InProcessCall = {},
  ): Promise<MessageShape<O>> {
    const { arrival, done } = this.#arrive(options);
    try {
      const answered = this.#options.dispatcher.unary(method, () => create(method.input, request), arrival);
      return created(method, await orAbort(answered, arrival.signal));
    } catch (error) {
      throw this.#thrown(error, options.signal);
    } finally {
      done();
    }
  }

  /** Calls and reads the answers as they come; leaving the loop cancels the call. */
  async *serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
    options: InProcessCall = {},
  ): AsyncGenerator<MessageShape<O>, void, undefined> {
    const { arrival, done } = this.#arrive(options);
    try {
      for await (const answer of this.#options.dispatcher.stream(method, () => create(method.input, request), arrival)) {
        yield created(method, answer);
      }
    } catch (error) {
      throw this.#thrown(error, options.signal);
    } finally {
      done();
    }
  }

  /** Opens a stream both ways. */
  bidi<I extends DescMessage, O extends DescMessage>(method: DescMethodBiDiStreaming<I, O>, listener: InProcessListener<MessageShape<O>>) {
    const cancelling = new AbortController();
    const { arrival, done } = this.#arrive({ signal: cancelling.signal });
    const stream = new InProcessStream<MessageShape<I>>(() => cancelling.abort());
    const write = (answer: unknown) => {
      listener.message(created(method, answer));
      return true;
    };
    const converse = async () => {
      const conversation = await this.#options.dispatcher.converse(method, { write }, arrival);
      stream.open(conversation);
      await conversation.done;
    };
    const finish = (error: Error | undefined) => {
      done();
      listener.ended(error);
    };
    converse().then(
      () => finish(undefined),
      (error: unknown) => finish(this.#thrown(error, undefined)),
    );
    return stream;
  }

  /** Ends every call under way. */
  close(): void {
    this.#closing.abort();
  }

  #arrive({ timeoutMs, signal }: InProcessCall): { readonly arrival: Arrival; readonly done: () => void } {
    const leaving = new AbortController();
    const cancel = () => leaving.abort(new LyceumError("request_cancelled", "the caller left"));
    const limited = timeoutMs !== undefined && Number.isFinite(timeoutMs) ? timeoutMs : undefined;
    const timer =
      limited === undefined
        ? undefined
        : setTimeout(() => leaving.abort(new LyceumError("expired", "the call's deadline passed")), limited);
    const signals = signal === undefined ? [this.#closing.signal] : [this.#closing.signal, signal];
    for (const each of signals) {
      if (each.aborted) cancel();
      each.addEventListener("abort", cancel, { once: true });
    }
    const authorization = `Bearer ${this.#options.token}`;
    return {
      arrival: {
        front: "inline",
        peer: "inline",
        header: (name) => (name === "authorization" ? authorization : undefined),
        signal: leaving.signal,
        timeoutMs: limited,
      },
      done: () => {
        clearTimeout(timer);
        for (const each of signals) each.removeEventListener("abort", cancel);
      },
    };
  }

  #thrown(error: unknown, signal: AbortSignal | undefined): Error {
    // A caller who gave up gets back its own reason, as from any transport.
    if (signal?.aborted === true) return signal.reason as Error;
    return error instanceof LyceumError ? this.#options.toError(error) : (error as Error);
  }
}

function created<O extends DescMessage>(method: DescMethod & { readonly output: O }, answer: unknown): MessageShape<O> {
  return create(method.output, answer as MessageInitShape<O>);
}

/** Waits for an answer, but no longer than its caller does. */
async function orAbort<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
