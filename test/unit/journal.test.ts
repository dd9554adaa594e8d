import { describe, expect, it } from "vitest";
import { Journal } from "../../src/core/journal.ts";
import type { Change, MessageState } from "../../src/core/store.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { message } from "../conformance/message-record.ts";
import { FakeClock, settle } from "../support/fake-clock.ts";

/** A store that can be told to refuse, and that notes its commits. */
class MoodyStore extends MemoryStore {
  refuses = false;
  /** What the next commits wait for. */
  slow: Promise<void> | undefined;
  readonly commits: string[][] = [];

  override async commit(changes: readonly Change[]): Promise<void> {
    await this.slow;
    if (this.refuses) throw new Error("database or disk is full");
    this.commits.push(changes.map((change) => ("record" in change ? `put ${change.record.key}` : `remove ${change.key}`)));
    await super.commit(changes);
  }
}

function journal() {
  const [store, clock] = [new MoodyStore(), new FakeClock()];
  return { store, clock, journal: new Journal(store, clock) };
}

const meta = (key: string, value = "") => ["meta", { key, value }] as const;

describe("the journal", () => {
  it("writes all of a turn in one commit, the latest change of a key alone", async () => {
    const { store, journal: j } = journal();
    j.put(...meta("a", "1"));
    j.put(...meta("b"));
    j.put(...meta("a", "2"));
    j.remove("meta", "b");
    await j.settled();
    expect(store.commits).toEqual([["put a", "remove b"]]);
    expect([...store.load("meta")]).toEqual([{ key: "a", value: "2" }]);
  });

  it("keeps what a thing is at the commit, once, with the body that it was given", async () => {
    const { store, journal: j } = journal();
    let records = 0;
    const thing = {
      key: 7,
      state: "queued" as MessageState,
      record() {
        records += 1;
        return message(7, { state: this.state });
      },
    };
    const body = Uint8Array.of(1, 2, 3);
    j.putLatest("messages", thing, body);
    thing.state = "leased";
    j.putLatest("messages", thing);
    thing.state = "acknowledged";
    await j.settled();
    expect(records).toBe(1);
    expect([...store.load("messages")].map(({ key, state }) => [key, state])).toEqual([[7, "acknowledged"]]);
    expect(await store.bodies([7])).toEqual(new Map([[7, body]]));
    j.putLatest("messages", thing, null);
    thing.state = "leased";
    await j.settled();
    expect([...store.load("messages")].map(({ state }) => state)).toEqual(["leased"]);
    expect(await store.bodies([7])).toEqual(new Map());
    j.putLatest("messages", thing);
    j.remove("messages", 7);
    await j.settled();
    expect([...store.load("messages")]).toEqual([]);
    expect(records).toBe(2);
  });

  it("calls effects after the commit of what was recorded before them, in order", async () => {
    const { store, journal: j } = journal();
    const told: string[] = [];
    j.put(...meta("a"));
    j.afterCommit(() => {
      told.push(`one after ${store.commits.length}`);
      j.put(...meta("b"));
      j.afterCommit(() => told.push(`three after ${store.commits.length}`));
    });
    j.afterCommit(() => told.push(`two after ${store.commits.length}`));
    expect(told).toEqual([]);
    await j.settled();
    await settle();
    expect(told).toEqual(["one after 1", "two after 1", "three after 2"]);
  });

  it("is settled at once when there is nothing to keep", async () => {
    await expect(journal().journal.settled()).resolves.toBeUndefined();
  });

  it("lets nobody who asks while a commit is under way wait for a store that then refuses it", async () => {
    const { store, clock, journal: j } = journal();
    const commit = Promise.withResolvers<void>();
    store.slow = commit.promise;
    j.put(...meta("a"));
    await settle();
    const asked = j.settled();
    commit.reject(new Error("disk full"));
    await expect(asked).rejects.toMatchObject({ kind: "store_unavailable" });
    store.slow = undefined;
    await clock.advance(250);
    await expect(j.settled()).resolves.toBeUndefined();
  });

  it("tells callers that the store refuses, keeps what was recorded, and goes on when it can", async () => {
    const { store, clock, journal: j } = journal();
    const told: string[] = [];
    store.refuses = true;
    j.put(...meta("a"));
    j.afterCommit(() => told.push("kept"));
    await expect(j.settled()).rejects.toMatchObject({ kind: "store_unavailable", retryDelayMs: 250 });
    expect(() => j.assertWritable()).toThrow(expect.objectContaining({ kind: "store_unavailable" }));
    await expect(j.settled()).rejects.toMatchObject({ kind: "store_unavailable" });
    j.put(...meta("b"));
    await clock.advance(1_000);
    expect(told).toEqual([]);
    store.refuses = false;
    await clock.advance(250);
    expect(told).toEqual(["kept"]);
    expect(() => j.assertWritable()).not.toThrow();
    await expect(j.settled()).resolves.toBeUndefined();
    expect([...store.load("meta")].map(({ key }) => key)).toEqual(["a", "b"]);
  });
});
