import { describe, expect, it } from "vitest";
import { entityKey } from "../../src/core/entity.ts";
import type { Delivery } from "../../src/core/message.ts";
import { agentId, answer, ExchangeBench, envelope, NAMESPACE, userId } from "../support/exchange.ts";

const alice = userId("alice");
const worker = agentId("worker");

function bench(limits = {}): ExchangeBench {
  const made = new ExchangeBench(limits);
  made.register(alice, worker);
  return made;
}

describe("terminate", () => {
  it("answers all that is unanswered, queued, leased or acknowledged, in one step [case 8]", async () => {
    const b = bench();
    const [host, caller] = [b.listen(worker, { credits: 2 }), b.listen(alice)];
    for (const id of ["acked", "leased", "queued"]) b.send(alice, worker, id);
    await b.settle();
    host.settle("acknowledge", "acked");
    expect(b.terminate(worker)).toBe("terminated");
    await b.settle();
    expect(caller.log.sort()).toEqual([
      "response acked#1 mailbox_terminated",
      "response leased#1 mailbox_terminated",
      "response queued#1 mailbox_terminated",
    ]);
    expect(host.end).toBe("mailbox_terminated");
    expect(() => b.send(alice, worker, "late")).toThrow(expect.objectContaining({ kind: "mailbox_terminated" }));
    expect(() => b.listen(worker)).toThrow(expect.objectContaining({ kind: "mailbox_terminated" }));
  });

  it("leaves an unknown id missing, and an ended one ended [J21]", () => {
    const b = bench();
    expect(b.terminate(agentId("nobody"))).toBe("missing");
    expect(b.exchange.look(entityKey(NAMESPACE, agentId("nobody")))).toBeUndefined();
    b.terminate(worker);
    expect(b.terminate(worker)).toBe("terminated");
  });

  it("never brings a terminated id back, also after a restart [J22]", async () => {
    const b = bench();
    b.terminate(worker);
    await b.settle();
    b.restart();
    expect(() => b.register(worker)).toThrow(expect.objectContaining({ kind: "mailbox_terminated" }));
    expect(b.exchange.look(entityKey(NAMESPACE, worker))).toMatchObject({ status: "terminated" });
  });

  it("takes an answer after the termination as late: the requester's listener lives on [J13]", async () => {
    const b = bench();
    const other = agentId("other");
    b.register(other);
    const [host, otherHost, caller] = [b.listen(worker), b.listen(other), b.listen(alice)];
    b.send(alice, worker, "a");
    await b.settle();
    b.terminate(worker);
    host.respond("a");
    b.send(alice, other, "b");
    await b.settle();
    otherHost.respond("b");
    await b.settle();
    expect(caller.log).toEqual(["response a#1 mailbox_terminated", "response b#1 ok"]);
  });

  it("ends a mailbox that holds a request from itself, and one with queued answers [J37]", async () => {
    const b = bench();
    b.send(worker, worker, "self");
    b.send(worker, alice, "to a user");
    const user = b.listen(alice);
    await b.settle();
    user.respond("to a user");
    await b.settle();
    expect(b.terminate(worker)).toBe("terminated");
    await b.settle();
    expect([...b.store.load("messages")]).toEqual([]);
  });

  it("keeps requests of a terminated sender; their answers are counted and dropped [J30] [J31]", async () => {
    const b = bench();
    const host = b.listen(worker);
    b.send(alice, worker, "a");
    await b.settle();
    b.terminate(alice);
    host.respond("a");
    await b.settle();
    expect(b.stats(worker)).toMatchObject({ completed: 1, inProgress: 0 });
    expect([...b.store.load("messages")]).toEqual([]);
    expect(host.end).toBeUndefined();
  });

  it("leaves nothing of an ended agent but its gravestone, and that for a time [J43]", async () => {
    const b = bench({ gravestoneMs: 100_000 });
    b.listen(worker);
    b.send(alice, worker, "a");
    await b.settle();
    b.terminate(worker);
    await b.settle();
    expect([...b.store.load("sessions")]).toEqual([]);
    expect([...b.store.load("mailboxes")].map(({ key }) => key)).toContain(entityKey(NAMESPACE, worker));
    await b.clock.advance(180_000);
    expect(b.exchange.look(entityKey(NAMESPACE, worker))).toBeUndefined();
    expect([...b.store.load("mailboxes")].map(({ key }) => key)).not.toContain(entityKey(NAMESPACE, worker));
  });

  it("remembers no more ended mailboxes than its limit says, the last to be ended", async () => {
    const b = bench({ maxGravestones: 1 });
    b.terminate(worker);
    await b.clock.advance(1);
    b.terminate(alice);
    await b.clock.advance(60_000);
    expect(b.exchange.look(entityKey(NAMESPACE, worker))).toBeUndefined();
    expect(b.exchange.look(entityKey(NAMESPACE, alice))?.status).toBe("terminated");
  });

  it("does not wait for a sweep where many more ended", async () => {
    const b = bench({ maxGravestones: 1 });
    const ended = Array.from({ length: 1_100 }, (_, index) => ({ uid: `w${index}`, role: "agent", name: "" }) as const);
    b.exchange.register(
      NAMESPACE,
      "owner",
      ended.map((entity) => ({ entity, lineage: [] })),
    );
    for (const entity of ended) b.terminate(entity);
    await b.settle();
    expect([...b.store.load("mailboxes")].filter(({ terminatedAtMs }) => terminatedAtMs !== undefined).length).toBeLessThan(1_002);
  });
});

