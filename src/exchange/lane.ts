import type { Message } from "./message.ts";

/** Messages that wait, in the order of their keys; a returned one goes back to its place, which is near the head. */
export class Lane {
  #head: Message | undefined;
  #tail: Message | undefined;
  #size = 0;

  /** The one to deliver next. */
  get head(): Message | undefined {
    return this.#head;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds a message by its key: new ones at the tail, returned ones from the head. */
  add(message: Message): void {
    let before: Message | undefined;
    if (this.#tail === undefined || this.#tail.key < message.key) {
      before = this.#tail;
    } else {
      let after = this.#head;
      while (after !== undefined && after.key < message.key) {
        before = after;
        after = after.next;
      }
    }
    const after = before === undefined ? this.#head : before.next;
    message.previous = before;
    message.next = after;
    if (before === undefined) this.#head = message;
    else before.next = message;
    if (after === undefined) this.#tail = message;
    else after.previous = message;
    this.#size += 1;
  }

  /** Takes a message out; it is in this lane. */
  remove(message: Message): void {
    const { previous, next } = message;
    if (previous === undefined) this.#head = next;
    else previous.next = next;
    if (next === undefined) this.#tail = previous;
    else next.previous = previous;
    message.previous = undefined;
    message.next = undefined;
    this.#size -= 1;
  }

  /** All of them, head first. */
  *[Symbol.iterator](): IterableIterator<Message> {
    for (let message = this.#head; message !== undefined; ) {
      const next: Message | undefined = message.next;
      yield message;
      message = next;
    }
  }
}
