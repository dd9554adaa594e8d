import type { Journal } from "./journal.ts";
import type { Store } from "./store.ts";

/** How many numbers one record in the store reserves. */
const BLOCK = 1_000_000;

/**
 * Numbers that ascend for the life of a store: none is given twice, also not after a crash. A block is reserved long before it is used, so
 * that a number may be told to others before what it stands for is kept.
 */
export class Sequence {
  readonly #journal: Journal;
  readonly #key: string;
  #last: number;
  #reserved: number;

  /** Goes on after all that were given before. */
  constructor(key: string, store: Store, journal: Journal) {
    this.#key = key;
    this.#journal = journal;
    let reserved = 0;
    for (const record of store.load("meta")) if (record.key === key) reserved = Number(record.value);
    this.#last = reserved;
    this.#reserved = reserved;
    this.#reserve();
  }

  /** The next number, from 1. */
  next(): number {
    this.#last += 1;
    if (this.#last > this.#reserved - BLOCK / 2) this.#reserve();
    return this.#last;
  }

  #reserve(): void {
    this.#reserved += BLOCK;
    this.#journal.put("meta", { key: this.#key, value: String(this.#reserved) });
  }
}
