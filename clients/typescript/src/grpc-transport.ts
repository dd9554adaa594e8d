import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { type ChannelOptions, Client, type ClientUnaryCall, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { ClosedError, type LyceumError } from "./errors.ts";
import { codecs, type MethodCodec } from "./exchange/codecs.ts";
import { GrpcChannel } from "./grpc-channel.ts";
import { errorOfStatus } from "./grpc-status.ts";
import { isRepeatable, retrying } from "./retry.ts";
import type { BidiStream, CallOptions, Method, StreamListener, Transport } from "./transport.ts";

/** How the server proves who it is, and the client who it is, where the url begins with https. All are PEM. */
export interface TlsOptions {
  /** Certificates of the authorities to trust; absent means the system's. */
  readonly ca?: Uint8Array | undefined;
  /** The client's own certificate, with its key. */
  readonly cert?: Uint8Array | undefined;
  readonly key?: Uint8Array | undefined;
}

/** Options of {@link GrpcTransport}. */
export interface GrpcTransportOptions {
  /** Where the server is: `http://host:port`, `https://host:port`. */
  readonly url: string;
  /** The credential, or where to ask for it at each call; absent sends none. */
  readonly token?: string | (() => string) | undefined;
  /** Namespace among those that the credential permits; absent means its own. */
  readonly namespace?: string | undefined;
  readonly tls?: TlsOptions | undefined;
  /** Time that a unary call has, retries included, where it says nothing; default 60,000 ms. */
  readonly timeoutMs?: number | undefined;
  /** How long a connection is silent before it is asked for a sign of life; default 5,000 ms. */
  readonly keepaliveMs?: number | undefined;
  /** How long it has to give one; default 5,000 ms. */
  readonly keepaliveTimeoutMs?: number | undefined;
  /** How long a server has to greet once it took the connection, before another is tried; default 10,000 ms. */
  readonly greetingMs?: number | undefined;
  /** Bytes that may be under way before the receiver takes them; default 1 MiB. */
  readonly flowControlWindow?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const GREETING_MS = 10_000;
// The API's largest frame, and room for what is round it: so the server's own limit is the one that users meet.
const MAX_MESSAGE_BYTES = 4 * 1_048_576 + 65_536;
const MAX_DEADLINE_MS = 2 ** 31 - 1;
const LOOPBACK = /^(localhost|127\.|\[::1\])/;

/** Calls a server by gRPC. Long streams and unary calls have a connection each, so that neither waits behind the other. */
export class GrpcTransport implements Transport {
  readonly #control: GrpcChannel;
  readonly #streams: GrpcChannel;
  readonly #options: GrpcTransportOptions;
  #closed = false;

  /** @param sibling transport whose connections are used; absent opens new ones. */
  constructor(options: GrpcTransportOptions, sibling?: GrpcTransport) {
    this.#options = options;
    const { target, secure } = readUrl(options.url);
    const { ca, cert, key } = options.tls ?? {};
    const channel = secure
      ? credentials.createSsl(buffer(ca), buffer(key), buffer(cert), { checkServerIdentity: identityCheck(target) })
      : credentials.createInsecure();
    const open = (retries: 0 | 1) =>
      new GrpcChannel(() => new Client(target, channel, channelOptions(target, options, retries)), options.greetingMs ?? GREETING_MS);
    this.#control = sibling !== undefined ? sibling.#control : open(1);
    this.#streams = sibling !== undefined ? sibling.#streams : open(0);
  }

  withToken(token: string): GrpcTransport {
    return new GrpcTransport({ ...this.#options, token }, this);
  }

  async unary<I extends DescMessage, O extends DescMessage>(
    method: Method<"unary", I, O>,
    init: MessageInitShape<I>,
    options: CallOptions = {},
  ): Promise<MessageShape<O>> {
    const request = create(method.input, init);
    const deadlineMs = performance.now() + (options.timeoutMs ?? this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const call = (): Promise<MessageShape<O>> => this.#unaryOnce(method, request, deadlineMs, options.signal);
    return isRepeatable(method, request) ? await retrying(deadlineMs, options.signal, call) : await call();
  }

  #unaryOnce<I extends DescMessage, O extends DescMessage>(
    method: Method<"unary", I, O>,
    request: MessageShape<I>,
    deadlineMs: number,
    signal: AbortSignal | undefined,
  ): Promise<MessageShape<O>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(closed());
      if (signal?.aborted) return reject(signal.reason);
      let call: ClientUnaryCall | undefined;
      const abort = (): void => call?.cancel();
      const done = (error: ServiceError | null, value?: MessageShape<O>): void => {
        signal?.removeEventListener("abort", abort);
        if (error === null && value !== undefined) resolve(value);
        else if (signal?.aborted) reject(signal.reason);
        else reject(errorOfStatus(error as ServiceError));
      };
      signal?.addEventListener("abort", abort, { once: true });
      const { path, serialize, deserialize } = this.#wire(method);
      call = this.#control.client.makeUnaryRequest(path, serialize, deserialize, request, this.#metadata(), deadline(deadlineMs), done);
    });
  }

  async *serverStream<I extends DescMessage, O extends DescMessage>(
    method: Method<"server_streaming", I, O>,
    init: MessageInitShape<I>,
    { signal, timeoutMs }: CallOptions = {},
  ): AsyncGenerator<MessageShape<O>, void, undefined> {
    if (this.#closed) throw closed();
    signal?.throwIfAborted();
    const { path, serialize, deserialize } = this.#wire(method);
    const until = deadline(performance.now() + (timeoutMs ?? Number.POSITIVE_INFINITY));
    const call = this.#streams.client.makeServerStreamRequest(
      path,
      serialize,
      deserialize,
      create(method.input, init),
      this.#metadata(),
      until,
    );
    const abort = (): void => call.cancel();
    // An error after the reader has left has nobody to go to; without a listener it would end the process.
    call.on("error", () => undefined);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      yield* call as AsyncIterable<MessageShape<O>>;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw errorOfStatus(error as ServiceError);
    } finally {
      signal?.removeEventListener("abort", abort);
      call.cancel();
    }
  }

  bidi<I extends DescMessage, O extends DescMessage>(
    method: Method<"bidi_streaming", I, O>,
    listener: StreamListener<MessageShape<O>>,
  ): BidiStream<MessageShape<I>> {
    if (this.#closed) throw closed();
    const { path, serialize, deserialize } = this.#wire(method);
    const call = this.#streams.client.makeBidiStreamRequest(path, serialize, deserialize, this.#metadata(), {});
    let over = false;
    const end = (error: Error | undefined): void => {
      if (over) return;
      over = true;
      listener.ended(error);
    };
    call.on("data", (message: MessageShape<O>) => {
      if (!over) listener.message(message);
    });
    call.on("drain", () => {
      if (!over) listener.drained();
    });
    call.on("error", (error: ServiceError) => end(errorOfStatus(error)));
    call.on("end", () => end(undefined));
    return { write: (message) => call.write(message), end: () => void call.end(), cancel: () => call.cancel() };
  }

  close(): void {
    this.#closed = true;
    this.#control.close();
    this.#streams.close();
  }

  #metadata(): Metadata {
    const metadata = new Metadata();
    const { token, namespace } = this.#options;
    const credential = typeof token === "function" ? token() : token;
    if (credential !== undefined) metadata.set("authorization", `Bearer ${credential}`);
    if (namespace !== undefined) metadata.set("lyceum-namespace", namespace);
    return metadata;
  }

  #wire<I extends DescMessage, O extends DescMessage>(
    method: Method<DescMethod["methodKind"], I, O>,
  ): Wire<MessageShape<I>, MessageShape<O>> {
    const path = `/${method.parent.typeName}/${method.name}`;
    const codec = codecs.get(method) as MethodCodec<MessageShape<I>, MessageShape<O>> | undefined;
    if (codec !== undefined)
      return { path, serialize: (message) => view(codec.encode(message)), deserialize: (bytes) => codec.decode(bytes) };
    return {
      path,
      serialize: (message) => view(toBinary(method.input, message)),
      deserialize: (bytes) => fromBinary(method.output, bytes),
    };
  }
}

