import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NO_RETRIES, type RunEventRecord, type RunRecord } from "../../src/core/run.ts";
import type { Change, MailboxRecord, Store, Tables } from "../../src/core/store.ts";
import { tableNames } from "../../src/core/store.ts";
import { agent, message, user } from "./message-record.ts";

/** A place where a store keeps its records, and how to open the store on it; again after disposal too. */
export interface StorePlace extends AsyncDisposable {
  open(): Promise<Store>;
}

function mailbox(uid: string): MailboxRecord {
  const entity = { uid, role: "agent", name: "" } as const;
  return {
    key: `default/agent/${uid}`,
    entity,
    lineage: ["Counter"],
    owner: "operator",
    account: "operator",
    createdAtMs: 1,
    order: 1,
    fence: 0,
    standing: true,
    epoch: 0,
  };
}

function run(key: string): RunRecord {
  return {
    key,
    manager: "default/",
    agent,
    agentKey: "default/agent/a1",
    kind: "counter",
    executor: "default",
    arguments: { mediaType: "application/json", data: "W10=" },
    config: {
      cancelActionsOnShutdown: true,
      raiseLoopErrorsOnShutdown: true,
      shutdownOnLoopError: true,
      terminateOnError: true,
      terminateOnSuccess: true,
      defaultMediaType: "application/json",
      allowedMediaTypes: ["application/json"],
      startTimeoutMs: 1_000,
    },
    retry: NO_RETRIES,
    state: "running",
    attempts: [{ number: 1, fence: 1, startedAtMs: 5 }],
    countedAttempts: 1,
    stopRequested: false,
    createdAtMs: 4,
    order: 1,
    revision: 7,
  };
}

function event(revision: number): RunEventRecord {
  return { key: `default//${String(revision).padStart(16, "0")}`, manager: "default/", revision, atMs: 1, run: run("r1") };
}

