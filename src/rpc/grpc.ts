import type { DescMethod } from "@bufbuild/protobuf";
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { Logger } from "pino";
import { LyceumError } from "../core/errors.ts";
import { readRequest, writeAnswer } from "./codec.ts";
import type { Dispatcher } from "./dispatch.ts";
import { carry, GrpcArrival, grpcStatus, sendAll } from "./grpc-call.ts";
import type { Health } from "./health.ts";
import type { StreamCall } from "./outbox.ts";
import { addReflection } from "./reflection.ts";
import type { ServerTls } from "./server-tls.ts";
import { widenConnectionWindows, widenStreamWindows } from "./windows.ts";

/** What the transport adds above the largest frame, so that our own limit is the one that callers meet. */
const FRAME_HEADROOM_BYTES = 65_536;

const KEEPALIVE_TIME_MS = 30_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;

/** Options of {@link GrpcFront}. */
export interface GrpcFrontOptions {
  readonly dispatcher: Dispatcher;
  readonly health: Health;
  readonly maxFrameBytes: number;
  /** Absent means plaintext. */
  readonly tls?: ServerTls | undefined;
  /** Whether callers, without a credential, may ask what the services are. */
  readonly reflection: boolean;
  readonly log: Logger;
}

/** The gRPC front: what SDKs and generated clients connect to. */
export class GrpcFront {
  readonly #server: Server;
  readonly #log: Logger;
  readonly #tls: ServerTls | undefined;

  constructor({ dispatcher, health, maxFrameBytes, tls, reflection, log }: GrpcFrontOptions) {
    const maxMessageBytes = maxFrameBytes + FRAME_HEADROOM_BYTES;
    this.#log = log;
    this.#tls = tls;
    this.#server = new Server({
      "grpc.max_receive_message_length": maxMessageBytes,
      "grpc.max_send_message_length": maxMessageBytes,
      "grpc.keepalive_time_ms": KEEPALIVE_TIME_MS,
      "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
      // Nobody can ask for its statistics here, and every connection and call would pay for them.
      "grpc.enable_channelz": 0,
    });
    widenStreamWindows(this.#server);
    for (const { service } of dispatcher.bindings) {
      const methods = new Methods(dispatcher, log, maxMessageBytes);
      this.#server.addService(methods.definition(service.methods), methods.implementation(service.methods));
    }
    health.addToServer(this.#server);
    if (reflection) {
      addReflection(
        this.#server,
        dispatcher.bindings.map(({ service }) => service),
      );
    }
  }

  /**
   * Starts to listen; port 0 lets the system choose. Returns the port.
   * @throws Error when the address cannot be bound.
   */
  async listen(host: string, port: number): Promise<number> {
    const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    const credentials = this.#tls?.grpcCredentials() ?? ServerCredentials.createInsecure();
    const bound = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(address, credentials, (error, actual) => (error === null ? resolve(actual) : reject(error)));
    });
    if (!widenConnectionWindows(this.#server))
      this.#log.warn("the gRPC library hides its connections: flow-control windows stay at 64 KiB");
    return bound;
  }

  /** Waits for open calls to end, or until the signal aborts; then cuts what is left. */
  async close(signal: AbortSignal): Promise<void> {
    const force = () => this.#server.forceShutdown();
    if (signal.aborted) return force();
    signal.addEventListener("abort", force, { once: true });
    await new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    signal.removeEventListener("abort", force);
  }
}

/** Turns the methods of a service into what grpc-js serves. Messages cross it as bytes, so that a malformed one gets a reason. */
class Methods {
  readonly #dispatcher: Dispatcher;
  readonly #log: Logger;
  readonly #maxMessageBytes: number;

  constructor(dispatcher: Dispatcher, log: Logger, maxMessageBytes: number) {
    this.#dispatcher = dispatcher;
    this.#log = log;
    this.#maxMessageBytes = maxMessageBytes;
  }

  definition(methods: readonly DescMethod[]): ServiceDefinition {
    const bytes = { serialize: asBuffer, deserialize: (buffer: Buffer) => buffer };
    return Object.fromEntries(
      methods.map((method) => [
        method.localName,
        {
          path: `/${method.parent.typeName}/${method.name}`,
          requestStream: method.methodKind === "bidi_streaming" || method.methodKind === "client_streaming",
          responseStream: method.methodKind === "bidi_streaming" || method.methodKind === "server_streaming",
          requestSerialize: bytes.serialize,
          requestDeserialize: bytes.deserialize,
          responseSerialize: bytes.serialize,
          responseDeserialize: bytes.deserialize,
        },
      ]),
    );
  }

  implementation(methods: readonly DescMethod[]): UntypedServiceImplementation {
    return Object.fromEntries(methods.map((method) => [method.localName, this.#implement(method)]));
  }

  #implement(method: DescMethod): UntypedServiceImplementation[string] {
    switch (method.methodKind) {
      case "unary":
        return this.#unary(method);
      case "server_streaming":
        return this.#serverStream(method);
      case "bidi_streaming":
        return this.#bidi(method);
      case "client_streaming":
        throw new Error(`${method.toString()}: client streams are not served`);
    }
  }

  #unary(method: DescMethod): handleUnaryCall<Uint8Array, Uint8Array> {
    return (call, callback) => {
      const arrival = new GrpcArrival(call);
      this.#dispatcher
        .unary(method, () => readRequest(method, call.request), arrival)
        .then((answer) => this.#encode(method, answer))
        .finally(() => arrival.answer())
        .then(
          (bytes) => callback(null, bytes),
          (error: unknown) => callback(grpcStatus(this.#known(error))),
        );
    };
  }

  #serverStream(method: DescMethod): handleServerStreamingCall<Uint8Array, Uint8Array> {
    return (call) => {
      const arrival = new GrpcArrival(call);
      const answers = this.#dispatcher.stream(method, () => readRequest(method, call.request), arrival);
      this.#endWith(
        sendAll({ call, arrival }, answers, (answer) => this.#encode(method, answer)),
        { call, arrival },
      );
    };
  }

  #bidi(method: DescMethod): handleBidiStreamingCall<Uint8Array, Uint8Array> {
    return (call) => {
      const arrival = new GrpcArrival(call);
      const carried = carry(call, arrival, {
        open: (answers) => this.#dispatcher.converse(method, answers, arrival),
        decode: (bytes) => readRequest(method, bytes),
        encode: (answer) => this.#encode(method, answer),
      });
      this.#endWith(carried, { call, arrival });
    };
  }

  /** Sends the error that a stream ends with. */
  #endWith(sent: Promise<void>, { call, arrival }: { readonly call: StreamCall; readonly arrival: GrpcArrival }): void {
    sent.catch((error: unknown) => {
      const known = this.#known(error);
      arrival.answer();
      if (!call.cancelled) call.emit("error", grpcStatus(known));
    });
  }

  #encode(method: DescMethod, answer: unknown): Uint8Array {
    const bytes = writeAnswer(method, answer);
    if (bytes.byteLength > this.#maxMessageBytes) {
      throw new Error(`${method.toString()}: an answer of ${bytes.byteLength} bytes is larger than ${this.#maxMessageBytes}`);
    }
    return bytes;
  }

  #known(error: unknown): LyceumError {
    if (error instanceof LyceumError) return error;
    this.#log.error({ err: error }, "an answer could not be sent");
    return new LyceumError("internal", "the server failed: its log has more");
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
