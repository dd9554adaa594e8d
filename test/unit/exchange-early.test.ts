import { describe, expect, it } from "vitest";
import type { Change } from "../../src/core/store.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { agentId, answer, ExchangeBench, envelope, userId } from "../support/exchange.ts";

const alice = userId("alice");
const worker = agentId("worker");

/** A store that notes its commits. */
class NotedStore extends MemoryStore {
  readonly commits: string[][] = [];
  /** Whether the next commit comes too late, since the server crashes first. */
  losesNext = false;

  override async commit(changes: readonly Change[]): Promise<void> {
    if (this.losesNext) {
      this.losesNext = false;
      await new Promise(() => undefined);
    }
    this.commits.push(changes.map((change) => `${"record" in change ? "put" : "remove"} ${change.table}`));
    await super.commit(changes);
  }
}

/** An exchange with a caller and a host whose action `safe` alone may run twice; what they came with is kept. */
async function hosted() {
  const store = new NotedStore();
  const b = new ExchangeBench({}, store);
  b.register(alice, worker);
  const caller = b.listen(alice);
  const host = b.listen(worker);
  host.session.redeliverable = new Set(["safe"]);
  await b.settle();
  store.commits.length = 0;
  return { b, store, caller, host };
}

describe("what may run twice", () => {
  it("is delivered and answered before it is kept; what came and went meanwhile is never written", async () => {
    const { b, store, caller, host } = await hosted();
    b.send(alice, worker, "a", { action: "safe" });
    expect(host.log).toEqual(["action a#1"]);
    host.respond("a");
    expect(caller.log).toEqual(["response a#1 ok"]);
    caller.settle("acknowledge", "a");
    await b.settle();
    expect(store.commits).toEqual([]);
    await b.clock.advance(5);
    await b.settle();
    expect(store.commits).toEqual([]);
    expect([...store.load("messages")]).toEqual([]);
  });

  it("is kept a little later, and comes again after a crash", async () => {
    const { b, store, host } = await hosted();
    b.send(alice, worker, "a", { action: "safe", text: "body" });
    await b.settle();
    expect(store.commits).toEqual([]);
    await b.clock.advance(5);
    await b.settle();
    expect(store.commits).toEqual([["put messages"]]);
    b.restart();
    const again = b.listen(worker, { resume: host.ref() });
    await b.settle();
    expect(again.log).toEqual(["action a#1"]);
    expect(new TextDecoder().decode(again.got[0]?.body)).toBe("body");
  });

  it("is kept with what cannot wait", async () => {
    const { b, store, host } = await hosted();
    b.send(alice, worker, "a", { action: "safe" });
    b.send(alice, worker, "b", { action: "move" });
    expect(host.log).toEqual(["action a#1"]);
    await b.settle();
    expect(store.commits).toEqual([["put messages", "put messages"]]);
    expect(host.log).toEqual(["action a#1", "action b#1"]);
  });

  it("is kept first where it cannot be delivered at once", async () => {
    const { b, store, host } = await hosted();
    host.session.credits = 0;
    b.send(alice, worker, "a", { action: "safe" });
    await b.settle();
    expect(store.commits).toEqual([["put messages"]]);
    b.exchange.sessions.grant(host.session, 1);
    expect(host.log).toEqual([]);
    await b.settle();
    expect(host.log).toEqual(["action a#1"]);
  });

  it("is answered at once where its requester does not listen: the answer is kept first", async () => {
    const { b, store, caller, host } = await hosted();
    b.send(alice, worker, "a", { action: "safe" });
    caller.cut();
    host.respond("a");
    await b.settle();
    expect(store.commits).toEqual([["put messages"]]);
    const again = b.listen(alice, { resume: caller.ref() });
    await b.settle();
    expect(again.log).toEqual(["response a#1 ok"]);
  });

  it("has what was taken of a session kept with it, not before", async () => {
    const { b, store, caller, host } = await hosted();
    const send = envelope(alice, worker, "a", { action: "safe" });
    b.exchange.items.take(caller.session, [{ sequence: 1, read: () => ({ send }) }], () => undefined, true);
    expect(host.log).toEqual(["action a#1"]);
    await b.settle();
    expect(store.commits).toEqual([]);
    expect(caller).toMatchObject({ lingered: 0, takenThrough: 0 });
    await b.clock.advance(5);
    await b.settle();
    expect(store.commits).toEqual([["put messages", "put sessions"]]);
    expect(caller.lingered).toBe(1);
    b.exchange.settling.settle(host.session, { kind: "respond", sequence: host.sequenceOf("a"), answer: answer("1") });
    expect(caller.log).toEqual(["response a#1 ok"]);
    expect(caller.takenThrough).toBe(1);
  });
});

describe("an answer", () => {
  it("is delivered before it is kept, and given again by its host after a crash: its caller hears one", async () => {
    const { b, store, caller, host } = await hosted();
    b.send(alice, worker, "a", { action: "move" });
    expect(host.log).toEqual([]);
    await b.settle();
    host.respond("a", "1");
    expect(caller.log).toEqual(["response a#1 ok"]);
    store.losesNext = true;
    await b.clock.advance(5);
    await b.settle();
    b.restart();
    const [callerAgain, hostAgain] = [
      b.listen(alice, { resume: caller.ref() }),
      b.listen(worker, { resume: host.ref([host.sequenceOf("a")]) }),
    ];
    b.exchange.settling.settle(hostAgain.session, { kind: "respond", sequence: host.sequenceOf("a"), answer: answer("1") });
    await b.settle();
    expect(callerAgain.log).toEqual(["response a#1 ok"]);
    callerAgain.settle("acknowledge", "a");
    await b.clock.advance(5);
    await b.settle();
    expect([...store.load("messages")]).toEqual([]);
  });

  it("is kept first where its requester does not listen", async () => {
    const { b, caller, host } = await hosted();
    b.send(alice, worker, "a", { action: "move" });
    await b.settle();
    caller.cut();
    host.respond("a");
    await b.settle();
    b.restart();
    const again = b.listen(alice, { resume: caller.ref() });
    await b.settle();
    expect(again.log).toEqual(["response a#1 ok"]);
  });
});
