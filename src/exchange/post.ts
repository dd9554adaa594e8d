import { createHash } from "node:crypto";
import { type EntityId, type EntityKey, entityKey } from "../core/entity.ts";
import { invalidField, LyceumError } from "../core/errors.ts";
import { type Envelope, type Header, isRequest, NO_BODY } from "../core/message.ts";
import { assertQuota } from "../core/quota.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { ExchangeParts } from "./exchange-parts.ts";
import { failed } from "./failed-answer.ts";
import type { Mailbox } from "./mailbox.ts";
import { Message } from "./message.ts";
import type { SendRepeats } from "./send-repeats.ts";
import type { Session } from "./session.ts";
import { textLength } from "./wire-size.ts";

/** When to try again what did not fit. */
const FULL_RETRY_MS = 250;
const PART_RETRY_MS = 25;

/** Takes what entities send: requests, events, cancels and parts. */
export class Post {
  readonly #parts: ExchangeParts;
  readonly #dispatcher: Dispatcher;
  readonly #repeats: SendRepeats;

  constructor(parts: ExchangeParts, dispatcher: Dispatcher, repeats: SendRepeats) {
    this.#parts = parts;
    this.#dispatcher = dispatcher;
    this.#repeats = repeats;
  }

  /**
   * Accepts a message; accepted means that it ends in one answer or a dead letter. The same request sent again while it is unanswered is one request.
   * @throws LyceumError mailbox_not_found, mailbox_terminated, not_permitted, message_too_large, invalid_field, id_reused, mailbox_full, too_many_outstanding, quota_exceeded.
   */
  accept(sender: Mailbox, envelope: Envelope): Message | undefined {
    const { header } = envelope;
    if (header.kind === "response") throw invalidField("envelope.kind", "must not be RESPONSE: settle the delivery instead");
    this.#parts.journal.assertWritable();
    this.#checkSize(envelope);
    const { directory, access } = this.#parts;
    const mailbox = directory.get(sender.namespace, header.dest, (owned) => access.assertMaySend(sender, header.kind, owned));
    if (!isRequest(header.kind)) return this.#acceptEvent(sender, mailbox, envelope);
    const pending = mailbox.findPending(sender.key, header.id);
    if (pending !== undefined) return this.#joinPending(pending, envelope);
    // A sender at its bound makes room by cancelling what waits, so what is answered at once has room of its own.
    this.#checkOutstanding(sender, 2 * this.#parts.limits.maxOutstanding);
    const answered = this.#answerHere(sender, mailbox, header);
    if (!answered) this.#checkRoom(sender, mailbox, envelope);
    sender.outgoing += 1;
    if (answered) return undefined;
    sender.outstanding += 1;
    return this.#enqueue(mailbox, envelope, sender.key);
  }

  /**
   * Accepts a message of a `Send` call: recognised when it is sent again, for five minutes after its answer.
   * @throws LyceumError as {@link accept}.
   */
  acceptOnce(sender: Mailbox, envelope: Envelope): void {
    const digest = digestOf(envelope);
    const key = `send ${sender.key} ${envelope.header.id}`;
    if (this.#repeats.seen(key, digest)) return;
    const message = this.accept(sender, envelope);
    this.#repeats.note(key, digest, message?.deadlineAtMs ?? message?.queueUntilMs);
  }

  /**
   * Passes a part on to the requester, in the order of its index, if there is room.
   * @throws LyceumError mailbox_full (try again from this part), invalid_field, message_too_large.
   */
  passPart(session: Session, envelope: Envelope): void {
    const { header } = envelope;
    this.#checkSize(envelope);
    const to = entityKey(session.mailbox.namespace, header.dest);
    const request = session.mailbox.findPending(to, header.id);
    if (request?.session !== session) {
      session.mailbox.droppedAnswers += 1;
      return;
    }
    if (request.nextPart !== undefined && header.part < request.nextPart) return;
    if (request.nextPart !== undefined && header.part > request.nextPart) throw this.#partRefused("a part before it was refused");
    const requester = this.#parts.directory.find(to);
    if (requester === undefined) return;
    const delivery = {
      sequence: 0,
      attempt: request.attempt,
      envelope: { header: { ...header, attempt: request.attempt }, body: envelope.body, timeoutMs: undefined },
    };
    if (requester.receive !== undefined) {
      if (!requester.receive(delivery)) throw this.#partRefused("its reader is slow");
    } else {
      if (requester.session?.hasRoom !== true) throw this.#partRefused("its reader is slow or away");
      requester.session.pushPart(delivery);
    }
    request.nextPart = header.part + 1;
  }

  /** Sends a dead letter's content again, as a one-way copy. */
  requeue(mailbox: Mailbox, header: Header, body: Uint8Array): void {
    this.#enqueue(mailbox, { header: { ...header, kind: "event" }, body, timeoutMs: undefined });
  }

  #acceptEvent(sender: Mailbox, mailbox: Mailbox, envelope: Envelope): Message | undefined {
    if (mailbox.receive !== undefined) return undefined;
    this.#checkBounds(sender, mailbox, envelope);
    return this.#enqueue(mailbox, envelope, sender.key);
  }

