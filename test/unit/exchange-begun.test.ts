import { describe, expect, it } from "vitest";
import { agentId, ExchangeBench, userId } from "../support/exchange.ts";

const alice = userId("alice");
const worker = agentId("worker");

/** An exchange with a host whose action `safe` alone may run twice. */
function hosted() {
  const b = new ExchangeBench();
  b.register(alice, worker);
  const caller = b.listen(alice);
  const host = b.listen(worker, { credits: 0 });
  host.session.redeliverable = new Set(["safe"]);
  b.exchange.sessions.grant(host.session, 100);
  return { b, caller, host };
}

/** How the messages are kept, by id. */
function kept(b: ExchangeBench): Record<string, string> {
  return Object.fromEntries([...b.store.load("messages")].map(({ header, state }) => [header.id, state]));
}

describe("what counts as begun from its delivery on", () => {
  it("is what is not redeliverable, and says so; what waits here is not counted against the mailbox", async () => {
    const { b, host } = hosted();
    b.send(alice, worker, "once", { action: "move" });
    b.send(alice, worker, "twice", { action: "safe" });
    b.send(alice, worker, "told", { action: "move", kind: "event" });
    await b.settle();
    expect(host.got.map(({ header, begun }) => [header.id, begun])).toEqual([
      ["once", true],
      ["twice", false],
      ["told", false],
    ]);
    expect(kept(b)).toEqual({ once: "begun", twice: "leased", told: "leased" });
    expect(b.exchange.mailbox("default", worker).waiting).toBe(2);
  });

  it("is answered host_lost when its session is over; the rest is delivered again", async () => {
    const { b, caller, host } = hosted();
    b.send(alice, worker, "once", { action: "move" });
    b.send(alice, worker, "twice", { action: "safe" });
    b.send(alice, worker, "told", { action: "move", kind: "event" });
    await b.settle();
    host.cut();
    await b.clock.advance(b.limits.resumeWindowMs);
    await b.settle();
    expect(caller.log).toEqual(["response once#1 host_lost"]);
    const next = b.listen(worker);
    await b.settle();
    expect(next.log).toEqual(["action twice#2", "event told#2"]);
    expect(b.exchange.mailbox("default", worker).waiting).toBe(2);
  });

  it("comes again, to its own session alone, when its listener does not have it", async () => {
    const { b, host } = hosted();
    b.send(alice, worker, "had", { action: "move", text: "1" });
    b.send(alice, worker, "lost", { action: "move", text: "2" });
    await b.settle();
    host.cut();
    b.restart();
    const again = b.listen(worker, { resume: host.ref([host.sequenceOf("had")]) });
    await b.settle();
    expect(again.log).toEqual(["action lost#1"]);
    expect(new TextDecoder().decode(again.got[0]?.body)).toBe("2");
    expect(again.got[0]?.begun).toBe(true);
  });

  it("goes back, in order, when it never left for its listener", async () => {
    const { b, caller, host } = hosted();
    b.send(alice, worker, "a", { action: "move" });
    b.send(alice, worker, "b", { action: "move" });
    const next = b.listen(worker);
    await b.settle();
    expect(host.end).toBe("superseded");
    expect(caller.log).toEqual([]);
    expect(next.log).toEqual(["action a#1", "action b#1"]);
  });

  it("goes back when its host detaches and had not begun it, or releases it", async () => {
    const { b, caller, host } = hosted();
    for (const id of ["begun", "unread", "released"]) b.send(alice, worker, id, { action: "move" });
    await b.settle();
    host.settle("release", "released");
    b.exchange.sessions.detach(host.session, [host.sequenceOf("begun")]);
    const next = b.listen(worker);
    await b.settle();
    expect(caller.log).toEqual(["response begun#1 host_lost"]);
    expect(next.log).toEqual(["action unread#1", "action released#1"]);
  });

  it("may be acknowledged and answered as what is leased", async () => {
    const { b, caller, host } = hosted();
    b.send(alice, worker, "once", { action: "move", text: "body" });
    await b.settle();
    host.settle("acknowledge", "once");
    await b.settle();
    expect(kept(b)).toEqual({ once: "acknowledged" });
    host.respond("once", "done");
    await b.settle();
    expect(caller.log).toEqual(["response once#1 ok"]);
  });

  it("ends with what a stream said: a session that is resumed leases until it hears anew", async () => {
    const { b, host } = hosted();
    host.cut();
    const again = b.listen(worker, { resume: host.ref() });
    b.send(alice, worker, "a", { action: "move" });
    await b.settle();
    expect(again.got.map(({ begun }) => begun)).toEqual([false]);
  });
});
