import type { EntityId } from "../core/entity.ts";
import type { Exchange, LocalMailbox } from "../core/exchange.ts";
import type { Journal } from "../core/journal.ts";
import { DEFAULT_PROTOCOL, type Delivery, type Envelope, type MessageKind, NO_BODY } from "../core/message.ts";

/** Uid of the server's own mailbox in each namespace. */
export const SERVER_UID = "lyceum";

// Answers to these requests are not waited for; the id says so, also after a restart of the server.
const UNAWAITED = "c-";

/** A request of the server to an agent. */
export interface Outgoing {
  readonly id: string;
  readonly kind: Extract<MessageKind, "action" | "ping" | "cancel" | "shutdown">;
  readonly agent: EntityId;
  readonly action?: string;
  readonly mediaType?: string;
  readonly body?: Uint8Array;
  readonly label?: string;
  readonly targetId?: string;
  readonly terminate?: boolean | undefined;
  readonly timeoutMs?: number | undefined;
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Who gets what comes back for a request. Called in the turn of the answer, before its commit. */
export interface Awaiting {
  readonly answer: (envelope: Envelope) => void;
  /** Takes a partial result; false refuses it for now. */
  readonly part?: (envelope: Envelope) => boolean;
}

/** The server's own mailboxes, one a namespace: sends its requests to agents, and brings back what they answer, by id alone. */
export class Mailroom {
  readonly #exchange: Exchange;
  readonly #journal: Journal;
  readonly #orphan: (namespace: string, envelope: Envelope) => boolean;
  readonly #mailboxes = new Map<string, LocalMailbox>();
  readonly #awaiting = new Map<string, Awaiting>();
  #dropped = 0;

  /** @param orphan takes an answer whose request this process did not send; false when it is of no use. */
  constructor(exchange: Exchange, journal: Journal, orphan: (namespace: string, envelope: Envelope) => boolean) {
    this.#exchange = exchange;
    this.#journal = journal;
    this.#orphan = orphan;
  }

  /** Late, repeated and unknown answers that were dropped. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Opens the mailbox of a namespace, so that what waits in it is received. */
  open(namespace: string): LocalMailbox {
    let mailbox = this.#mailboxes.get(namespace);
    if (mailbox === undefined) {
      mailbox = this.#exchange.local(namespace, SERVER_UID, (delivery) => this.#receive(namespace, delivery));
      this.#mailboxes.set(namespace, mailbox);
    }
    return mailbox;
  }

  /**
   * Sends a request, or again the same one; what comes back goes to `awaiting`.
   * @throws LyceumError as `LocalMailbox.send` does; then nothing is awaited.
   */
  send(namespace: string, request: Outgoing, awaiting: Awaiting): void {
    const mailbox = this.open(namespace);
    this.#awaiting.set(`${namespace}/${request.id}`, awaiting);
    try {
      mailbox.send(envelopeOf(mailbox.entity, request));
    } catch (error) {
      this.forget(namespace, request.id);
      throw error;
    }
  }

  /**
   * Sends a request whose answer nobody waits for.
   * @throws LyceumError as `LocalMailbox.send` does.
   */
  post(namespace: string, request: Outgoing): void {
    const mailbox = this.open(namespace);
    mailbox.send(envelopeOf(mailbox.entity, { ...request, id: `${UNAWAITED}${request.id}` }));
  }

  /**
   * Sends a request and waits for its answer.
   * @throws LyceumError as `LocalMailbox.send` does; the signal's reason when it aborts.
   */
  async ask(namespace: string, request: Outgoing, signal: AbortSignal): Promise<Envelope> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Envelope>();
    this.send(namespace, request, { answer: (envelope) => this.#journal.afterCommit(() => resolve(envelope)) });
    const aborted = (): void => reject(signal.reason);
    signal.addEventListener("abort", aborted, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", aborted);
      this.forget(namespace, request.id);
    }
  }

  /** Waits for a request no more: its answer will be dropped. */
  forget(namespace: string, id: string): void {
    this.#awaiting.delete(`${namespace}/${id}`);
  }

  #receive(namespace: string, { envelope }: Delivery): boolean {
    const { kind, id } = envelope.header;
    const key = `${namespace}/${id}`;
    const awaiting = this.#awaiting.get(key);
    if (kind === "part") return awaiting?.part?.(envelope) ?? true;
    if (awaiting !== undefined) {
      this.#awaiting.delete(key);
      awaiting.answer(envelope);
    } else if (!id.startsWith(UNAWAITED) && !this.#orphan(namespace, envelope)) {
      this.#dropped += 1;
    }
    return true;
  }
}

function envelopeOf(src: EntityId, request: Outgoing): Envelope {
  return {
    header: {
      id: request.id,
      kind: request.kind,
      src,
      dest: request.agent,
      label: request.label ?? "",
      protocol: DEFAULT_PROTOCOL,
      traceparent: request.traceparent ?? "",
      tracestate: request.tracestate ?? "",
      action: request.action ?? "",
      mediaType: request.mediaType ?? "",
      targetId: request.targetId ?? "",
      terminate: request.terminate,
      part: 0,
      attempt: 0,
    },
    body: request.body ?? NO_BODY,
    timeoutMs: request.timeoutMs,
  };
}