function meta(key: string, value: string): Change {
  return { table: "meta", record: { key, value } };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The contract of a store. */
export function describeStore(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`store: ${name}`, () => {
    let place: StorePlace;
    let store: Store;

    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
    });

    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    });

    async function reopen(): Promise<void> {
      await store[Symbol.asyncDispose]();
      store = await place.open();
    }

    async function body(key: number): Promise<Uint8Array | undefined> {
      return (await store.bodies([key])).get(key);
    }

    it("is empty at first, in each table", () => {
      for (const table of tableNames) expect([...store.load(table)]).toEqual([]);
    });

    it("gives every record back as it was", async () => {
      const records: Tables = {
        meta: { key: "token-key", value: "secret" },
        mailboxes: mailbox("a1"),
        messages: message(1, { state: "dead", session: "s1", attempt: 2, deadlineAtMs: 9, deadStatus: "expired", deadAtMs: 10 }),
        sessions: {
          key: "s1",
          mailbox: "default/agent/a1",
          resumeToken: "r",
          epoch: 2,
          fence: 1,
          protocols: ["lyceum/1"],
          takenThrough: 12,
          refusals: [{ sequence: 4, kind: "mailbox_full", message: "full", facts: { limit: "1" } }],
          windowMs: 10_000,
        },
        repeats: { key: "default/u1/t1", digest: "d", reply: "{}", untilMs: 4 },
        managers: {
          key: "default/m1",
          order: 1,
          managerId: "m1",
          namespace: "default",
          owner: "operator",
          user,
          state: "open",
          executors: [{ name: "default", template: "threads", places: 4 }],
          retry: NO_RETRIES,
          orphanPolicy: "close",
          graceMs: 5,
          revision: 7,
          createdAtMs: 2,
        },
        runs: run("r1"),
        events: event(7),
        shares: { key: "default/agent/a1 lab", mailbox: "default/agent/a1", group: "lab", rights: ["read", "send"] },
        accounts: { key: "account/ada", role: "member", groups: ["lab"] },
      };
      await store.commit(tableNames.map((table) => ({ table, record: records[table] })));
      await reopen();
      for (const table of tableNames) expect([...store.load(table)]).toEqual([records[table]]);
    });

    it("gives a record without its optional fields back without them", async () => {
      const bare = message(1);
      const { terminate: _terminate, status: _status, failure: _failure, ...header } = bare.header;
      const { queueUntilMs: _queueUntilMs, ...rest } = bare;
      await store.commit([{ table: "messages", record: { ...rest, header }, body: bytes("x") }]);
      await reopen();
      const [loaded] = [...store.load("messages")];
      expect(loaded).toEqual({ ...rest, header });
      expect(loaded!.header.terminate).toBeUndefined();
      expect(loaded!.queueUntilMs).toBeUndefined();
    });

    it("loads messages by number and the others by text", async () => {
      await store.commit([100, 9, 10, 1].map((key) => ({ table: "messages", record: message(key), body: bytes("x") })));
      await store.commit([meta("b", "2"), meta("a/10", "1"), meta("ｚ", "4"), meta("😀", "5"), meta("a/9", "3"), meta("é", "6")]);
      await store.commit([event(10), event(9)].map((record) => ({ table: "events", record })));
      expect([...store.load("messages")].map((record) => record.key)).toEqual([1, 9, 10, 100]);
      expect([...store.load("meta")].map((record) => record.key)).toEqual(["a/10", "a/9", "b", "é", "ｚ", "😀"]);
      expect([...store.load("events")].map((record) => record.revision)).toEqual([9, 10]);
    });

    it("replaces the record of a key", async () => {
      await store.commit([meta("a", "1"), meta("b", "1")]);
      await store.commit([meta("a", "2")]);
      await store.commit([{ table: "messages", record: message(1), body: bytes("abc") }]);
      const acknowledged = message(1, { state: "acknowledged", session: "s1", attempt: 1, queueUntilMs: undefined });
      await store.commit([{ table: "messages", record: acknowledged }]);
      await reopen();
      expect([...store.load("meta")]).toEqual([
        { key: "a", value: "2" },
        { key: "b", value: "1" },
      ]);
      expect([...store.load("messages")]).toEqual([acknowledged]);
    });

    it("removes records, and takes the removal of an unknown one", async () => {
      await store.commit([meta("a", "1"), meta("b", "1"), { table: "messages", record: message(1), body: bytes("abc") }]);
      await store.commit([
        { table: "meta", key: "a" },
        { table: "meta", key: "never" },
        { table: "messages", key: 1 },
        { table: "messages", key: 77 },
      ]);
      await reopen();
      expect([...store.load("meta")]).toEqual([{ key: "b", value: "1" }]);
      expect([...store.load("messages")]).toEqual([]);
      expect(await body(1)).toBeUndefined();
    });

    it("takes an empty commit", async () => {
      await store.commit([]);
      expect([...store.load("meta")]).toEqual([]);
    });

    // Of a size below and above what a row of the message itself takes.
    describe.each([16, 100_000, 1_048_576])("with bodies of %i bytes", (size) => {
      const content = new Uint8Array(size).map((_, at) => (at * 7) % 256);

      it("keeps a body through changes of state and a restart", async () => {
        await store.commit([{ table: "messages", record: message(1), body: content }]);
        await store.commit([{ table: "messages", record: message(1, { state: "leased" }) }]);
        await reopen();
        await store.commit([{ table: "messages", record: message(1, { state: "acknowledged" }) }]);
        expect(await body(1)).toEqual(content);
      });

      it("drops a body and keeps its message", async () => {
        await store.commit([{ table: "messages", record: message(1), body: content }]);
        await reopen();
        await store.commit([{ table: "messages", record: message(1, { state: "dead" }), body: null }]);
        expect(await body(1)).toBeUndefined();
        expect([...store.load("messages")]).toEqual([message(1, { state: "dead" })]);
      });

      it("replaces a body by a smaller and by a larger one", async () => {
        await store.commit([{ table: "messages", record: message(1), body: content }]);
        await store.commit([{ table: "messages", record: message(1), body: bytes("small") }]);
        expect(await body(1)).toEqual(bytes("small"));
        await store.commit([{ table: "messages", record: message(1), body: content }]);
        await reopen();
        expect(await body(1)).toEqual(content);
      });

      it("forgets the body of a removed message, whose key may come again", async () => {
        await store.commit([{ table: "messages", record: message(1), body: content }]);
        await store.commit([{ table: "messages", key: 1 }]);
        await store.commit([{ table: "messages", record: message(1) }]);
        expect(await body(1)).toBeUndefined();
      });
    });

    it("tells an empty body from none", async () => {
      await store.commit([
        { table: "messages", record: message(1), body: new Uint8Array(0) },
        { table: "messages", record: message(2) },
        { table: "messages", record: message(3), body: null },
      ]);
      await reopen();
      const found = await store.bodies([1, 2, 3, 4]);
      expect([...found.keys()]).toEqual([1]);
      expect(found.get(1)).toEqual(new Uint8Array(0));
      expect([...store.load("messages")]).toHaveLength(3);
    });

    it("keeps a body that is a slice of a larger buffer", async () => {
      await store.commit([{ table: "messages", record: message(1), body: bytes("frame: body, rest").subarray(7, 11) }]);
      await reopen();
      expect(await body(1)).toEqual(bytes("body"));
    });

    it("gives many bodies at once, and none for none", async () => {
      const keys = Array.from({ length: 5_000 }, (_, at) => at + 1);
      await store.commit(keys.map((key) => ({ table: "messages", record: message(key), body: bytes(`body ${key}`) })));
      expect(await store.bodies([])).toEqual(new Map());
      const found = await store.bodies([...keys, 9_999]);
      expect(found.size).toBe(5_000);
      expect(found.get(4_711)).toEqual(bytes("body 4711"));
    });

    it("keeps any text in keys and records", async () => {
      const texts = ["", "\0", "a\0b", "'; DROP TABLE meta; --", "日本語 😀 e\u0301", '"\\\n\t', "x".repeat(100_000)];
      await store.commit(texts.map((text) => meta(`key ${text}`, text)));
      const label = '\0 "😀" \ud83d';
      await store.commit([{ table: "messages", record: message(1, { header: { ...message(1).header, label } }) }]);
      await reopen();
      expect(new Map([...store.load("meta")].map(({ key, value }) => [key, value]))).toEqual(
        new Map(texts.map((text) => [`key ${text}`, text])),
      );
      expect([...store.load("messages")][0]!.header.label).toBe(label);
      await store.commit(texts.map((text) => ({ table: "meta", key: `key ${text}` })));
      expect([...store.load("meta")]).toEqual([]);
    });

    it("takes 10,000 changes of all sorts in one commit", async () => {
      const keys = Array.from({ length: 5_000 }, (_, at) => at + 1);
      await store.commit([
        ...keys.map((key) => ({ table: "messages", record: message(key), body: bytes("x") }) as const),
        ...keys.map((key) => ({ table: "events", record: event(key) }) as const),
      ]);
      await store.commit([
        ...keys.filter((key) => key % 2 === 0).map((key) => ({ table: "messages", key }) as const),
        ...keys.filter((key) => key % 2 === 1).map((key) => ({ table: "messages", record: message(key, { state: "leased" }) }) as const),
        ...keys.map((key) => ({ table: "events", key: event(key).key }) as const),
      ]);
      await reopen();
      const kept = [...store.load("messages")];
      expect(kept).toHaveLength(2_500);
      expect(kept.every((record) => record.key % 2 === 1 && record.state === "leased")).toBe(true);
      expect([...store.load("events")]).toEqual([]);
    });

    it("can be disposed of twice", async () => {
      await store.commit([meta("a", "1")]);
      await store[Symbol.asyncDispose]();
      await reopen();
      expect([...store.load("meta")]).toEqual([{ key: "a", value: "1" }]);
    });
  });
}
