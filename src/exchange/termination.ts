import { describe, type EntityKey, entityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { MailboxStatus } from "../core/exchange.ts";
import type { Failure } from "../core/failure.ts";
import { SERVER } from "./access.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { ExchangeParts } from "./exchange-parts.ts";
import { failed } from "./failed-answer.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";
import type { Sessions } from "./sessions.ts";

/** Ends mailboxes: gravestone, answers, listeners, in one transaction. */
export class Termination {
  readonly #parts: ExchangeParts;
  readonly #dispatcher: Dispatcher;
  readonly #sessions: Sessions;
  readonly #listeners = new Set<(key: EntityKey) => void>();

  constructor(parts: ExchangeParts, dispatcher: Dispatcher, sessions: Sessions) {
    this.#parts = parts;
    this.#dispatcher = dispatcher;
    this.#sessions = sessions;
  }

  /** Ends a mailbox for good; an unknown or ended one is left as it is. */
  terminate(key: EntityKey, cause: Failure | undefined): MailboxStatus {
    const mailbox = this.#parts.directory.find(key);
    if (mailbox === undefined) return this.#parts.directory.gravestone(key) === undefined ? "missing" : "terminated";
    this.#parts.directory.bury(mailbox);
    const why = `the mailbox of ${describe(mailbox.entity)} was terminated`;
    for (const request of [...mailbox.pending]) {
      this.#dispatcher.answer(request, failed("mailbox_terminated", why, this.#causeFor(request, cause)));
    }
    this.#dropRest(mailbox);
    if (mailbox.session !== undefined) {
      this.#sessions.end(mailbox.session, new LyceumError("mailbox_terminated", why, { facts: { uid: mailbox.entity.uid } }), true);
    }
    this.#parts.journal.afterCommit(() => {
      for (const listener of this.#listeners) listener(key);
    });
    return "terminated";
  }

  /** Calls once the termination of a mailbox is kept. Returns how to stop that. */
  onTerminate(listener: (key: EntityKey) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The cause has the stack and the last output of a run, which who may send to an agent may not read for that alone. */
  #causeFor({ mailbox, header }: Message, cause: Failure | undefined): Failure | undefined {
    const requester = this.#parts.directory.find(entityKey(mailbox.namespace, header.src));
    const readable = requester === undefined || requester.owner === SERVER || requester.account === mailbox.account;
    return readable || cause === undefined ? cause : withoutStack(cause);
  }

  #dropRest(mailbox: Mailbox): void {
    const held = mailbox.session?.held.values() ?? [];
    for (const message of [...mailbox.work, ...mailbox.control, ...held, ...mailbox.dead.values()]) this.#dispatcher.drop(message);
  }
}

function withoutStack({ stack: _, cause, ...rest }: Failure): Failure {
  return { ...rest, cause: cause === undefined ? undefined : withoutStack(cause) };
}
