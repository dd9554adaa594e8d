import { describe } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { ExchangeParts } from "./exchange-parts.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";
import type { Post } from "./post.ts";

/** A dead letter is named by the key of its message. */
const KEY = /^[1-9]\d{0,15}$/;

/** A dead letter with its body. */
export interface DeadLetter {
  readonly message: Message;
  readonly body: Uint8Array;
}

/** Lists what nobody took, and sends it again. */
export class DeadLetters {
  readonly #parts: ExchangeParts;
  readonly #dispatcher: Dispatcher;
  readonly #post: Post;

  constructor(parts: ExchangeParts, dispatcher: Dispatcher, post: Post) {
    this.#parts = parts;
    this.#dispatcher = dispatcher;
    this.#post = post;
  }

  /** Dead letters after a key, oldest first, until a number or about so many bytes are reached. */
  async list(mailbox: Mailbox, after: number, size: number, maxBytes: number): Promise<readonly DeadLetter[]> {
    const page: Message[] = [];
    let bytes = 0;
    for (const message of mailbox.dead.values()) {
      if (message.key <= after) continue;
      if (page.length >= size || (page.length > 0 && bytes + message.wireBytes > maxBytes)) break;
      bytes += message.wireBytes;
      page.push(message);
    }
    return await this.#withBodies(page);
  }

  /**
   * Sends dead letters again as one-way copies, all or none.
   * @throws LyceumError dead_letter_not_found, mailbox_full.
   */
  async requeue(mailbox: Mailbox, ids: readonly string[]): Promise<number> {
    await this.#parts.journal.settled();
    const letters = await this.#withBodies(ids.map((id) => this.#find(mailbox, id)));
    for (const { message } of letters) this.#find(mailbox, String(message.key));
    const { maxMailboxMessages } = this.#parts.limits;
    if (mailbox.waiting + letters.length > maxMailboxMessages) {
      throw new LyceumError("mailbox_full", `${mailbox.waiting} messages wait already, ${maxMailboxMessages} may; requeue fewer`, {
        retryDelayMs: 1_000,
      });
    }
    for (const { message, body } of letters) {
      this.#dispatcher.drop(message);
      this.#post.requeue(mailbox, message.header, body);
    }
    return letters.length;
  }

  #find(mailbox: Mailbox, id: string): Message {
    const message = KEY.test(id) ? mailbox.dead.get(Number(id)) : undefined;
    if (message !== undefined) return message;
    const text = `no dead letter ${JSON.stringify(id)} is kept for ${describe(mailbox.entity)}: see ListDeadLetters`;
    throw new LyceumError("dead_letter_not_found", text, { facts: { uid: mailbox.entity.uid, id } });
  }

  async #withBodies(messages: readonly Message[]): Promise<DeadLetter[]> {
    const bodies = await this.#parts.store.bodies(messages.map(({ key }) => key));
    return messages.map((message) => ({ message, body: bodies.get(message.key) ?? new Uint8Array(0) }));
  }
}
