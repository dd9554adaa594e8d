import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tableNames } from "../../src/core/store.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { SqliteStore } from "../../src/stores/sqlite.ts";
import { APPLICATION_ID, migrations } from "../../src/stores/sqlite-schema.ts";
import { StoreError } from "../../src/stores/store-error.ts";
import { message } from "./message-record.ts";
import { describeStore } from "./store.ts";

async function temporaryFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), "lyceum-store-"));
}

describeStore("memory", async () => {
  const store = new MemoryStore();
  return { open: async () => store, [Symbol.asyncDispose]: async () => {} };
});

describeStore("sqlite", async () => {
  const folder = await temporaryFolder();
  return {
    open: () => SqliteStore.open(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
});

describe("the sqlite store", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  function edit(sql: string): void {
    using database = new DatabaseSync(join(folder, "lyceum.db"));
    database.exec(sql);
  }

  it("keeps all of a commit or none when the disk is full, and goes on once there is room", async () => {
    await using store = await SqliteStore.open(folder, { maxBytes: 1_048_576 });
    await store.commit([
      { table: "messages", record: message(1), body: new Uint8Array(600_000) },
      { table: "messages", record: message(2), body: new Uint8Array(8) },
    ]);
    const tooMuch = store.commit([
      { table: "messages", record: message(2, { state: "leased" }) },
      { table: "meta", record: { key: "a", value: "1" } },
      { table: "messages", key: 1 },
      { table: "messages", record: message(3), body: new Uint8Array(900_000) },
    ]);
    await expect(tooMuch).rejects.toThrow("database or disk is full");
    expect([...store.load("messages")]).toEqual([message(1), message(2)]);
    expect([...store.load("meta")]).toEqual([]);
    expect((await store.bodies([1, 3])).get(1)).toHaveLength(600_000);

    await store.commit([{ table: "messages", key: 1 }]);
    await store.commit([{ table: "messages", record: message(3), body: new Uint8Array(900_000) }]);
    expect((await store.bodies([1, 2, 3])).size).toBe(2);
  });

  it("undoes a commit of which one change is refused", async () => {
    await using store = await SqliteStore.open(folder);
    const refused = { key: Symbol("no key") as unknown as string, value: "1" };
    const commit = store.commit([
      { table: "meta", record: { key: "a", value: "1" } },
      { table: "meta", record: refused },
    ]);
    await expect(commit).rejects.toThrow();
    expect([...store.load("meta")]).toEqual([]);
    await store.commit([{ table: "meta", record: { key: "b", value: "1" } }]);
    expect([...store.load("meta")]).toEqual([{ key: "b", value: "1" }]);
  });

  it("loses nothing that was acknowledged when its process is killed", async () => {
    const writer = spawn(process.execPath, [join(import.meta.dirname, "store-writer.ts"), folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(writer, "exit");
    let acknowledged = 0;
    for await (const line of createInterface(writer.stdout)) {
      acknowledged = Number(line);
      if (acknowledged === 200) writer.kill("SIGKILL");
    }
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(acknowledged).toBeGreaterThanOrEqual(200);

    await using store = await SqliteStore.open(folder);
    const kept = [...store.load("messages")].map((record) => record.key);
    const expected = Array.from({ length: acknowledged }, (_, at) => at + 1);
    expect(kept.slice(0, acknowledged)).toEqual(expected);
    expect((await store.bodies(expected)).size).toBe(acknowledged);
  });

  it("refuses a second server, and lets one in when the first is gone", async () => {
    const first = await SqliteStore.open(folder);
    await expect(SqliteStore.open(folder)).rejects.toThrow(
      new StoreError(`another server uses the data folder ${folder}: stop it, or name another data folder`),
    );
    await first.commit([{ table: "meta", record: { key: "a", value: "1" } }]);
    await first[Symbol.asyncDispose]();
    await using second = await SqliteStore.open(folder);
    expect([...second.load("meta")]).toEqual([{ key: "a", value: "1" }]);
  });

  it("refuses a second server in another process", async () => {
    await using _store = await SqliteStore.open(folder);
    const writer = spawn(process.execPath, [join(import.meta.dirname, "store-writer.ts"), folder], { stdio: ["ignore", "ignore", "pipe"] });
    const ended = once(writer, "exit");
    let output = "";
    for await (const chunk of writer.stderr) output += chunk;
    expect(await ended).toEqual([1, null]);
    expect(output).toContain("another server uses the data folder");
  });

  it("refuses the schema of a newer server, and leaves it alone", async () => {
    await (await SqliteStore.open(folder))[Symbol.asyncDispose]();
    edit("PRAGMA user_version = 99");
    await expect(SqliteStore.open(folder)).rejects.toThrow(/has schema 99, this server knows schemas up to \d+: run the newer server/);
    edit(`PRAGMA user_version = ${migrations.length}`);
    await using store = await SqliteStore.open(folder);
    expect([...store.load("meta")]).toEqual([]);
  });

  it.each(migrations.map((_, index) => index + 1))("brings schema %i up to date, and keeps what is there", async (version) => {
    for (const sql of migrations.slice(0, version)) edit(sql);
    edit(`PRAGMA user_version = ${version}; PRAGMA application_id = ${APPLICATION_ID}`);
    edit(`INSERT INTO meta VALUES ('kept', '{"key": "kept", "value": "1"}')`);
    await using store = await SqliteStore.open(folder);
    for (const table of tableNames) expect([...store.load(table)]).toHaveLength(table === "meta" ? 1 : 0);
  });

  it("refuses the database of another program", async () => {
    edit("CREATE TABLE notes (text TEXT)");
    await expect(SqliteStore.open(folder)).rejects.toThrow("is not a Lyceum database: move it away");
  });

  it("refuses a file that is no database", async () => {
    await writeFile(join(folder, "lyceum.db"), "Dear diary, ".repeat(1_000));
    await expect(SqliteStore.open(folder)).rejects.toThrow(/is damaged or no database/);
  });

  it("says what to do when its folder cannot be made", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(SqliteStore.open(join(folder, "file", "data"))).rejects.toThrow(/^cannot write to the data folder .*: make it writable/);
  });

  it("keeps its file to its owner", async () => {
    const data = join(folder, "data");
    await using store = await SqliteStore.open(data);
    await store.commit([{ table: "meta", record: { key: "a", value: "1" } }]);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    for (const file of ["lyceum.db", "lyceum.db-wal"]) expect((await stat(join(data, file))).mode & 0o077).toBe(0);
  });

  it("throws after disposal", async () => {
    const store = await SqliteStore.open(folder);
    await store[Symbol.asyncDispose]();
    await expect(store.commit([{ table: "meta", key: "a" }])).rejects.toThrow();
  });
});