interface Wire<I, O> {
  readonly path: string;
  readonly serialize: (message: I) => Buffer;
  readonly deserialize: (bytes: Buffer) => O;
}

function channelOptions(target: string, options: GrpcTransportOptions, retries: 0 | 1): ChannelOptions {
  return {
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.keepalive_time_ms": options.keepaliveMs ?? 5_000,
    "grpc.keepalive_timeout_ms": options.keepaliveTimeoutMs ?? 5_000,
    "grpc-node.flow_control_window": options.flowControlWindow ?? 1_048_576,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 2_000,
    "grpc.enable_retries": retries,
    // Channels of one process to one address share a connection otherwise.
    "grpc.use_local_subchannel_pool": 1,
    ...(LOOPBACK.test(target) ? { "grpc.enable_http_proxy": 0 } : {}),
    ...(addressOf(target) === undefined ? {} : { "grpc.ssl_target_name_override": "localhost" }),
  };
}

function readUrl(url: string): { readonly target: string; readonly secure: boolean } {
  const match = /^(?:(https?):\/\/)?([^/]+)\/?$/.exec(url);
  if (match === null) throw new TypeError(`the url must be http://host:port or https://host:port: ${JSON.stringify(url)}`);
  const secure = match[1] === "https";
  const host = match[2] as string;
  return { target: /:\d+$/.test(host) ? host : `${host}:${secure ? 443 : 80}`, secure };
}

/** The address of a target that has no name. */
function addressOf(target: string): string | undefined {
  const host = target.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  return isIP(host) === 0 ? undefined : host;
}

// TLS asks a server by name, never by address, and grpc-js gives Node the address, which warns of it on standard error. A
// name stands in for it there; the certificate is held against the address.
function identityCheck(target: string): typeof checkServerIdentity {
  const address = addressOf(target);
  return (host, certificate) => checkServerIdentity(address ?? host, certificate);
}

function deadline(deadlineMs: number): { deadline?: number } {
  const leftMs = deadlineMs - performance.now();
  return leftMs > MAX_DEADLINE_MS ? {} : { deadline: Date.now() + Math.max(0, leftMs) };
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function buffer(bytes: Uint8Array | undefined): Buffer | null {
  return bytes === undefined ? null : view(bytes);
}

function closed(): LyceumError {
  return new ClosedError("the client is closed", { code: "CANCELLED" });
}
