import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SqliteStoreOptions } from "./sqlite.ts";
import { SqliteLog } from "./sqlite-log.ts";
import { APPLICATION_ID, migrations, settings } from "./sqlite-schema.ts";
import { StoreError } from "./store-error.ts";

const FILE = "lyceum.db";

/** SQLite's result codes that have a plain reason. */
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** A database and the log of its commits. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  readonly log: SqliteLog;
}

/**
 * Opens (or makes) the database of a folder, takes its lock, and brings its schema up to date. What can be read then is on disk.
 * @throws StoreError when it cannot be used, saying why and what to do.
 */
export async function openDatabase(folder: string, { maxBytes, syncLog }: SqliteStoreOptions): Promise<OpenDatabase> {
  const path = join(folder, FILE);
  await makePrivate(folder, path);
  let database: DatabaseSync | undefined;
  let log: SqliteLog | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(settings);
    // A write transaction takes the lock for good; a mere read would take it later.
    database.exec("BEGIN EXCLUSIVE; COMMIT");
    migrate(database, path);
    if (maxBytes !== undefined) database.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / pragma(database, "page_size"))}`);
    log = await SqliteLog.open(database, syncLog);
    // A server that was killed may have left commits in it that it had not synced.
    await log.sync();
    return { database, log };
  } catch (error) {
    await log?.[Symbol.asyncDispose]();
    database?.close();
    throw explain(error, folder, path);
  }
}

/** Makes folder and file readable for the owner alone: the file holds the key of all tokens. */
async function makePrivate(folder: string, path: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await (await open(path, "a", 0o600)).close();
  } catch (cause) {
    throw new StoreError(`cannot write to the data folder ${folder} (${text(cause)}): make it writable, or name another`, { cause });
  }
}

function migrate(database: DatabaseSync, path: string): void {
  const version = pragma(database, "user_version");
  const owner = pragma(database, "application_id");
  if (owner !== APPLICATION_ID && !(owner === 0 && version === 0 && isEmpty(database))) {
    throw new StoreError(`${path} is not a Lyceum database: move it away, or name another data folder`);
  }
  if (version > migrations.length) {
    throw new StoreError(
      `${path} has schema ${version}, this server knows schemas up to ${migrations.length}: ` +
        "run the newer server that wrote it, or name another data folder",
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN; ${sql}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("SELECT count(*) AS count FROM sqlite_schema").get()!.count === 0;
}

function pragma(database: DatabaseSync, name: string): number {
  return database.prepare(`PRAGMA ${name}`).get()![name] as number;
}

function explain(error: unknown, folder: string, path: string): unknown {
  // Either SQLite's or the system's; all else is a bug.
  if (!(error instanceof Error && ("errcode" in error || "errno" in error))) return error;
  // The low byte is the result code, the others say more.
  switch ("errcode" in error ? Number(error.errcode) & 0xff : undefined) {
    case BUSY:
      return new StoreError(`another server uses the data folder ${folder}: stop it, or name another data folder`, { cause: error });
    case CORRUPT:
    case NOT_A_DATABASE:
      return new StoreError(`${path} is damaged or no database (${text(error)}): restore a copy of it, or name another data folder`, {
        cause: error,
      });
    default:
      return new StoreError(`cannot open ${path} (${text(error)}): see that the data folder can be written and the disk has room`, {
        cause: error,
      });
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
