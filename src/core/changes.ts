import type { Change, TableName, Tables } from "./store.ts";

/** Changes on their way to a store, at most one for each key. */
export class Changes {
  // By table first: a key that is a number needs no text to be made of it.
  readonly #byTable = new Map<TableName, Map<string | number, Change>>();

  /** Whether there are none. */
  get empty(): boolean {
    return this.#byTable.size === 0;
  }

  /** Adds a put in place of what was to become of its key; without a body the one that was put before stays. */
  put<T extends TableName>(table: T, record: Tables[T], body: Uint8Array | null | undefined): void {
    const ofTable = this.#of(table);
    if (body !== undefined) {
      ofTable.set(record.key, { table, record, body });
      return;
    }
    const before = ofTable.get(record.key);
    ofTable.set(record.key, { table, record, body: before !== undefined && "record" in before ? before.body : undefined });
  }

  /** Adds a removal in place of what was to become of the key. */
  remove(table: TableName, key: string | number): void {
    this.#of(table).set(key, { table, key });
  }

  /** All of them. */
  all(): Change[] {
    const all: Change[] = [];
    for (const ofTable of this.#byTable.values()) for (const change of ofTable.values()) all.push(change);
    return all;
  }

  #of(table: TableName): Map<string | number, Change> {
    const known = this.#byTable.get(table);
    if (known !== undefined) return known;
    const ofTable = new Map<string | number, Change>();
    this.#byTable.set(table, ofTable);
    return ofTable;
  }
}