describe("expiry", () => {
  it("tells the sender when nobody read a request in time, and keeps a dead letter [case 3]", async () => {
    const b = bench({ queueTtlMs: 60_000 });
    const caller = b.listen(alice);
    b.send(alice, worker, "a");
    await b.clock.advance(60_050);
    expect(caller.log).toEqual(["response a#1 expired"]);
    expect(b.stats(worker)).toMatchObject({ deadLetters: 1, queued: 0 });
  });

  it("runs the queue time until the first delivery only, the deadline to the end", async () => {
    const b = bench({ queueTtlMs: 1_000 });
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    b.send(alice, worker, "long");
    b.send(alice, worker, "due", { timeoutMs: 5_000 });
    await b.settle();
    expect(host.got.map(({ deadlineAtMs }) => deadlineAtMs)).toEqual([undefined, b.clock.now() + 5_000]);
    await b.clock.advance(10_000);
    expect(caller.log).toEqual(["response due#1 expired"]);
    host.respond("due");
    host.respond("long");
    await b.settle();
    expect(caller.log).toEqual(["response due#1 expired", "response long#1 ok"]);
    expect(b.stats(worker)).toMatchObject({ droppedAnswers: 1, deadLetters: 0 });
  });

  it("forgets dead letters after their time, and the oldest past their number", async () => {
    const b = bench({ queueTtlMs: 1_000, maxDeadLetters: 2, deadLetterMs: 60_000 });
    for (const id of ["a", "b", "c"]) b.send(alice, worker, id);
    await b.clock.advance(1_050);
    expect([...b.exchange.mailbox(NAMESPACE, worker).dead.values()].map(({ header }) => header.id)).toEqual(["b", "c"]);
    await b.clock.advance(60_100);
    expect(b.stats(worker).deadLetters).toBe(0);
  });
});

describe("cancel", () => {
  it("removes a request that still waits and answers both [case 19]", async () => {
    const b = bench();
    const caller = b.listen(alice);
    b.send(alice, worker, "a");
    b.send(alice, worker, "c", { kind: "cancel", targetId: "a", action: "" });
    await b.settle();
    expect(caller.log.sort()).toEqual(["response a#1 cancelled", "response c#1 ok"]);
    const host = b.listen(worker);
    await b.settle();
    expect(host.log).toEqual([]);
  });

  it("passes a cancel on to the host of a delivered request", async () => {
    const b = bench();
    const [host] = [b.listen(worker), b.listen(alice)];
    b.send(alice, worker, "a");
    await b.settle();
    b.send(alice, worker, "c", { kind: "cancel", targetId: "a", action: "" });
    await b.settle();
    expect(host.log).toEqual(["action a#1", "cancel c#1"]);
  });

  it("says that there is nothing to cancel, and lets nobody cancel another's request", async () => {
    const b = bench();
    const mallory = userId("mallory");
    b.register(mallory);
    const [host, thief] = [b.listen(worker), b.listen(mallory)];
    b.send(alice, worker, "a");
    await b.settle();
    b.send(mallory, worker, "c", { kind: "cancel", targetId: "a", action: "" });
    await b.settle();
    expect(thief.log).toEqual(["response c#1 invalid_state"]);
    expect(host.log).toEqual(["action a#1"]);
  });
});

