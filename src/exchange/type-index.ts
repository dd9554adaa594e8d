import type { Mailbox } from "./mailbox.ts";

/** Most ended entries that are kept before the list is packed. */
const SLACK = 64;

/** Active agents of one type, in the order of registration. Pages cost the same however many there are. */
export class TypeIndex {
  #mailboxes: Mailbox[] = [];
  #ended = 0;

  /** Adds an agent; its order is greater than that of all before. */
  add(mailbox: Mailbox): void {
    this.#mailboxes.push(mailbox);
  }

  /** Says that one of its agents has ended. */
  noteEnded(): void {
    this.#ended += 1;
    if (this.#ended < SLACK || this.#ended * 2 < this.#mailboxes.length) return;
    this.#mailboxes = this.#mailboxes.filter((mailbox) => !mailbox.terminated);
    this.#ended = 0;
  }

  /** At most so many active agents after an order. */
  page(afterOrder: number, size: number, accept: (mailbox: Mailbox) => boolean): Mailbox[] {
    const found: Mailbox[] = [];
    for (let index = this.#firstAfter(afterOrder); index < this.#mailboxes.length && found.length < size; index += 1) {
      const mailbox = this.#mailboxes[index];
      if (mailbox !== undefined && !mailbox.terminated && accept(mailbox)) found.push(mailbox);
    }
    return found;
  }

  #firstAfter(order: number): number {
    let low = 0;
    let high = this.#mailboxes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#mailboxes[middle]?.order ?? 0) <= order) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
