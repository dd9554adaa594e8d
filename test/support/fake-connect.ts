import { create, type DescMessage, type MessageInitShape, type MessageShape } from "@bufbuild/protobuf";
import type { BidiStream, Method, StreamListener, Transport } from "@lyceum/client";
import {
  type ConnectRequest,
  type ConnectResponse,
  ConnectResponseSchema,
  type Detach,
  type SessionEventSchema,
  type SessionItem,
} from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Envelope } from "@lyceum/gen/lyceum/v1/message_pb.ts";

/** One Connect stream, seen from the server's side. */
export class FakeStream implements BidiStream<ConnectRequest> {
  readonly frames: ConnectRequest[] = [];
  /** What `write` answers; set it false to play a way that is full. */
  room = true;
  /** Whether it lets go of sessions that end. */
  lets = true;
  cancelled = false;
  ended = false;
  readonly #listener: StreamListener<ConnectResponse>;
  readonly #onChange: () => void;

  constructor(listener: StreamListener<ConnectResponse>, onChange: () => void) {
    this.#listener = listener;
    this.#onChange = onChange;
  }

  write(frame: ConnectRequest): boolean {
    this.frames.push(frame);
    for (const { channel } of this.lets ? frame.detaches : [])
      queueMicrotask(() => this.push({ events: [{ channel, takenThrough: this.lastSequence, end: {} }] }));
    this.#onChange();
    return this.room;
  }

  end(): void {
    this.ended = true;
    this.#onChange();
  }

  cancel(): void {
    this.cancelled = true;
    this.#onChange();
    this.cut(new Error("cancelled"));
  }

  /** Items of all updates so far, in the order they came. */
  get items(): SessionItem[] {
    return this.frames.flatMap(({ updates }) => updates.flatMap(({ items }) => items));
  }

  /** Messages that were sent so far. */
  get sends(): Envelope[] {
    return this.items.flatMap(({ item }) => (item.case === "send" ? [item.value] : []));
  }

  /** Settlements so far, as `kind sequence`. */
  get settles(): string[] {
    const kinds = ["", "acknowledge", "respond", "release", "extend"];
    return this.items.flatMap(({ item }) => (item.case === "settle" ? [`${kinds[item.value.kind]} ${item.value.sequence}`] : []));
  }

  /** Sessions that were said to end so far. */
  get detaches(): Detach[] {
    return this.frames.flatMap(({ detaches }) => detaches);
  }

  /** Highest item sequence so far. */
  get lastSequence(): bigint {
    return this.items.at(-1)?.sequence ?? 0n;
  }

  /** Channel of the last attach. */
  get channel(): number {
    return this.frames.flatMap(({ attaches }) => attaches).at(-1)?.channel ?? 0;
  }

  /** Tells something of the newest session. */
  tell(event: MessageInitShape<typeof SessionEventSchema>): void {
    this.push({ events: [{ channel: this.channel, ...event }] });
  }

  /** Sends a frame down. */
  push(frame: MessageInitShape<typeof ConnectResponseSchema>): void {
    this.#listener.message(create(ConnectResponseSchema, frame));
  }

  /** Grants the newest session. */
  grant({ resumed = false, takenThrough = 0n }: { readonly resumed?: boolean; readonly takenThrough?: bigint } = {}): void {
    this.tell({ grant: { sessionId: "s", resumeToken: "r", resumed, takenThrough } });
  }

  /** Takes all items so far. */
  confirm(): void {
    this.tell({ takenThrough: this.lastSequence });
  }

  /** Says that there is room again. */
  drained(): void {
    this.room = true;
    this.#listener.drained();
  }

  /** Ends the stream. */
  cut(error: Error | undefined): void {
    this.#listener.ended(error);
  }
}

/** A transport whose server is the test. */
export class FakeConnect implements Transport {
  readonly streams: FakeStream[] = [];
  readonly calls: { readonly method: string; readonly request: unknown }[] = [];
  /** Answers of unary calls, by the method's name. */
  readonly answers = new Map<string, (request: never) => unknown>();
  #waiters: (() => void)[] = [];

  /** The newest stream. */
  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error("no stream was opened");
    return stream;
  }

  /** Resolves once something holds; it is looked at whenever a frame, a stream or a call comes. */
  async until(holds: (fake: FakeConnect) => boolean): Promise<void> {
    while (!holds(this)) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  async unary<I extends DescMessage, O extends DescMessage>(
    method: Method<"unary", I, O>,
    init: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    this.calls.push({ method: method.name, request: init });
    this.#changed();
    const answer = this.answers.get(method.name);
    if (answer === undefined) throw new Error(`the test does not answer ${method.name}`);
    return create(method.output, (await answer(init as never)) as MessageInitShape<O>);
  }

  // biome-ignore lint/correctness/useYield: no test reads a server stream of this transport.
  async *serverStream(): AsyncGenerator<never, void, undefined> {
    throw new Error("the test does not answer streams");
  }

  bidi<I extends DescMessage, O extends DescMessage>(
    _method: Method<"bidi_streaming", I, O>,
    listener: StreamListener<MessageShape<O>>,
  ): BidiStream<MessageShape<I>> {
    const stream = new FakeStream(listener as unknown as StreamListener<ConnectResponse>, () => this.#changed());
    this.streams.push(stream);
    this.#changed();
    return stream as unknown as BidiStream<MessageShape<I>>;
  }

  close(): void {
    this.streams.at(-1)?.cut(undefined);
  }

  #changed(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
