import type { Answer, AnswerStatus, Header } from "../core/message.ts";
import { answerHeader } from "./answer-header.ts";
import type { ExchangeParts } from "./exchange-parts.ts";
import { Expiry } from "./expiry.ts";
import { failed } from "./failed-answer.ts";
import type { Mailbox } from "./mailbox.ts";
import { Message } from "./message.ts";
import type { Session } from "./session.ts";

/**
 * When a message is kept: first, and delivered then; or later than that, and only if it lasts, where a crash does no harm. Such is a request that may
 * be done twice, and a host's answer: the host gives it again until it is kept, and the caller knows a repeat.
 */
export type Keeping = "first" | "later";

/** How a request is answered. */
interface AnswerOptions {
  /** Makes a dead letter of it. */
  readonly buryAs?: AnswerStatus | undefined;
  /** When the answer is kept; default first. */
  readonly kept?: Keeping | undefined;
}

/** Moves messages: into mailboxes, to sessions, back, and out again with an answer. */
export class Dispatcher {
  readonly #parts: ExchangeParts;
  readonly #expiry: Expiry<Message>;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#expiry = new Expiry(parts.clock, (message) => this.#due(message));
  }

  /**
   * Puts an accepted message into its mailbox and hands it on if its listener has room.
   * @param kept what cannot be delivered at once is kept first in any case.
   */
  enqueue(message: Message, kept: Keeping = "first"): void {
    const taker = kept === "later" ? takerOf(message) : undefined;
    if (taker === undefined) {
      this.#admit(message);
      this.pump(message.mailbox);
      return;
    }
    this.#parts.journal.unhurried(() => {
      this.#admit(message);
      this.#lease(message, taker);
      taker.pushEarly(message);
    });
  }

  #admit(message: Message): void {
    const { mailbox } = message;
    if (message.isRequest) {
      mailbox.owe(message);
      mailbox.incoming += 1;
    }
    this.#join(message);
    this.#watch(message);
    this.#parts.bodies.admit(message);
    this.#parts.usage.add(message);
    this.#parts.journal.add("messages", message, message.bodyBytes > 0 ? message.body : undefined);
  }

  /** Takes a message of the store at start. */
  restore(message: Message): void {
    const { mailbox } = message;
    if (message.state === "dead") {
      mailbox.dead.set(message.key, message);
    } else {
      if (message.isRequest) mailbox.owe(message);
      if (message.state === "queued") this.#join(message);
      else if (message.state === "leased") this.#count(message, 1);
      const debtor = message.isRequest ? this.#requester(message) : message.isAnswer ? mailbox : undefined;
      if (debtor !== undefined) debtor.outstanding += 1;
    }
    if (message.state !== "acknowledged") this.#parts.usage.add(message);
    this.#watch(message);
  }

  /** Leases to the mailbox's session what it has room and credits for. */
  pump(mailbox: Mailbox): void {
    const { session } = mailbox;
    if (session === undefined) return;
    while (session.hasRoom) {
      const message = mailbox.control.head ?? (session.credits > 0 ? mailbox.work.head : undefined);
      if (message === undefined) return;
      if (session.protocols.includes(message.header.protocol) || !(message.isRequest || message.isWork)) {
        this.#lease(message, session);
        this.#parts.bodies.hand(message, session);
      } else {
        this.#refuseProtocol(message, session);
      }
    }
  }

  /** Answers a request: the debt is paid, the request is gone (or a dead letter), the answer waits for the requester. */
  answer(request: Message, answer: Answer, { buryAs, kept = "first" }: AnswerOptions = {}): void {
    const { mailbox, header } = request;
    mailbox.settleDebt(request);
    mailbox.completed += 1;
    if (buryAs !== undefined) this.bury(request, buryAs);
    else if (kept === "later") this.#parts.journal.unhurried(() => this.drop(request));
    else this.drop(request);
    const requester = this.#requester(request);
    if (requester === undefined) return;
    requester.outstanding -= 1;
    // The attempt tells whoever streams that parts of earlier ones are void.
    this.respond(requester, header, answer, { attempt: request.attempt, kept });
  }

  /** Puts the answer to a request into its requester's mailbox. */
  respond(
    requester: Mailbox,
    request: Header,
    answer: Answer,
    { attempt = request.attempt, kept }: { readonly attempt?: number; readonly kept?: Keeping } = {},
  ): void {
    const header = answerHeader(request, requester.entity, answer, attempt);
    if (requester.receive !== undefined) {
      requester.receive({ sequence: 0, attempt: 1, envelope: { header, body: answer.body, timeoutMs: undefined } });
      return;
    }
    requester.outstanding += 1;
    const acceptedAtMs = this.#parts.clock.now();
    this.enqueue(
      new Message(requester, {
        key: this.#parts.keys.next(),
        header,
        body: answer.body,
        bodyBytes: answer.body.length,
        acceptedAtMs,
        queueUntilMs: acceptedAtMs + this.#parts.limits.queueTtlMs,
      }),
      kept,
    );
  }

  /** Marks a delivered message as never to be delivered again. What owes no answer is then gone. */
  acknowledge(message: Message): void {
    if (!message.isRequest) {
      this.drop(message);
      return;
    }
    if (message.state === "leased") this.#count(message, -1);
    message.session?.returnCredit(message);
    message.state = "acknowledged";
    this.#parts.bodies.discard(message);
    this.#parts.usage.remove(message);
    this.#parts.journal.putLatest("messages", message, null);
  }

  /** Puts a delivered message back into its lane; after too many deliveries that count it is given up. */
  giveBack(message: Message, counted: boolean): void {
    message.session?.release(message);
    if (message.state === "leased") this.#count(message, -1);
    message.state = "queued";
    message.nextPart = 0;
    if (!counted) message.attempt -= 1;
    if (counted && (message.isWork || message.isRequest) && message.attempt >= this.#parts.limits.maxDeliveryAttempts) {
      this.#join(message);
      this.giveUp(message, "undeliverable", `delivered ${message.attempt} times and never settled`);
      return;
    }
    this.#join(message);
    this.#parts.journal.putLatest("messages", message);
  }

  /** Leases a message that was given back to the session that had it: its listener has it still, so that it is not sent again. */
  takeBack(message: Message, session: Session): Message {
    message.mailbox.laneOf(message).remove(message);
    message.state = "leased";
    message.session = session;
    session.held.set(message.key, message);
    return message;
  }

  /** Gives up a message that nobody took: a dead letter, and an answer if one is owed. */
  giveUp(message: Message, status: AnswerStatus, why: string): void {
    if (message.isRequest) this.answer(message, failed(status, why), { buryAs: status });
    else if (message.isWork) this.bury(message, status);
    else this.drop(message);
  }

  /** Makes a message a dead letter. */
  bury(message: Message, status: AnswerStatus): void {
    const { mailbox } = message;
    this.#leave(message);
    message.state = "dead";
    message.deadStatus = status;
    message.deadAtMs = this.#parts.clock.now();
    this.#parts.bodies.discard(message);
    mailbox.dead.set(message.key, message);
    this.#parts.journal.putLatest("messages", message);
    this.#watch(message);
    if (mailbox.dead.size <= this.#parts.limits.maxDeadLetters) return;
    for (const oldest of mailbox.dead.values()) {
      this.drop(oldest);
      break;
    }
  }

  /** Removes a message for good. */
  drop(message: Message): void {
    this.#leave(message);
    message.mailbox.dead.delete(message.key);
    if (message.isAnswer) message.mailbox.outstanding -= 1;
    this.#parts.bodies.discard(message);
    this.#parts.usage.remove(message);
    this.#parts.journal.remove("messages", message.key);
  }

  /** Ends the timers. */
  stop(): void {
    this.#expiry.stop();
  }

  #lease(message: Message, session: Session): void {
    const { journal } = this.#parts;
    message.mailbox.laneOf(message).remove(message);
    message.state = session.begins(message.header) ? "begun" : "leased";
    if (message.state === "begun") this.#count(message, -1);
    message.attempt += 1;
    message.nextPart = 0;
    message.queueUntilMs = undefined;
    message.session = session;
    session.held.set(message.key, message);
    if (message.isWork) session.credits -= 1;
    journal.putLatest("messages", message);
  }

  #refuseProtocol(message: Message, session: Session): void {
    const why = `the listener accepts ${session.protocols.join(", ")}, the body is ${message.header.protocol}`;
    if (message.isRequest) this.answer(message, failed("incompatible_protocol", why));
    else this.bury(message, "incompatible_protocol");
  }

  /** Adds to the lane of a queued message. */
  #join(message: Message): void {
    message.mailbox.laneOf(message).add(message);
    this.#count(message, 1);
  }

  /** Takes a message out of lane, session, counts and timers. */
  #leave(message: Message): void {
    if (message.state === "queued") message.mailbox.laneOf(message).remove(message);
    if (message.state === "queued" || message.state === "leased") this.#count(message, -1);
    message.session?.release(message);
    this.#expiry.clear(message);
  }

  #count(message: Message, by: 1 | -1): void {
    if (message.isWork) message.mailbox.count(message, by);
  }

  #requester(message: Message): Mailbox | undefined {
    return this.#parts.directory.find(message.sender);
  }

  #watch(message: Message): void {
    const { limits } = this.#parts;
    if (message.deadAtMs !== undefined) {
      this.#expiry.set(message, message.deadAtMs + limits.deadLetterMs);
      return;
    }
    const atMs = Math.min(message.queueUntilMs ?? Number.POSITIVE_INFINITY, message.deadlineAtMs ?? Number.POSITIVE_INFINITY);
    if (atMs !== Number.POSITIVE_INFINITY) this.#expiry.set(message, atMs);
  }

  #due(message: Message): void {
    const nowMs = this.#parts.clock.now();
    if (message.state === "dead") this.drop(message);
    else if (message.deadlineAtMs !== undefined && message.deadlineAtMs <= nowMs)
      this.#expire(message, "its deadline passed before it was answered");
    else if (message.queueUntilMs !== undefined && message.queueUntilMs <= nowMs)
      this.#expire(message, "nobody took it within the queue time");
    else this.#watch(message);
  }

  #expire(message: Message, why: string): void {
    if (message.state === "queued") this.giveUp(message, "expired", why);
    else if (message.isRequest) this.answer(message, failed("expired", why));
    else this.drop(message);
    this.pump(message.mailbox);
  }
}

/** The session that can take a message as it comes: it has room, and nothing goes before the message. */
function takerOf(message: Message): Session | undefined {
  const { session } = message.mailbox;
  if (session === undefined || !session.hasRoom || message.mailbox.laneOf(message).head !== undefined) return undefined;
  const takes = !message.isWork || (session.credits > 0 && session.protocols.includes(message.header.protocol));
  return takes ? session : undefined;
}
