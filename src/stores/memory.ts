import { type Change, type MessageRecord, type Put, type Store, type TableName, type Tables, tableNames } from "../core/store.ts";

type AnyRecord = Tables[TableName];

/**
 * Keeps records in memory, for tests and for servers whose messages may die with them. Disposing of it keeps what it
 * holds, so that a test can start a second server on it.
 */
export class MemoryStore implements Store {
  readonly kind = "memory";
  readonly #tables = new Map<TableName, Map<string | number, AnyRecord>>(tableNames.map((name) => [name, new Map()]));
  readonly #bodies = new Map<number, Uint8Array>();

  *load<T extends TableName>(table: T): Iterable<Tables[T]> {
    const records = [...this.#tables.get(table)!.values()];
    yield* records.sort((a, b) => compareKeys(a.key, b.key)) as Tables[T][];
  }

  async bodies(keys: readonly number[]): Promise<ReadonlyMap<number, Uint8Array>> {
    const found = new Map<number, Uint8Array>();
    for (const key of keys) {
      const body = this.#bodies.get(key);
      if (body !== undefined) found.set(key, body);
    }
    return found;
  }

  async commit(changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      const records = this.#tables.get(change.table)!;
      if ("record" in change) {
        records.set(change.record.key, change.record);
        if (change.table === "messages") this.#keepBody(change);
      } else {
        records.delete(change.key);
        if (change.table === "messages") this.#bodies.delete(change.key as number);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #keepBody(put: Put): void {
    const { key } = put.record as MessageRecord;
    if (put.body === null) this.#bodies.delete(key);
    else if (put.body !== undefined) this.#bodies.set(key, put.body);
  }
}

/** Numbers by size, texts by code point, as SQLite orders them. */
function compareKeys(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
