import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from "@bufbuild/protobuf";

/** Descriptor of a method, as the generated services have it: `ExchangeService.method.connect`. */
export type Method<Kind extends DescMethod["methodKind"], I extends DescMessage, O extends DescMessage> = DescMethod & {
  methodKind: Kind;
  input: I;
  output: O;
};

/** How a single call is made. */
export interface CallOptions {
  /**
   * Time until the call fails with DEADLINE_EXCEEDED, in milliseconds, retries included. Absent means the transport's default
   * (60 s) for a unary call and none for a stream; `Infinity` means none.
   */
  readonly timeoutMs?: number | undefined;
  /** Gives the call up: it fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a bidirectional stream tells; called one at a time, never after `ended`. */
export interface StreamListener<O> {
  /** A message came. */
  message(message: O): void;
  /** After a `write` that returned false: there is room again. */
  drained(): void;
  /** The stream is over: by an error, or (undefined) because the other side ended it well. Called exactly once. */
  ended(error: Error | undefined): void;
}

/** The sending side of a bidirectional stream. */
export interface BidiStream<I> {
  /** Sends a message. False means that the way is full: wait for `drained` before the next one. */
  write(message: I): boolean;
  /** Says that nothing more will be sent; what was written still goes out. */
  end(): void;
  /** Gives the stream up at once; `ended` follows with an error. */
  cancel(): void;
}

/**
 * Carries calls to a server. Errors are {@link LyceumError}s (`errors.ts`): a status that the server gave, or UNAVAILABLE where it
 * cannot be reached. Streams take callbacks, since a promise a message is too slow.
 */
export interface Transport {
  /** Calls and waits for the answer. A call that is safe to repeat may be repeated within its deadline. */
  unary<I extends DescMessage, O extends DescMessage>(
    method: Method<"unary", I, O>,
    request: MessageInitShape<I>,
    options?: CallOptions,
  ): Promise<MessageShape<O>>;
  /** Calls and reads the answers as they come; leaving the loop cancels the call. Never repeated. */
  serverStream<I extends DescMessage, O extends DescMessage>(
    method: Method<"server_streaming", I, O>,
    request: MessageInitShape<I>,
    options?: CallOptions,
  ): AsyncIterable<MessageShape<O>>;
  /** Opens a stream both ways. */
  bidi<I extends DescMessage, O extends DescMessage>(
    method: Method<"bidi_streaming", I, O>,
    listener: StreamListener<MessageShape<O>>,
  ): BidiStream<MessageShape<I>>;
  /**
   * The same way to the server with another credential: it shares the connections, and ends with this one. Absent where a transport
   * cannot do that.
   */
  withToken?(token: string): Transport;
  /** Ends every call under way with CANCELLED and lets go of all connections. Idempotent. */
  close(): void;
}
