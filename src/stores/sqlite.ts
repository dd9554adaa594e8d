import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Change, MessageRecord, Put, Store, TableName, Tables } from "../core/store.ts";
import { fixedColumn, type MessageRow, messageRecord, stateColumn } from "./message-row.ts";
import type { SqliteLog, SyncFile } from "./sqlite-log.ts";
import { openDatabase } from "./sqlite-open.ts";
import { MAX_INLINE_BODY_BYTES, messageSql, type TextTableName, textTableNames, textTableSql } from "./sqlite-schema.ts";

/** Options of {@link SqliteStore}. */
export interface SqliteStoreOptions {
  /** Largest size of the database file, in bytes; writes fail beyond it. Absent means as much as the disk has. */
  readonly maxBytes?: number | undefined;
  /** Puts the log on disk; absent means by `fdatasync`. */
  readonly syncLog?: SyncFile | undefined;
}

interface TextTable {
  readonly load: StatementSync;
  readonly put: StatementSync;
  readonly remove: StatementSync;
}

type MessageStatements = Readonly<Record<keyof typeof messageSql, StatementSync>>;

/** Removals of a commit, by table: one statement removes all of a table. */
type Removals = Map<TableName | "bodies", (string | number)[]>;

/**
 * Keeps records in one SQLite file, `lyceum.db`, of a folder. A commit is on disk when it resolves. It is written on
 * the calling thread, which takes a fraction of a millisecond and never waits long for the disk.
 */
export class SqliteStore implements Store {
  readonly kind = "sqlite";
  readonly #database: DatabaseSync;
  readonly #log: SqliteLog;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #texts: ReadonlyMap<TableName, TextTable>;
  readonly #messages: MessageStatements;
  /** Messages whose bodies are kept apart. */
  readonly #large: Set<number>;

  private constructor(database: DatabaseSync, log: SqliteLog) {
    this.#database = database;
    this.#log = log;
    this.#begin = database.prepare("BEGIN IMMEDIATE");
    this.#commit = database.prepare("COMMIT");
    this.#texts = new Map(textTableNames.map((name) => [name, prepareText(database, name)]));
    this.#messages = prepareMessages(database);
    this.#large = new Set((this.#messages.largeKeys.all() as unknown as { key: number }[]).map((row) => row.key));
  }

  /**
   * Opens the store of a folder; makes both if need be, for the owner's eyes alone.
   * @throws StoreError when another server uses it, a newer one wrote it, or it is damaged or out of reach.
   */
  static async open(folder: string, options: SqliteStoreOptions = {}): Promise<SqliteStore> {
    const { database, log } = await openDatabase(folder, options);
    return new SqliteStore(database, log);
  }

  *load<T extends TableName>(table: T): Iterable<Tables[T]> {
    if (table === "messages") {
      for (const row of this.#messages.load.iterate()) {
        yield messageRecord(row.key as number, row as unknown as MessageRow) as Tables[T];
      }
    } else {
      for (const row of this.#texts.get(table)!.load.iterate()) yield JSON.parse(row.record as string) as Tables[T];
    }
  }

  async bodies(keys: readonly number[]): Promise<ReadonlyMap<number, Uint8Array>> {
    const wanted = JSON.stringify(keys);
    const found = this.#messages.bodies.all(wanted, wanted) as unknown as { key: number; body: Uint8Array }[];
    return new Map(found.map((row) => [row.key, row.body]));
  }

  async commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    this.#write(changes);
    await this.#log.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log[Symbol.asyncDispose]();
    if (this.#database.isOpen) this.#database.close();
  }

  #write(changes: readonly Change[]): void {
    this.#log.mend();
    const grown: number[] = [];
    const removals: Removals = new Map();
    this.#begin.run();
    try {
      for (const change of changes) this.#apply(change, grown, removals);
      for (const [table, keys] of removals) this.#remove(table, keys);
      this.#commit.run();
    } catch (error) {
      // Some errors, as that of a full disk, roll back by themselves.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
    for (const key of removals.get("bodies") ?? []) this.#large.delete(key as number);
    for (const key of grown) this.#large.add(key);
  }

  #apply(change: Change, grown: number[], removals: Removals): void {
    if (!("record" in change)) {
      push(removals, change.table, change.key);
      if (change.table === "messages" && this.#large.has(change.key as number)) push(removals, "bodies", change.key);
    } else if (change.table === "messages") {
      this.#putMessage(change.record as MessageRecord, change.body, grown, removals);
    } else {
      this.#texts.get(change.table)!.put.run(change.record.key as string, JSON.stringify(change.record));
    }
  }

  #putMessage(record: MessageRecord, body: Put["body"], grown: number[], removals: Removals): void {
    const { put, putLarge, setState, setStateDropBody } = this.#messages;
    const { key } = record;
    const state = stateColumn(record);
    const large = body instanceof Uint8Array && body.length > MAX_INLINE_BODY_BYTES;
    if (body instanceof Uint8Array) {
      put.run(key, fixedColumn(record), state, large ? null : body);
    } else {
      const { changes } = (body === null ? setStateDropBody : setState).run(state, key);
      if (changes === 0) put.run(key, fixedColumn(record), state, null);
    }
    if (large) {
      putLarge.run(key, body);
      grown.push(key);
    } else if (body !== undefined && this.#large.has(key)) {
      push(removals, "bodies", key);
    }
  }

  #remove(table: TableName | "bodies", keys: readonly (string | number)[]): void {
    const list = JSON.stringify(keys);
    if (table === "bodies") this.#messages.removeLarge.run(list);
    else if (table === "messages") this.#messages.remove.run(list);
    else this.#texts.get(table)!.remove.run(list);
  }
}

function push(removals: Removals, table: TableName | "bodies", key: string | number): void {
  const keys = removals.get(table);
  if (keys === undefined) removals.set(table, [key]);
  else keys.push(key);
}

function prepareText(database: DatabaseSync, table: TextTableName): TextTable {
  const sql = textTableSql(table);
  return { load: database.prepare(sql.load), put: database.prepare(sql.put), remove: database.prepare(sql.remove) };
}

function prepareMessages(database: DatabaseSync): MessageStatements {
  const prepared = Object.entries(messageSql).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as MessageStatements;
}