  #enqueue(mailbox: Mailbox, { header, body, timeoutMs }: Envelope, sender?: EntityKey): Message {
    const acceptedAtMs = this.#parts.clock.now();
    const message = new Message(mailbox, {
      key: this.#parts.keys.next(),
      header: { ...header, dest: mailbox.entity },
      sender,
      body,
      bodyBytes: body.length,
      acceptedAtMs,
      queueUntilMs: acceptedAtMs + this.#parts.limits.queueTtlMs,
      deadlineAtMs: timeoutMs === undefined ? undefined : acceptedAtMs + timeoutMs,
    });
    this.#dispatcher.enqueue(message, mailbox.session?.repeats(message.header) === true ? "later" : "first");
    return message;
  }

  #joinPending(pending: Message, { header, body }: Envelope): Message {
    const same = pending.header.kind === header.kind && pending.header.action === header.action && pending.bodyBytes === body.length;
    if (!same) throw idReused(header.id);
    return pending;
  }

  /** Answers what need not wait: a request to the server itself, a cancel of a request that waits, and one that comes too late. */
  #answerHere(sender: Mailbox, mailbox: Mailbox, header: Header): boolean {
    if (mailbox.receive !== undefined) {
      this.#dispatcher.respond(sender, header, failed("unsupported", "the receiver answers no requests"));
      return true;
    }
    if (header.kind !== "cancel") return false;
    const target = mailbox.findPending(sender.key, header.targetId);
    if (target === undefined) {
      this.#dispatcher.respond(sender, header, failed("invalid_state", `no request ${header.targetId} is pending`));
      return true;
    }
    if (target.state !== "queued") return false;
    this.#dispatcher.answer(target, failed("cancelled", "cancelled before it was delivered"));
    this.#dispatcher.respond(sender, header, { status: "ok", mediaType: "", body: NO_BODY, part: 0 });
    return true;
  }

  #checkSize({ header, body }: Envelope): void {
    const { maxBodyBytes, maxHeaderBytes } = this.#parts.limits;
    if (body.length > maxBodyBytes) throw tooLarge("the body", body.length, maxBodyBytes);
    const size = textLength(header);
    if (size > maxHeaderBytes) throw tooLarge("the envelope without its body", size, maxHeaderBytes);
  }

  #checkRoom(sender: Mailbox, mailbox: Mailbox, envelope: Envelope): void {
    if (envelope.header.kind === "action") this.#checkBounds(sender, mailbox, envelope);
    this.#checkOutstanding(sender, this.#parts.limits.maxOutstanding);
  }

  #checkOutstanding(sender: Mailbox, limit: number): void {
    if (sender.outstanding < limit) return;
    throw new LyceumError(
      "too_many_outstanding",
      `the sender has ${sender.outstanding} unanswered requests and unread answers; take answers first`,
      {
        facts: { limit: String(limit) },
        retryDelayMs: FULL_RETRY_MS,
      },
    );
  }

  #checkBounds(sender: Mailbox, mailbox: Mailbox, { body }: Envelope): void {
    const { limits, quotaOf, usage } = this.#parts;
    const { maxMailboxMessages, maxMailboxBytes } = limits;
    if (body.length > 0)
      assertQuota(quotaOf(mailbox.namespace), mailbox.namespace, "storedBytes", usage.of(mailbox.namespace) + body.length);
    const fits = mailbox.waiting < maxMailboxMessages && mailbox.waitingBytes + body.length <= maxMailboxBytes;
    // One sender fills half a mailbox at most, so that a flood of its leaves room for the others.
    const fair = mailbox.waiting * 2 < maxMailboxMessages || mailbox.waitingOf(sender.key) * 2 < maxMailboxMessages;
    if (fits && fair) return;
    throw new LyceumError(
      "mailbox_full",
      `${mailbox.waiting} messages of ${mailbox.waitingBytes} bytes wait for ${mailbox.entity.uid}; try again later`,
      {
        facts: { uid: mailbox.entity.uid, messages: String(mailbox.waiting), bytes: String(mailbox.waitingBytes) },
        retryDelayMs: FULL_RETRY_MS,
      },
    );
  }

  #partRefused(why: string): LyceumError {
    return new LyceumError("mailbox_full", `the part was not taken: ${why}; send it again, and those after it`, {
      retryDelayMs: PART_RETRY_MS,
    });
  }
}

function idReused(id: string): LyceumError {
  return new LyceumError("id_reused", `the id ${id} was used for another message; choose a new one`, { facts: { id } });
}

function tooLarge(what: string, size: number, limit: number): LyceumError {
  return new LyceumError("message_too_large", `${what} has ${size} bytes, ${limit} are allowed; send less, or in several messages`, {
    facts: { size: String(size), limit: String(limit) },
  });
}

function digestOf({ header, body }: Envelope): string {
  const fields: readonly (string | EntityId)[] = [
    header.kind,
    header.dest.role,
    header.dest.uid,
    header.action,
    header.mediaType,
    header.targetId,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).update(body).digest("base64url");
}
