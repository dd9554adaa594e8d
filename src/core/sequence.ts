import type { Journal } from "./journal.ts";
import type { Store } from "./store.ts";

/** How many numbers one record in the store reserves. */
const BLOCK = 1_000_000;

/** Numbers that ascend for the life of a store: none is given twice, also not after a crash. */
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
  }

  /** The next number, from 1. */
  next(): number {
    this.#last += 1;
    if (this.#last > this.#reserved) {
      this.#reserved += BLOCK;
      this.#journal.put("meta", { key: this.#key, value: String(this.#reserved) });
    }
    return this.#last;
  }
}
