import { fdatasyncSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";

/** Puts on disk what was written to a file: before it returns (`here`), or before it resolves. */
export type SyncFile = (file: FileHandle, here: boolean) => Promise<void> | void;

/**
 * This thread waits so long for a disk that answers. Another one has its price: on a disk of 0.15 ms a tenth of the
 * throughput under load, and nothing was gained on one of 1 ms, since what comes in meanwhile is better done at once.
 */
const SHORT_WAIT_MS = 2;

/** A disk that stays slow is waited for in place once in so many commits, to see. */
const MOST_ELSEWHERE = 256;

/**
 * The write-ahead log of a database, and the way of commits to the disk without this thread waiting long for it.
 *
 * SQLite's own sync of each commit (`synchronous = FULL`) blocks the thread, however slow the disk is. With `NORMAL` a
 * commit only writes the log, and SQLite syncs what keeps the file whole: the header of a log that begins again (with its
 * folder, where the log is new), and log and database at a checkpoint
 * (https://sqlite.org/pragma.html#pragma_synchronous, `walFrames` and `walCheckpoint` of wal.c). What `FULL` adds is the
 * sync of the log after a commit. That is done here: in place while the disk is quick, else on a thread of the pool, so
 * that a slow disk stops nothing but commits. Until then a crash can take the commit back, whole, but none before it:
 * each frame's checksum goes on from the last one's (https://sqlite.org/fileformat2.html#wal_file_format).
 *
 * SQLite locks the database's file and its shared memory, never the log (`UNIXFILE_NOLOCK` in os_unix.c), so closing a
 * handle of our own gives no lock away. While a connection is open its log stays the same file: it is written again
 * from the start or truncated, and removed with the last connection.
 */
export class SqliteLog implements AsyncDisposable {
  readonly #database: DatabaseSync;
  readonly #file: FileHandle;
  readonly #syncFile: SyncFile;
  /** Whether a sync failed, so that the file may lack what the system thinks is written. */
  #doubtful = false;
  /** How many of the next syncs are not waited for in place. */
  #elsewhere = 0;
  /** How many follow the next slow one: none when it is the first, since a quick disk is slow now and then. */
  #detour = 0;

  private constructor(database: DatabaseSync, file: FileHandle, syncFile: SyncFile) {
    this.#database = database;
    this.#file = file;
    this.#syncFile = syncFile;
  }

  /** Opens the log of a database that has been written to, or is locked for it: before, there is none. */
  static async open(database: DatabaseSync, syncFile: SyncFile = dataSync): Promise<SqliteLog> {
    // Windows syncs only what is open for writing.
    return new SqliteLog(database, await open(`${database.location()}-wal`, "r+"), syncFile);
  }

  /** Resolves once all that was committed before the call is on disk. */
  async sync(): Promise<void> {
    try {
      if (this.#elsewhere === 0) await this.#syncHere();
      else await this.#syncElsewhere();
    } catch (error) {
      this.#doubtful = true;
      throw error;
    }
  }

  /**
   * To be called before anything is written. Linux takes pages for written after it told of their failure once, so a
   * later sync of the log proves nothing of them (https://lwn.net/Articles/752063/). A checkpoint writes all of
   * them to the database's file, syncs that, and empties the log.
   * @throws Error of SQLite when the disk does not take them.
   */
  mend(): void {
    if (!this.#doubtful) return;
    this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#doubtful = false;
  }

  /** Closes the log, after the syncs that are under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  async #syncHere(): Promise<void> {
    const begunMs = performance.now();
    await this.#syncFile(this.#file, true);
    if (performance.now() - begunMs < SHORT_WAIT_MS) {
      this.#detour = 0;
    } else {
      this.#elsewhere = this.#detour;
      this.#detour = Math.min(2 * this.#detour || 1, MOST_ELSEWHERE);
    }
  }

  async #syncElsewhere(): Promise<void> {
    this.#elsewhere -= 1;
    await this.#syncFile(this.#file, false);
  }
}

function dataSync(file: FileHandle, here: boolean): Promise<void> | void {
  if (!here) return file.datasync();
  fdatasyncSync(file.fd);
}
