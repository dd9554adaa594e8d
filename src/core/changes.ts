import type { Change, TableName, Tables } from "./store.ts";

/** A thing that changes, and can say what a store keeps of it. */
export interface Recorded<T extends TableName> {
  readonly key: Tables[T]["key"];
  record(): Tables[T];
}

/** A put whose record is made when it is needed. */
interface Latest {
  readonly table: TableName;
  readonly thing: Recorded<TableName>;
  /** Whether no store has it yet, so that its removal leaves nothing to do. */
  readonly fresh: boolean;
  body: Uint8Array | null | undefined;
}

/** Changes on their way to a store, at most one for each key. */
export class Changes {
  // By table first: a key that is a number needs no text to be made of it.
  readonly #byTable = new Map<TableName, Map<string | number, Change | Latest>>();

  /** Whether there are none. */
  get empty(): boolean {
    return this.#byTable.size === 0;
  }

  /** Adds a put in place of what was to become of its key; without a body the one that was put before stays. */
  put<T extends TableName>(table: T, record: Tables[T], body: Uint8Array | null | undefined): void {
    const ofTable = this.#of(table);
    ofTable.set(record.key, { table, record, body: body === undefined ? bodyOf(ofTable.get(record.key)) : body });
  }

  /** As {@link putLatest}, of a thing that no store has yet. */
  add<T extends TableName>(table: T, thing: Recorded<T>, body: Uint8Array | undefined): void {
    this.#of(table).set(thing.key, { table, thing, body, fresh: true });
  }

  /** As {@link put}, of what the thing will be when the changes are taken. */
  putLatest<T extends TableName>(table: T, thing: Recorded<T>, body: Uint8Array | null | undefined): void {
    const ofTable = this.#of(table);
    const before = ofTable.get(thing.key);
    if (before !== undefined && "thing" in before && before.thing === thing) {
      if (body !== undefined) before.body = body;
      return;
    }
    ofTable.set(thing.key, { table, thing, body: body === undefined ? bodyOf(before) : body, fresh: false });
  }

  /** Adds a removal in place of what was to become of the key. */
  remove(table: TableName, key: string | number): void {
    const ofTable = this.#of(table);
    const before = ofTable.get(key);
    if (before === undefined || !("fresh" in before) || !before.fresh) ofTable.set(key, { table, key });
    else if (ofTable.delete(key) && ofTable.size === 0) this.#byTable.delete(table);
  }

  /** Takes them as they are now. */
  all(): Change[] {
    const all: Change[] = [];
    for (const ofTable of this.#byTable.values()) {
      for (const change of ofTable.values()) {
        all.push("thing" in change ? { table: change.table, record: change.thing.record(), body: change.body } : change);
      }
    }
    return all;
  }

  #of(table: TableName): Map<string | number, Change | Latest> {
    const known = this.#byTable.get(table);
    if (known !== undefined) return known;
    const ofTable = new Map<string | number, Change | Latest>();
    this.#byTable.set(table, ofTable);
    return ofTable;
  }
}

function bodyOf(change: Change | Latest | undefined): Uint8Array | null | undefined {
  return change !== undefined && "body" in change ? change.body : undefined;
}