describe("directory", () => {
  it("finds agents by their own type and by the types above it, in the order of registration [J23]", () => {
    const b = new ExchangeBench();
    const open = (uid: string, lineage: string[]) => b.exchange.register(NAMESPACE, "operator", [{ entity: agentId(uid), lineage }]);
    open("one", ["Site", "Base", "lyceum.Agent"]);
    open("two", ["Base", "lyceum.Agent"]);
    open("three", ["pkg.Outer.<locals>.Inner", "lyceum.Agent"]);
    const find = (type: string, exact = false) =>
      b.exchange.discover({ namespace: NAMESPACE, type, exact, after: 0, size: 10 }).map(({ entity }) => entity.uid);
    expect(find("Base")).toEqual(["one", "two"]);
    expect(find("Base", true)).toEqual(["two"]);
    expect(find("pkg.Outer.<locals>.Inner")).toEqual(["three"]);
    expect(find("")).toEqual(["one", "two", "three"]);
    b.terminate(agentId("one"));
    expect(find("lyceum.Agent")).toEqual(["two", "three"]);
    expect(b.exchange.discover({ namespace: "other", type: "", exact: false, after: 0, size: 10 })).toEqual([]);
  });

  it("pages without gaps while agents come and go", () => {
    const b = new ExchangeBench();
    for (let index = 0; index < 500; index += 1) b.register(agentId(`a${index}`));
    const seen: string[] = [];
    let after = 0;
    for (;;) {
      const page = b.exchange.discover({ namespace: NAMESPACE, type: "Test", exact: false, after, size: 70 });
      if (page.length === 0) break;
      seen.push(...page.map(({ entity }) => entity.uid));
      after = page.at(-1)?.order ?? 0;
      for (const { entity } of page) b.terminate(entity);
      b.register(agentId(`late${after}`));
      if (seen.length > 2_000) throw new Error("no end");
      if (seen.length >= 500) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((uid) => uid.startsWith("a"))).toHaveLength(500);
  });

  it("leaves a uid to its owner", () => {
    const b = bench();
    expect(() => b.register(worker)).not.toThrow();
    expect(() => b.exchange.register(NAMESPACE, "somebody else", [{ entity: worker, lineage: [] }])).toThrow(
      expect.objectContaining({ kind: "uid_taken" }),
    );
  });
});

describe("the server's own mailboxes", () => {
  it("get answers in the turn of the answer, and answer no requests", async () => {
    const b = bench();
    const got: Delivery[] = [];
    const local = b.exchange.local(NAMESPACE, "lyceum", (delivery) => got.push(delivery) > 0);
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    local.send(envelope(local.entity, worker, "a"));
    b.send(alice, local.entity, "b");
    await b.settle();
    host.respond("a", "7");
    expect(got.map(({ envelope: { header } }) => `${header.kind} ${header.id} ${header.status}`)).toEqual(["response a ok"]);
    expect(caller.log).toEqual(["response b#1 unsupported"]);
  });
});

describe("restart", () => {
  it("finds everything as it was [case 4] [case 6]", async () => {
    const b = bench();
    const [host, caller] = [b.listen(worker, { credits: 2 }), b.listen(alice)];
    for (const id of ["acked", "leased", "queued"]) b.send(alice, worker, id, { text: id });
    await b.settle();
    host.settle("acknowledge", "acked");
    await b.settle();
    b.restart();
    const [hostAgain, callerAgain] = [
      b.listen(worker, { resume: host.ref([host.sequenceOf("acked")]) }),
      b.listen(alice, { resume: caller.ref() }),
    ];
    await b.settle();
    expect(hostAgain.log).toEqual(["action leased#1", "action queued#1"]);
    expect(hostAgain.got.map(({ body }) => new TextDecoder().decode(body))).toEqual(["leased", "queued"]);
    b.exchange.settling.settle(hostAgain.session, { kind: "respond", sequence: host.sequenceOf("acked"), answer: answer("done") });
    hostAgain.respond("leased");
    hostAgain.respond("queued");
    await b.settle();
    expect(callerAgain.log).toEqual(["response acked#1 ok", "response leased#1 ok", "response queued#1 ok"]);
  });

  it("returns the leases of hosts that do not come back, and answers what they had acknowledged", async () => {
    const b = bench();
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    for (const id of ["acked", "leased"]) b.send(alice, worker, id);
    await b.settle();
    host.settle("acknowledge", "acked");
    await b.settle();
    b.restart();
    const callerAgain = b.listen(alice, { resume: caller.ref() });
    await b.clock.advance(b.limits.resumeWindowMs);
    expect(callerAgain.log).toEqual(["response acked#1 host_lost"]);
    const next = b.listen(worker);
    await b.settle();
    expect(next.log).toEqual(["action leased#2"]);
  });

  it("gives no message the number of an earlier one", async () => {
    const b = bench();
    const host = b.listen(worker);
    b.send(alice, worker, "a");
    await b.settle();
    const before = host.sequenceOf("a");
    host.respond("a");
    await b.settle();
    b.restart();
    b.send(alice, worker, "b");
    const next = b.listen(worker);
    await b.settle();
    expect(next.sequenceOf("b")).toBeGreaterThan(before);
  });
});
