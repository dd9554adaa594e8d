import { beforeEach, describe, expect, it } from "vitest";
import { Journal } from "../../src/core/journal.ts";
import { Repeats } from "../../src/core/repeats.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { FakeClock } from "../support/fake-clock.ts";

const KEEP_MS = 1_000;

describe("repeats", () => {
  let clock: FakeClock;
  let store: MemoryStore;
  let journal: Journal;
  let repeats: Repeats;
  let calls: number;

  const call = () => {
    calls += 1;
    return { call: calls };
  };
  const id = (requestId: string, digest = "d", scope = "s") => ({ requestId, digest, scope });
  const open = (maxKept?: number) => new Repeats({ journal, clock, name: "requests", keepMs: KEEP_MS, maxKept });

  beforeEach(() => {
    clock = new FakeClock();
    store = new MemoryStore();
    journal = new Journal(store, clock);
    repeats = open();
    calls = 0;
  });

  it("gives a repeat the reply of the first call", () => {
    expect(repeats.once(id("a"), call)).toEqual({ call: 1 });
    expect(repeats.once(id("a"), call)).toEqual({ call: 1 });
    expect(calls).toBe(1);
  });

  it("refuses an id that stands for a call of other content", () => {
    repeats.once(id("a"), call);
    expect(() => repeats.once(id("a", "other"), call)).toThrow(expect.objectContaining({ kind: "id_reused" }));
  });

  it("never takes calls without an id, or of another scope, for repeats", () => {
    repeats.once(id(""), call);
    repeats.once(id(""), call);
    repeats.once(id("a", "d", "s1"), call);
    repeats.once(id("a", "d", "s2"), call);
    expect(calls).toBe(4);
  });

  it("does not remember a call that failed", () => {
    const fail = () => {
      throw new Error("no");
    };
    expect(() => repeats.once(id("a"), fail)).toThrow("no");
    expect(repeats.once(id("a"), call)).toEqual({ call: 1 });
  });

  it("forgets a reply when its time is over", () => {
    repeats.once(id("a"), call);
    clock.tick(KEEP_MS - 1);
    expect(repeats.once(id("a"), call)).toEqual({ call: 1 });
    clock.tick(1);
    expect(repeats.once(id("a", "other"), call)).toEqual({ call: 2 });
  });

  it("knows after a restart what was replied before, and leaves the records of others alone", async () => {
    repeats.once(id("a"), call);
    journal.put("repeats", { key: "others/x", digest: "d", reply: "1", untilMs: clock.now() + 1 });
    await journal.settled();
    const second = open();
    second.load(store.load("repeats"));
    clock.tick(1);
    expect(second.once(id("a"), call)).toEqual({ call: 1 });
    second.once(id("b"), call);
    await journal.settled();
    expect([...store.load("repeats")].map((record) => record.key)).toEqual(["others/x", "requests/s/a", "requests/s/b"]);
  });

  it("removes old replies from the store, and keeps no more than its limit", async () => {
    const small = open(2);
    for (const name of ["a", "b", "c"]) small.once(id(name), call);
    await journal.settled();
    expect([...store.load("repeats")].map((record) => record.key)).toEqual(["requests/s/b", "requests/s/c"]);
    clock.tick(KEEP_MS);
    small.once(id("d"), call);
    await journal.settled();
    expect([...store.load("repeats")].map((record) => record.key)).toEqual(["requests/s/d"]);
  });

  it("keeps no more text of replies than its limit", async () => {
    const small = new Repeats({ journal, clock, name: "requests", keepMs: KEEP_MS, maxKeptSize: 10 });
    small.keep(id("a"), "12345");
    small.keep(id("b"), "12345");
    small.keep(id("a"), "1234567");
    expect(small.find(id("b"))).toBeUndefined();
    expect(small.find(id("a"))).toBe("1234567");
    await journal.settled();
    expect([...store.load("repeats")].map((record) => record.key)).toEqual(["requests/s/a"]);
  });
});
