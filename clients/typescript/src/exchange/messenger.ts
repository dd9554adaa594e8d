import { randomBytes } from "node:crypto";
import type { EntityId as ProtoEntityId } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { AnswerStatus, type Envelope, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { describeEntity, type EntityId } from "../entity.ts";
import { ClosedError, ExpiredError, type LyceumError, MessageTooLargeError } from "../errors.ts";
import type { Transport } from "../transport.ts";
import type { Connection } from "./connection.ts";
import { envelopeOf, PARTS_LABEL, type RequestInit } from "./envelope.ts";
import type { Held, SessionListener } from "./held.ts";
import type { Session } from "./session.ts";
import type { SessionOptions } from "./session-carrier.ts";

/** Bytes that a message may have beside its frame: more cannot be written at all. The exchange's own limit is lower, and its own to tell. */
export const MAX_BODY_BYTES = 4 * 1_048_576 - 65_536;
const REFUSED_FOR_MS = 60_000;

/** Takes what becomes of a request; exactly one of `answered` and `failed` is called, once. */
export interface PendingRequest {
  answered(envelope: Envelope): void;
  failed(error: LyceumError): void;
  /** A part of its streamed result. */
  part(envelope: Envelope): void;
  /** The agent wants to know when the parts so far are read. */
  awaited(read: () => void): void;
}

/** Serves what is sent to the entity. */
export interface RequestServer {
  /** A request or an event; it is the server's to settle. */
  request(held: Held, session: Session): void;
  /** It need not be served any more. */
  revoked(held: Held): void;
  /** The session is over for good. */
  ended(error: LyceumError): void;
}

interface Call {
  readonly envelope: Envelope;
  readonly pending: PendingRequest;
  readonly timer: NodeJS.Timeout | undefined;
  /** Until when a refusal that may pass is met by sending again. */
  readonly insistUntilMs: number;
}

/** Who a messenger speaks for, and by what means. */
export interface MessengerOptions {
  readonly entity: EntityId;
  /** Names the server and namespace, so that a messenger of the same exchange is known. */
  readonly origin: string;
  readonly transport: Transport;
  readonly connection: Connection;
  readonly session: SessionOptions;
  /** Whether it will serve requests, by {@link Messenger.serve}; a user does not. */
  readonly serves?: boolean | undefined;
}

/** An entity's voice and ear: it sends requests and matches their answers by id, and passes requests on to who serves them. */
export class Messenger implements SessionListener {
  readonly entity: EntityId;
  readonly origin: string;
  readonly transport: Transport;
  readonly session: Session;
  readonly #connection: Connection;
  readonly #serves: boolean;
  #server: RequestServer | undefined;
  /** What came before somebody served. */
  #early: Held[] = [];
  readonly #calls = new Map<string, Call>();
  readonly #posts = new Set<(error: LyceumError) => void>();
  readonly #prefix = randomBytes(9).toString("base64url");
  #count = 0;
  #unreachable: LyceumError | undefined;

  constructor(options: MessengerOptions) {
    this.entity = options.entity;
    this.origin = options.origin;
    this.transport = options.transport;
    this.#connection = options.connection;
    this.#serves = options.serves === true;
    this.session = options.connection.open(this, options.session);
  }

  /** Whether nothing can be sent any more. */
  get closed(): boolean {
    return this.session.over !== undefined;
  }

  /** Has requests served from now on, and those that came before. */
  serve(server: RequestServer): void {
    this.#server = server;
    if (this.session.over !== undefined) server.ended(this.session.over);
    const early = this.#early;
    this.#early = [];
    for (const held of early) server.request(held, this.session);
  }

  /** How many requests wait for their answers. */
  get pending(): number {
    return this.#calls.size;
  }

  /** Sends a request; the id names it, to cancel it. */
  request(init: Omit<RequestInit, "id">, pending: PendingRequest): string {
    const id = `${this.#prefix}.${(this.#count++).toString(36)}`;
    const bytes = init.body?.length ?? 0;
    if (bytes > MAX_BODY_BYTES) {
      pending.failed(tooLarge(bytes));
      return id;
    }
    if (this.#unreachable !== undefined) {
      pending.failed(this.#unreachable);
      return id;
    }
    const { timeoutMs } = init;
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#fail(id, expired(timeoutMs)), timeoutMs);
    const insistUntilMs = performance.now() + Math.min(timeoutMs ?? REFUSED_FOR_MS, REFUSED_FOR_MS);
    const call = { envelope: envelopeOf({ ...init, id }), pending, timer, insistUntilMs };
    this.#calls.set(id, call);
    this.#send(call);
    return id;
  }

  /** Forgets a request: its answer, when it comes, is dropped. The agent is asked to cancel it, and whether it can is nobody's concern. */
  abandon(id: string, dest: ProtoEntityId): void {
    if (this.#forget(id) === undefined || this.closed) return;
    this.request({ kind: MessageKind.CANCEL, dest, targetId: id }, nobody);
  }

  /**
   * Sends a message that owes no answer; resolves once the exchange has it.
   * @throws LyceumError when the exchange refuses it.
   */
  async post(init: Omit<RequestInit, "id">): Promise<void> {
    const id = `${this.#prefix}.${(this.#count++).toString(36)}`;
    const bytes = init.body?.length ?? 0;
    if (bytes > MAX_BODY_BYTES) throw tooLarge(bytes);
    if (this.#unreachable !== undefined) throw this.#unreachable;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#posts.add(reject);
    this.session.send(envelopeOf({ ...init, id }), (error) => (error === undefined ? resolve() : reject(error)));
    await promise.finally(() => this.#posts.delete(reject));
  }

  /**
   * Ends its session, once what was sent and answered is with the exchange or the wait is given up.
   * Requests that wait for answers fail.
   */
  async close(signal?: AbortSignal): Promise<void> {
    if (this.closed) return;
    const error = new ClosedError(`${describeEntity(this.entity)} is closed`, { code: "CANCELLED" });
    for (const id of [...this.#calls.keys()]) this.#fail(id, error);
    // What it did not begin goes back by its last word, so that this is said before its host reports its end.
    if (this.#serves) await untilAborted(this.session.leave(), signal);
    else await untilAborted(this.session.settled(), signal);
    this.#connection.detach(this.session);
  }

  /** @internal */
  delivered(held: Held): void {
    if (held.envelope.kind === MessageKind.RESPONSE) {
      this.session.drop(held);
      // An answer that nobody waits for any more is late or a repeat; it is dropped.
      this.#forget(held.envelope.id)?.pending.answered(held.envelope);
    } else if (held.envelope.kind === MessageKind.PING && held.envelope.label === PARTS_LABEL) {
      this.#partsAwaited(held);
    } else if (this.#server !== undefined) {
      this.#server.request(held, this.session);
    } else if (this.#serves) {
      this.#early.push(held);
    } else {
      this.#refuse(held);
    }
  }

  /** @internal */
  part(envelope: Envelope): void {
    this.#calls.get(envelope.id)?.pending.part(envelope);
  }

  /** @internal */
  revoked(held: Held): void {
    this.#early = this.#early.filter((early) => early !== held);
    this.#server?.revoked(held);
  }

  /** @internal */
  ended(error: LyceumError): void {
    for (const id of [...this.#calls.keys()]) this.#fail(id, error);
    this.#server?.ended(error);
  }

  /** @internal */
  unreachable(error: LyceumError | undefined): void {
    this.#unreachable = error;
    if (error === undefined) return;
    for (const id of [...this.#calls.keys()]) this.#fail(id, error);
    for (const reject of this.#posts) reject(error);
  }

  #send(call: Call): void {
    this.session.send(call.envelope, (error) => {
      if (error !== undefined) this.#refused(call, error);
    });
  }

  #refused(call: Call, error: LyceumError): void {
    const { id } = call.envelope;
    if (!this.#calls.has(id)) return;
    const delayMs = error.retryDelayMs === undefined ? undefined : error.retryDelayMs * (1 + Math.random());
    if (delayMs === undefined || performance.now() + delayMs > call.insistUntilMs) {
      this.#fail(id, error);
      return;
    }
    setTimeout(() => {
      if (this.#calls.has(id)) this.#send(call);
    }, delayMs);
  }

  #partsAwaited(held: Held): void {
    const read = (): void => this.session.respond(held, { status: AnswerStatus.OK });
    const call = this.#calls.get(held.envelope.targetId);
    if (call === undefined) read();
    else call.pending.awaited(read);
  }

  #refuse(held: Held): void {
    if (held.envelope.kind === MessageKind.EVENT) {
      this.session.drop(held);
      this.session.giveCredit();
      return;
    }
    if (held.tookCredit) this.session.giveCredit();
    const message = `${describeEntity(this.entity)} cannot fulfil requests`;
    this.session.respond(held, { status: AnswerStatus.UNSUPPORTED, failure: { type: "Unsupported", message } });
  }

  #fail(id: string, error: LyceumError): void {
    this.#forget(id)?.pending.failed(error);
  }

  #forget(id: string): Call | undefined {
    const call = this.#calls.get(id);
    if (call === undefined) return undefined;
    this.#calls.delete(id);
    clearTimeout(call.timer);
    return call;
  }
}

const nothing = (): void => undefined;
const nobody: PendingRequest = { answered: nothing, failed: nothing, part: nothing, awaited: (read) => read() };

function expired(timeoutMs: number): ExpiredError {
  return new ExpiredError(`no answer came within ${timeoutMs} ms`, { reason: "EXPIRED", code: "DEADLINE_EXCEEDED" });
}

function tooLarge(bytes: number): MessageTooLargeError {
  return new MessageTooLargeError(
    `the body has ${bytes} bytes, no message may have more than ${MAX_BODY_BYTES}; send less, or in several messages`,
    {
      reason: "MESSAGE_TOO_LARGE",
      code: "INVALID_ARGUMENT",
      facts: { size: String(bytes), limit: String(MAX_BODY_BYTES) },
    },
  );
}

/** Resolves when the promise does or the signal is aborted, whichever comes first. */
async function untilAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await promise;
  if (signal.aborted) return;
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.resolve();
  signal.addEventListener("abort", abort, { once: true });
  await Promise.race([promise, aborted.promise]);
  signal.removeEventListener("abort", abort);
}
