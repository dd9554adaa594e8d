import { once } from "node:events";
import { type FileHandle, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Change } from "../../src/core/store.ts";
import { SqliteStore } from "../../src/stores/sqlite.ts";
import { StoreError } from "../../src/stores/store-error.ts";
import { message } from "./message-record.ts";

function meta(key: string): Change {
  return { table: "meta", record: { key, value: "1" } };
}

/** A disk whose syncs are seen, held back and failed at will. */
class Disk {
  /** Sizes of the log, at each sync. */
  readonly sizes: number[] = [];
  failure: Error | undefined;
  /** What the next syncs wait for. */
  gate: Promise<void> = Promise.resolve();
  readonly #seen = new EventTarget();

  readonly sync = async (file: FileHandle): Promise<void> => {
    this.sizes.push((await file.stat()).size);
    this.#seen.dispatchEvent(new Event("sync"));
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    await file.datasync();
  };

  async nextSync(): Promise<void> {
    await once(this.#seen, "sync");
  }
}

describe("the sqlite store and its disk", () => {
  let folder: string;
  let disk: Disk;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lyceum-store-"));
    disk = new Disk();
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  function open(): Promise<SqliteStore> {
    return SqliteStore.open(folder, { syncLog: disk.sync });
  }

  function fail(): void {
    disk.failure = Object.assign(new Error("EIO: i/o error, fdatasync"), { errno: -5, code: "EIO", syscall: "fdatasync" });
  }

  it("has a commit wait until the log is on disk, and serves reads meanwhile", async () => {
    await using store = await open();
    const gate = Promise.withResolvers<void>();
    disk.gate = gate.promise;
    const order: string[] = [];
    const synced = disk.nextSync();
    const commit = store.commit([{ table: "messages", record: message(1), body: new Uint8Array(8) }]).then(() => order.push("kept"));
    await synced;
    expect((await store.bodies([1])).size).toBe(1);
    order.push("sync done");
    gate.resolve();
    await commit;
    expect(order).toEqual(["sync done", "kept"]);
  });

  it("syncs each commit, and the log that it finds", async () => {
    await using store = await open();
    expect(disk.sizes).toHaveLength(1);
    for (let count = 2; count < 5; count += 1) {
      await store.commit([meta(`${count}`)]);
      expect(disk.sizes).toHaveLength(count);
    }
    await store.commit([]);
    expect(disk.sizes).toHaveLength(4);
  });

  it("syncs the same file for as long as it is open, through checkpoints", async () => {
    const inodes = new Set<number>();
    await using store = await SqliteStore.open(folder, {
      syncLog: async (file) => {
        inodes.add((await file.stat()).ino);
        inodes.add((await stat(join(folder, "lyceum.db-wal"))).ino);
      },
    });
    // Many times what a log has when it is written back and begun again.
    for (let key = 1; key <= 40; key += 1) {
      await store.commit([{ table: "messages", record: message(key), body: new Uint8Array(2_000_000) }]);
      await store.commit([{ table: "messages", key }]);
    }
    expect(inodes.size).toBe(1);
    expect((await stat(join(folder, "lyceum.db-wal"))).size).toBeLessThan(40_000_000);
  });

  it("waits for a quick disk in place, for a slow one elsewhere, and sees when it is quick again", async () => {
    let slow = false;
    let places = "";
    await using store = await SqliteStore.open(folder, {
      syncLog: (_file, here) => {
        places += here ? "h" : "e";
        const untilMs = performance.now() + (slow ? 5 : 0);
        while (performance.now() < untilMs);
      },
    });
    const commits = async (count: number) => {
      places = "";
      for (let done = 0; done < count; done += 1) await store.commit([meta("a")]);
      return places;
    };
    // A machine with much else to do may be slow at any time, but not for long.
    await vi.waitUntil(async () => (await commits(10)) === "hhhhhhhhhh");
    slow = true;
    expect(await commits(12)).toBe("hheheeheeeeh");
    slow = false;
    await vi.waitUntil(async () => (await commits(10)) === "hhhhhhhhhh");
  });

  it("refuses a commit whose sync fails, and keeps it when it is tried again", async () => {
    const large = { table: "messages", record: message(1), body: new Uint8Array(100_000) } as const;
    const changes = [large, meta("a"), { table: "meta", key: "b" }] as const;
    const store = await open();
    await store.commit([meta("b")]);
    fail();
    for (let attempt = 0; attempt < 3; attempt += 1) await expect(store.commit(changes)).rejects.toBe(disk.failure);
    disk.failure = undefined;
    await store.commit(changes);
    await store.commit([{ table: "messages", record: message(1, { state: "leased" }) }]);
    await store[Symbol.asyncDispose]();

    await using reopened = await open();
    expect([...reopened.load("messages")]).toEqual([message(1, { state: "leased" })]);
    expect([...reopened.load("meta")]).toEqual([{ key: "a", value: "1" }]);
    expect((await reopened.bodies([1])).get(1)).toHaveLength(100_000);
  });

  it("trusts a log of which a sync failed no more: it is written back and emptied before the next commit", async () => {
    await using store = await open();
    await store.commit([{ table: "messages", record: message(1), body: new Uint8Array(500_000) }]);
    fail();
    await expect(store.commit([meta("a")])).rejects.toThrow("EIO");
    disk.failure = undefined;
    await store.commit([meta("a")]);
    await store.commit([meta("b")]);
    const [, , failed, mended, next] = disk.sizes;
    expect(failed).toBeGreaterThan(500_000);
    expect(mended).toBeLessThan(50_000);
    expect((await stat(join(folder, "lyceum.db"))).size).toBeGreaterThan(500_000);
    // Once is enough.
    expect(next).toBeGreaterThan(mended!);
  });

  it("takes nothing until such a log is written back", async () => {
    await using store = await open();
    await store.commit([meta("a"), meta("b")]);
    fail();
    await expect(store.commit([meta("c")])).rejects.toThrow("EIO");
    disk.failure = undefined;
    const syncs = disk.sizes.length;
    // A read that is under way keeps SQLite from writing the log back.
    const reading = store.load("meta")[Symbol.iterator]();
    reading.next();
    await expect(store.commit([meta("d")])).rejects.toThrow("locked");
    await expect(store.commit([meta("d")])).rejects.toThrow("locked");
    expect(disk.sizes).toHaveLength(syncs);
    reading.return!();
    await store.commit([meta("d")]);
    expect([...store.load("meta")].map((record) => record.key)).toEqual(["a", "b", "c", "d"]);
  });

  it("ends what is under way when it is disposed of", async () => {
    const store = await SqliteStore.open(folder);
    const commit = store.commit([meta("a")]);
    await store[Symbol.asyncDispose]();
    await commit;
    await using reopened = await open();
    expect([...reopened.load("meta")]).toHaveLength(1);
  });

  it("does not open on a disk that takes nothing, says so, and leaves no lock", async () => {
    fail();
    const opening = open();
    await expect(opening).rejects.toThrow(StoreError);
    await expect(opening).rejects.toThrow(/^cannot open .*lyceum\.db \(EIO: i\/o error, fdatasync\): see that/);
    disk.failure = undefined;
    await using store = await open();
    await store.commit([meta("a")]);
  });
});
