import { LyceumError } from "../core/errors.ts";
import { type Answer, NO_BODY, type Settlement } from "../core/message.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { ExchangeParts } from "./exchange-parts.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";

/** Settles what sessions hold. What is late, repeated or unknown is counted and dropped. */
export class Settling {
  readonly #parts: ExchangeParts;
  readonly #dispatcher: Dispatcher;

  constructor(parts: ExchangeParts, dispatcher: Dispatcher) {
    this.#parts = parts;
    this.#dispatcher = dispatcher;
  }

  /**
   * Settles one delivery.
   * @throws LyceumError message_too_large; the request is then answered as failed.
   */
  settle(session: Session, settlement: Settlement): void {
    const message = session.held.get(settlement.sequence) ?? this.#takenBack(session, settlement);
    if (message === undefined) {
      if (settlement.kind === "respond") session.mailbox.droppedAnswers += 1;
      return;
    }
    try {
      this.#apply(message, settlement);
    } finally {
      this.#dispatcher.pump(session.mailbox);
    }
  }

  /**
   * A request whose session lapsed and that nobody else was given since: the host that is back had begun it, so that it must not be delivered once
   * more. What was given back is near the head of its lane.
   */
  #takenBack(session: Session, { kind, sequence }: Settlement): Message | undefined {
    if (kind !== "acknowledge" || session.mailbox.session !== session) return undefined;
    for (const message of session.mailbox.work) {
      if (message.key > sequence) return undefined;
      if (message.key === sequence) return this.#dispatcher.takeBack(message, session);
    }
    return undefined;
  }

  #apply(message: Message, settlement: Settlement): void {
    switch (settlement.kind) {
      case "respond":
        this.#respond(message, settlement.answer);
        return;
      case "acknowledge":
        if (message.delivered) this.#acknowledge(message);
        return;
      case "release":
        if (message.delivered) this.#dispatcher.giveBack(message, false);
        return;
      case "extend":
        return;
    }
  }

  // What owes no answer is known by its listener, who says so again after a crash.
  #acknowledge(message: Message): void {
    if (message.isRequest) this.#dispatcher.acknowledge(message);
    else this.#parts.journal.unhurried(() => this.#dispatcher.drop(message));
  }

  #respond(message: Message, answer: Answer): void {
    if (!message.isRequest) {
      this.#dispatcher.drop(message);
      return;
    }
    const { maxBodyBytes } = this.#parts.limits;
    const size = answer.body.length;
    if (size <= maxBodyBytes) {
      this.#dispatcher.answer(message, answer, { kept: "later" });
      return;
    }
    const why = `the result has ${size} bytes, ${maxBodyBytes} are allowed; return less, or stream it in parts`;
    this.#dispatcher.answer(message, {
      status: "failed",
      failure: { type: "ResultTooLarge", message: why, nonRetryable: true },
      mediaType: "",
      body: NO_BODY,
      part: answer.part,
    });
    throw new LyceumError("message_too_large", why, { facts: { size: String(size), limit: String(maxBodyBytes) } });
  }
}
