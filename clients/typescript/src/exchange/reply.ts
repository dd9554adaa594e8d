import type { EntityId as ProtoEntityId } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { Envelope } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { InvalidStateError, type LyceumError } from "../errors.ts";
import { decodeValue } from "../payload.ts";
import { errorOfAnswer } from "./answer.ts";
import type { RequestInit } from "./envelope.ts";
import type { Messenger, PendingRequest } from "./messenger.ts";
import { PartBuffer } from "./part-buffer.ts";

/** What becomes of a request: its answer as a promise, and the parts that come before it. */
export class Reply implements PendingRequest {
  readonly #outcome = Promise.withResolvers<unknown>();
  #sent: { readonly messenger: Messenger; readonly id: string; readonly dest: ProtoEntityId } | undefined;
  #signal: AbortSignal | undefined;
  #parts: PartBuffer | undefined;
  #mode: "open" | "looped" | "awaited" = "open";
  #over = false;

  /** The result. */
  get result(): Promise<unknown> {
    return this.#outcome.promise;
  }

  /** Sends the request; when the signal aborts it is cancelled and fails with the signal's reason. */
  send(messenger: Messenger, request: Omit<RequestInit, "id">, signal: AbortSignal | undefined): void {
    if (signal?.aborted) {
      this.#fail(signal.reason);
      return;
    }
    const id = messenger.request(request, this);
    if (this.#over) return;
    this.#sent = { messenger, id, dest: request.dest };
    if (signal === undefined) return;
    this.#signal = signal;
    signal.addEventListener("abort", this.#aborted, { once: true });
  }

  /** Keeps no parts from now on: the result alone is wanted. */
  ignoreParts(): void {
    if (this.#mode !== "open") return;
    this.#mode = "awaited";
    this.#parts?.drop();
  }

  /**
   * The parts for a reader.
   * @throws InvalidStateError when they were read before, or are not kept.
   */
  readParts(): PartBuffer {
    if (this.#mode !== "open") throw new InvalidStateError("the parts of a call can be read once, before it is awaited");
    this.#mode = "looped";
    return this.#buffer();
  }

  /** Gives the request up, if it is not answered. */
  cancel(reason: unknown): void {
    if (this.#over) return;
    const sent = this.#sent;
    this.#fail(reason);
    sent?.messenger.abandon(sent.id, sent.dest);
  }

  /** @internal */
  answered(envelope: Envelope): void {
    const error = errorOfAnswer(envelope) ?? this.#lost(envelope);
    if (error !== undefined) {
      this.#fail(error);
      return;
    }
    let value: unknown;
    try {
      value = decodeValue({ mediaType: envelope.mediaType, data: envelope.body });
    } catch (undecodable) {
      this.#fail(undecodable);
      return;
    }
    if (!this.#finish()) return;
    this.#parts?.end();
    this.#outcome.resolve(value);
  }

  /** @internal */
  failed(error: LyceumError): void {
    this.#fail(error);
  }

  /** @internal */
  part(envelope: Envelope): void {
    if (this.#mode !== "awaited" && !this.#over) this.#buffer().add(envelope);
  }

  /** @internal */
  awaited(read: () => void): void {
    if (this.#mode === "awaited" || this.#over) read();
    else this.#buffer().whenLow(read);
  }

  readonly #aborted = (): void => this.cancel(this.#signal?.reason);

  #fail(error: unknown): void {
    if (!this.#finish()) return;
    this.#parts?.fail(error);
    // Whoever awaits the call, or reads its parts, is told. A call that nobody looks at must not end the process, which may host others.
    this.#outcome.promise.catch(() => undefined);
    this.#outcome.reject(error);
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#signal?.removeEventListener("abort", this.#aborted);
    this.#sent = undefined;
    return true;
  }

  #lost({ attempt, part }: Envelope): LyceumError | undefined {
    if (this.#mode === "awaited" || (part === 0 && this.#parts === undefined)) return undefined;
    return this.#buffer().missing(attempt, part);
  }

  #buffer(): PartBuffer {
    this.#parts ??= new PartBuffer();
    return this.#parts;
  }
}
