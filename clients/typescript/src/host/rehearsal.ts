import { create, type DescMessage, fromBinary, type MessageInitShape, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { type ConnectRequest, type ConnectResponse, ConnectResponseSchema, ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Agent } from "../agent/agent.ts";
import { agentId, protoOf } from "../entity.ts";
import { codecs, type MethodCodec } from "../exchange/codecs.ts";
import { Connection } from "../exchange/connection.ts";
import { ConsoleLog } from "../log.ts";
import type { BidiStream, Method, StreamListener, Transport } from "../transport.ts";
import { type AttemptEnd, classFactory, makeAttempt } from "./attempt.ts";

const REHEARSAL = agentId("rehearsal");

const SPEC = {
  runId: "",
  attempt: 1,
  agent: REHEARSAL,
  token: { token: "" },
  lineage: [],
  kind: "",
  module: "",
  export: "",
  arguments: { mediaType: "", data: new Uint8Array(0) },
  config: {},
  logLevel: undefined,
  initModule: "",
  runToken: "",
};

/**
 * Lives an agent's whole life with no server, so that what that runs is compiled before there is an agent. Tells how it ended.
 * @param signal ends it early.
 */
export async function rehearse(signal: AbortSignal): Promise<AttemptEnd> {
  const transport = new Stage();
  const connection = new Connection(transport);
  try {
    const site = { origin: "", transport, connection, log: new ConsoleLog("silent") };
    return await makeAttempt({ spec: SPEC, site, runner: transport, agentFactory: classFactory(Rehearsed), signal });
  } finally {
    connection.close();
  }
}

class Rehearsed extends Agent {
  static override readonly typeName = "Rehearsed";
  static override readonly actions = { end: {} };

  async end(): Promise<void> {
    this.shutdown();
  }
}

/** Plays the server: it has one request for the agent. All goes through the forms that the wire has. */
class Stage implements Transport {
  async unary<I extends DescMessage, O extends DescMessage>(
    { input, output }: Method<"unary", I, O>,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    toBinary(input, create(input, request));
    return fromBinary(output, new Uint8Array(0));
  }

  serverStream(): AsyncIterable<never> {
    throw new Error("a host reads no such stream");
  }

  bidi<I extends DescMessage, O extends DescMessage>(
    _method: Method<"bidi_streaming", I, O>,
    listener: StreamListener<MessageShape<O>>,
  ): BidiStream<MessageShape<I>> {
    const stream = new StageStream(listener as unknown as StreamListener<ConnectResponse>);
    return stream as unknown as BidiStream<MessageShape<I>>;
  }

  close(): void {}
}

class StageStream implements BidiStream<ConnectRequest> {
  readonly #codec = codecs.get(ExchangeService.method.connect) as MethodCodec<ConnectRequest, ConnectResponse>;
  readonly #listener: StreamListener<ConnectResponse>;

  constructor(listener: StreamListener<ConnectResponse>) {
    this.#listener = listener;
  }

  write(frame: ConnectRequest): boolean {
    this.#codec.encode(frame);
    const { attaches, updates, detaches } = frame;
    for (const { channel } of attaches) this.#tell({ channel, grant: { sessionId: "rehearsal" } });
    for (const { channel, hosting } of updates) if (hosting !== undefined) this.#tell({ channel, deliveries: [REQUEST] });
    for (const { channel } of detaches) this.#tell({ channel, takenThrough: 1n, end: {} });
    return true;
  }

  end(): void {
    this.#listener.ended(undefined);
  }

  cancel(): void {
    this.end();
  }

  #tell(event: NonNullable<MessageInitShape<typeof ConnectResponseSchema>["events"]>[number]): void {
    const bytes = toBinary(ConnectResponseSchema, create(ConnectResponseSchema, { events: [event] }));
    setImmediate(() => this.#listener.message(this.#codec.decode(Buffer.from(bytes))));
  }
}

const REQUEST = {
  sequence: 1n,
  attempt: 1,
  begun: true,
  envelope: {
    id: "rehearsal",
    protocol: "lyceum/1",
    kind: MessageKind.ACTION,
    src: protoOf(REHEARSAL),
    dest: protoOf(REHEARSAL),
    action: "end",
  },
};
