import { type TableName, tableNames } from "../core/store.ts";

/** Name of a table whose records have a text as their key: all but `messages`. */
export type TextTableName = Exclude<TableName, "messages">;

/** Tables whose records have a text as their key. */
export const textTableNames: readonly TextTableName[] = tableNames.filter((name) => name !== "messages");

/** Marks a file as ours: `LYCM`. */
export const APPLICATION_ID = 0x4c59434d;

/** Bodies up to this size are kept in the message's row; larger ones apart, so that a change of state never rewrites them. */
export const MAX_INLINE_BODY_BYTES = 2_048;

/** What each version adds to the one before it; the number of the last is the file's `user_version`. Never change one that was released. */
export const migrations: readonly string[] = [
  `${textTables("meta", "mailboxes", "sessions", "repeats", "managers", "runs", "events")};
  CREATE TABLE messages (key INTEGER PRIMARY KEY, fixed TEXT NOT NULL, state TEXT NOT NULL, body BLOB);
  CREATE TABLE bodies (key INTEGER PRIMARY KEY, body BLOB NOT NULL)`,
  textTables("shares", "accounts"),
];

function textTables(...names: readonly TextTableName[]): string {
  return names.map((name) => `CREATE TABLE ${name} (key TEXT PRIMARY KEY NOT NULL, record TEXT NOT NULL)`).join(";\n");
}

/**
 * Settings of a connection. The lock is the process's own until it closes or dies, so no second server gets in; taken
 * before the first read, it also spares the shared memory file, which network file systems do not bear.
 * A commit is in the log when it returns; `SqliteLog` puts the log on disk.
 */
export const settings = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -32768;
  PRAGMA temp_store = MEMORY`;

const KEYS = "SELECT value FROM json_each(?)";

/** SQL of a table whose keys are texts. */
export function textTableSql(table: TextTableName) {
  return {
    load: `SELECT record FROM ${table} ORDER BY key`,
    put: `INSERT INTO ${table} (key, record) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET record = excluded.record`,
    remove: `DELETE FROM ${table} WHERE key IN (${KEYS})`,
  } as const;
}

/** SQL of messages and their bodies. A list of keys is a JSON array. */
export const messageSql = {
  load: "SELECT key, fixed, state FROM messages ORDER BY key",
  put: `INSERT INTO messages (key, fixed, state, body) VALUES (?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET fixed = excluded.fixed, state = excluded.state, body = excluded.body`,
  setState: "UPDATE messages SET state = ? WHERE key = ?",
  setStateDropBody: "UPDATE messages SET state = ?, body = NULL WHERE key = ?",
  remove: `DELETE FROM messages WHERE key IN (${KEYS})`,
  bodies: `SELECT key, body FROM messages WHERE key IN (${KEYS}) AND body IS NOT NULL
    UNION ALL SELECT key, body FROM bodies WHERE key IN (${KEYS})`,
  largeKeys: "SELECT key FROM bodies",
  putLarge: "INSERT INTO bodies (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body",
  removeLarge: `DELETE FROM bodies WHERE key IN (${KEYS})`,
} as const;
