import { Metadata, type ServerDuplexStream, type ServerUnaryCall, type status } from "@grpc/grpc-js";
import { LyceumError } from "../core/errors.ts";
import type { Conversation } from "./conversation.ts";
import type { Arrival } from "./dispatch.ts";
import { codes, encodeStatus, messageOf } from "./errors.ts";
import { Outbox, type StreamCall } from "./outbox.ts";
import type { Answers } from "./service.ts";

/** A status as grpc-js takes it. */
export interface GrpcStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The status of an error, with its details in the trailer that gRPC has for them. */
export function grpcStatus(error: LyceumError): GrpcStatus {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(encodeStatus(error)));
  return { code: codes[error.kind] as number, details: messageOf(error), metadata };
}

/** What calls of every kind have. */
type SurfaceCall = Pick<ServerUnaryCall<Uint8Array, Uint8Array>, "metadata" | "getDeadline" | "getPeer"> & NodeJS.EventEmitter;

/** A call as the dispatcher takes it. */
export class GrpcArrival implements Arrival {
  readonly front = "grpc";
  readonly peer: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  readonly header: (name: string) => string | undefined;
  #answered = false;

  constructor(call: SurfaceCall) {
    this.peer = call.getPeer();
    const leaving = new AbortController();
    const deadline = Number(call.getDeadline());
    call.once("cancelled", () => {
      // The library says so at the end of every call.
      if (this.#answered) return;
      const expired = Date.now() >= deadline;
      leaving.abort(
        expired ? new LyceumError("expired", "the call's deadline passed") : new LyceumError("request_cancelled", "the caller left"),
      );
    });
    this.signal = leaving.signal;
    this.timeoutMs = Number.isFinite(deadline) ? Math.max(0, deadline - Date.now()) : undefined;
    this.header = (name) => {
      const value = call.metadata.get(name)[0];
      return typeof value === "string" ? value : undefined;
    };
  }

  /** Notes that the call is answered: what follows is its end. */
  answer(): void {
    this.#answered = true;
  }
}

/**
 * Sends the answers of a stream to its caller, no faster than the caller reads them; then its end.
 * @throws whatever the answers throw; the caller of this sends that.
 */
export async function sendAll<O>(
  { call, arrival }: { readonly call: StreamCall; readonly arrival: GrpcArrival },
  answers: AsyncIterable<O>,
  encode: (answer: O) => Uint8Array,
): Promise<void> {
  // Headers go at once, so that the caller knows that the stream is open before the first answer.
  call.sendMetadata(new Metadata());
  const outbox = new Outbox(call);
  try {
    for await (const answer of answers) {
      if (call.cancelled) return;
      if (!outbox.send(encode(answer))) await outbox.room();
    }
  } finally {
    // An error event makes Node destroy the stream, and grpc-js then forgets the status if a message is still on its way.
    await outbox.flushed();
  }
  arrival.answer();
  call.end();
}

/** How a call with streams both ways is carried. */
export interface Carriage {
  /** Lets the call in: what is written goes to its caller. */
  readonly open: (answers: Answers<unknown>) => Promise<Conversation>;
  readonly decode: (bytes: Uint8Array) => unknown;
  readonly encode: (answer: unknown) => Uint8Array;
}

/**
 * Carries requests and answers of a call with streams both ways, until it ends; then its end.
 * @throws whatever ends it; the caller of this sends that.
 */
export async function carry(
  call: ServerDuplexStream<Uint8Array, Uint8Array>,
  arrival: GrpcArrival,
  { open, decode, encode }: Carriage,
): Promise<void> {
  call.sendMetadata(new Metadata());
  const outbox = new Outbox(call);
  const tellRoom = async () => {
    await outbox.room();
    (await opened).drained();
  };
  const write = (answer: unknown) => {
    if (call.cancelled || outbox.send(encode(answer))) return true;
    // A call that was not let in has nobody to tell; its end says why.
    tellRoom().catch(() => undefined);
    return false;
  };
  const opened = open({ write });
  try {
    const conversation = await opened;
    call.on("data", (bytes: Uint8Array) => conversation.receive(() => decode(bytes)));
    // A caller who left ends its requests first, and is known to have left a turn later.
    call.on("end", () => setImmediate(() => call.cancelled || conversation.end()));
    await conversation.done;
  } finally {
    await outbox.flushed();
  }
  arrival.answer();
  call.end();
}
