import { describe, expect, it } from "vitest";
import { agentId, ExchangeBench, userId } from "../support/exchange.ts";

const alice = userId("alice");
const worker = agentId("worker");

function bench(limits = {}): ExchangeBench {
  const made = new ExchangeBench(limits);
  made.register(alice, worker);
  return made;
}

describe("delivery", () => {
  it("keeps a request until somebody listens, in order", async () => {
    const b = bench();
    for (const id of ["a", "b", "c"]) b.send(alice, worker, id);
    const host = b.listen(worker);
    await b.settle();
    expect(host.log).toEqual(["action a#1", "action b#1", "action c#1"]);
  });

  it("hands nothing on before its commit", async () => {
    const b = bench();
    const host = b.listen(worker);
    b.send(alice, worker, "a");
    expect(host.log).toEqual([]);
    await b.settle();
    expect(host.log).toEqual(["action a#1"]);
  });

  it("brings the answer to the requester with the request's id and label", async () => {
    const b = bench();
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    b.send(alice, worker, "a", { label: "mine" });
    await b.settle();
    host.respond("a", "42");
    await b.settle();
    expect(caller.log).toEqual(["response a#1 ok"]);
    expect(caller.got[0]?.header).toMatchObject({ label: "mine", src: worker, dest: alice });
    expect(new TextDecoder().decode(caller.got[0]?.body)).toBe("42");
  });

  it("delivers no more requests than there are credits, and control messages without any", async () => {
    const b = bench();
    const host = b.listen(worker, { credits: 1 });
    b.send(alice, worker, "a");
    b.send(alice, worker, "b");
    b.send(alice, worker, "p", { kind: "ping", action: "" });
    await b.settle();
    expect(host.log).toEqual(["action a#1", "ping p#1"]);
    b.exchange.sessions.grant(host.session, 1);
    await b.settle();
    expect(host.log.at(-1)).toBe("action b#1");
  });

  it("gives a credit back by settling where no credits are granted by hand", async () => {
    const b = bench();
    const host = b.listen(worker, { credits: 1, returnsCredits: true });
    for (const id of ["a", "b", "c"]) b.send(alice, worker, id);
    await b.settle();
    expect(host.log).toEqual(["action a#1"]);
    host.settle("acknowledge", "a");
    await b.settle();
    host.respond("b");
    await b.settle();
    expect(host.log).toEqual(["action a#1", "action b#1", "action c#1"]);
  });

  it("answers exactly once: a second answer is counted and dropped [J12] [J13]", async () => {
    const b = bench();
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    b.send(alice, worker, "a");
    await b.settle();
    host.respond("a", "1");
    host.respond("a", "2");
    await b.settle();
    expect(caller.log).toEqual(["response a#1 ok"]);
    expect(b.stats(worker)).toMatchObject({ completed: 1, droppedAnswers: 1 });
  });

  it("takes the same request sent twice as one", async () => {
    const b = bench();
    const host = b.listen(worker);
    b.send(alice, worker, "a");
    b.send(alice, worker, "a");
    await b.settle();
    expect(host.log).toEqual(["action a#1"]);
    expect(() => b.send(alice, worker, "a", { text: "[1, 2]" })).toThrow(expect.objectContaining({ kind: "id_reused" }));
  });

  it("gives released messages back without counting the delivery, in their order", async () => {
    const b = bench();
    const host = b.listen(worker);
    for (const id of ["a", "b", "c"]) b.send(alice, worker, id);
    await b.settle();
    host.settle("release", "b");
    host.settle("release", "a");
    await b.settle();
    expect(host.log.slice(3)).toEqual(["action b#1", "action a#1"]);
  });

  it("answers what the listener does not accept with incompatible_protocol, garbage too [J29] [case 33]", async () => {
    const b = bench();
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    b.send(alice, worker, "a", { protocol: "academy/1" });
    b.send(alice, worker, "b", { protocol: "\u0000not a version" });
    b.send(alice, worker, "c");
    await b.settle();
    expect(host.log).toEqual(["action c#1"]);
    expect(caller.log).toEqual(["response a#1 incompatible_protocol", "response b#1 incompatible_protocol"]);
  });

  it("refuses what is too large, and turns a result that is too large into a failure [J15] [J24] [case 28]", async () => {
    const b = bench({ maxBodyBytes: 100 });
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    expect(() => b.send(alice, worker, "big", { body: new Uint8Array(101) })).toThrow(
      expect.objectContaining({ kind: "message_too_large", facts: { size: "101", limit: "100" }, retryDelayMs: undefined }),
    );
    b.send(alice, worker, "fits", { body: new Uint8Array(100) });
    await b.settle();
    expect(() => host.respond("fits", "x".repeat(101))).toThrow(expect.objectContaining({ kind: "message_too_large" }));
    await b.settle();
    expect(caller.log).toEqual(["response fits#1 failed"]);
    expect(caller.got[0]?.header.failure).toMatchObject({ type: "ResultTooLarge", nonRetryable: true });
  });

  it("bounds a mailbox by number and by bytes, and says when to try again [case 5] [case 9]", async () => {
    const b = bench({ maxMailboxMessages: 2, maxMailboxBytes: 50 });
    const bob = userId("bob");
    b.register(bob);
    b.send(alice, worker, "a", { body: new Uint8Array(30) });
    expect(() => b.send(bob, worker, "b", { body: new Uint8Array(30) })).toThrow(
      expect.objectContaining({ kind: "mailbox_full", retryDelayMs: 250 }),
    );
    b.send(bob, worker, "c");
    expect(() => b.send(bob, worker, "d")).toThrow(expect.objectContaining({ kind: "mailbox_full" }));
    const host = b.listen(worker);
    await b.settle();
    host.respond("a");
    b.send(alice, worker, "d");
    await b.settle();
    expect(host.log).toEqual(["action a#1", "action c#1", "action d#1"]);
  });

  it("leaves half of a mailbox to the other senders when one floods it", async () => {
    const b = bench({ maxMailboxMessages: 10 });
    const bob = userId("bob");
    b.register(bob);
    for (let index = 0; index < 5; index += 1) b.send(alice, worker, `a${index}`);
    expect(() => b.send(alice, worker, "a5")).toThrow(expect.objectContaining({ kind: "mailbox_full" }));
    for (let index = 0; index < 5; index += 1) b.send(bob, worker, `b${index}`);
    const host = b.listen(worker);
    await b.settle();
    expect(host.got).toHaveLength(10);
    host.respond("a0");
    b.send(alice, worker, "a5");
    await b.settle();
    expect(host.log.at(-1)).toBe("action a5#1");
  });

  it("does not deadlock two full mailboxes that call each other: answers always fit", async () => {
    const b = bench({ maxMailboxMessages: 1 });
    const other = agentId("other");
    b.register(other);
    const [one, two] = [b.listen(worker), b.listen(other)];
    b.send(worker, other, "x");
    b.send(other, worker, "y");
    await b.settle();
    one.respond("y");
    two.respond("x");
    await b.settle();
    expect(one.log).toContain("response x#1 ok");
    expect(two.log).toContain("response y#1 ok");
  });

  it("bounds the unanswered requests and unread answers of a sender, over a restart too", async () => {
    const b = bench({ maxOutstanding: 2 });
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    b.send(alice, worker, "a");
    b.send(alice, worker, "b");
    expect(() => b.send(alice, worker, "c")).toThrow(expect.objectContaining({ kind: "too_many_outstanding" }));
    await b.settle();
    host.respond("a");
    await b.clock.advance(5);
    await b.settle();
    expect(() => b.send(alice, worker, "c")).toThrow(expect.objectContaining({ kind: "too_many_outstanding" }));
    b.restart();
    expect(() => b.send(alice, worker, "c")).toThrow(expect.objectContaining({ kind: "too_many_outstanding" }));
    const again = b.listen(alice, { resume: caller.ref() });
    await b.settle();
    again.settle("acknowledge", "a");
    b.send(alice, worker, "c");
    const next = b.listen(worker, { resume: host.ref([host.sequenceOf("b")]) });
    await b.settle();
    expect(next.log).toEqual(["action c#1"]);
  });

  it("keeps no more bodies in memory than allowed, and delivers the others from the store", async () => {
    const b = bench({ residentBodyBytes: 10 });
    for (let index = 0; index < 20; index += 1) b.send(alice, worker, `m${index}`, { text: `body-${index}` });
    await b.settle();
    const host = b.listen(worker);
    await b.settle();
    expect(host.got.map(({ body }) => new TextDecoder().decode(body))).toEqual(Array.from({ length: 20 }, (_, index) => `body-${index}`));
  });

  it("leases no more to a slow reader than fits its buffer", async () => {
    const b = bench();
    const slow = b.listen(worker, { credits: 100_000, sink: { wake: () => undefined, linger: () => undefined } });
    for (let index = 0; index < 3_000; index += 1) b.send(alice, worker, `m${index}`);
    await b.settle();
    expect(slow.session.held.size).toBe(1_024);
    b.exchange.sessions.take(slow.session, 500, 1e9);
    expect(slow.session.held.size).toBe(1_524);
  });

  it("counts what a mailbox did [J27]", async () => {
    const b = bench();
    const host = b.listen(worker);
    for (const id of ["a", "b", "c"]) b.send(alice, worker, id);
    await b.settle();
    host.respond("a");
    host.cut();
    b.send(alice, worker, "d");
    await b.settle();
    expect(b.stats(worker)).toMatchObject({ incoming: 4, completed: 1, inProgress: 2, queued: 1 });
    expect(b.stats(alice)).toMatchObject({ outgoing: 4 });
    b.terminate(worker);
    expect(b.stats(worker)).toMatchObject({ inProgress: 0, queued: 0 });
  });
});
