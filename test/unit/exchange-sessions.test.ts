import { describe, expect, it } from "vitest";
import { entityKey } from "../../src/core/entity.ts";
import type { Item } from "../../src/exchange/items.ts";
import type { Session } from "../../src/exchange/session.ts";
import { agentId, answer, ExchangeBench, NAMESPACE, userId } from "../support/exchange.ts";

const alice = userId("alice");
const worker = agentId("worker");
const workerKey = entityKey(NAMESPACE, worker);

function bench(limits = {}): ExchangeBench {
  const made = new ExchangeBench(limits);
  made.register(alice, worker);
  return made;
}

describe("sessions", () => {
  it("keeps leases over a cut stream, and sends again only what did not arrive [case 2]", async () => {
    const b = bench();
    const first = b.listen(worker);
    for (const id of ["a", "b", "c"]) b.send(alice, worker, id);
    await b.settle();
    first.settle("acknowledge", "a");
    first.cut();
    const second = b.listen(worker, { resume: first.ref([first.sequenceOf("b")]) });
    await b.settle();
    expect(second.session).toBe(first.session);
    expect(second.log).toEqual(["action c#1"]);
    expect(b.stats(worker)).toMatchObject({ inProgress: 3, queued: 0 });
  });

  it("returns leases with the next attempt once the window is over, and answers what was acknowledged host_lost [case 1] [case 12]", async () => {
    const b = bench();
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    b.send(alice, worker, "started");
    b.send(alice, worker, "waiting");
    await b.settle();
    host.settle("acknowledge", "started");
    host.cut();
    await b.clock.advance(b.limits.resumeWindowMs - 1);
    expect(caller.log).toEqual([]);
    await b.clock.advance(1);
    expect(caller.log).toEqual(["response started#1 host_lost"]);
    const next = b.listen(worker);
    await b.settle();
    expect(next.log).toEqual(["action waiting#2"]);
  });

  it("gives a message up after the last attempt: the caller is told, a dead letter is kept [case 1]", async () => {
    const b = bench({ maxDeliveryAttempts: 3 });
    const caller = b.listen(alice);
    b.send(alice, worker, "a");
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const host = b.listen(worker);
      await b.settle();
      expect(host.log).toEqual([`action a#${attempt}`]);
      host.cut();
      await b.clock.advance(b.limits.resumeWindowMs);
    }
    expect(caller.log).toEqual(["response a#1 undeliverable"]);
    expect(b.stats(worker)).toMatchObject({ deadLetters: 1, queued: 0 });
    const mailbox = b.exchange.mailbox(NAMESPACE, worker);
    const [letter] = await b.exchange.deadLetters.list(mailbox, 0, 10, 1e6);
    expect(letter?.message).toMatchObject({ attempt: 3, deadStatus: "undeliverable" });
    expect(await b.exchange.deadLetters.requeue(mailbox, [String(letter?.message.key)])).toBe(1);
    const host = b.listen(worker);
    await b.settle();
    expect(host.log).toEqual(["event a#1"]);
    expect(new TextDecoder().decode(host.got[0]?.body)).toBe("[]");
  });

  it("lets the newest session take over and ends the older for good [case 7]", async () => {
    const b = bench();
    const old = b.listen(worker);
    b.send(alice, worker, "a");
    await b.settle();
    const young = b.listen(worker);
    await b.settle();
    expect(old.end).toBe("superseded");
    expect(young.log).toEqual(["action a#2"]);
    old.respond("a");
    expect(b.stats(worker).droppedAnswers).toBe(1);
    expect(() => b.listen(worker, { resume: old.ref() })).toThrow(expect.objectContaining({ kind: "superseded" }));
  });

  it("fences hosts of past attempts, by session and by token", async () => {
    const b = bench();
    b.exchange.fence(workerKey, 1);
    const old = b.listen(worker, { fence: 1 });
    b.exchange.fence(workerKey, 2);
    await b.settle();
    expect(old.end).toBe("superseded");
    expect(() => b.listen(worker, { fence: 1 })).toThrow(expect.objectContaining({ kind: "superseded" }));
    expect(() => b.listen(worker)).toThrow(expect.objectContaining({ kind: "superseded" }));
    expect(b.listen(worker, { fence: 2 }).session.connected).toBe(true);
  });

  it("lets a standing host listen once nobody runs the agent, but no host of a past attempt", () => {
    const b = bench();
    b.exchange.fence(workerKey, 1);
    b.exchange.unfence(workerKey);
    expect(() => b.listen(worker, { fence: 1 })).toThrow(expect.objectContaining({ kind: "superseded" }));
    expect(b.listen(worker).session.connected).toBe(true);
    expect(b.exchange.look(workerKey)?.fence).toBe(2);
  });

  it("returns the leases of a drained host without counting, of a lost one with", async () => {
    const b = bench();
    b.send(alice, worker, "a");
    b.exchange.fence(workerKey, 1);
    b.listen(worker, { fence: 1 });
    await b.settle();
    b.exchange.hostGone(workerKey, 1, true);
    b.exchange.fence(workerKey, 2);
    const second = b.listen(worker, { fence: 2 });
    await b.settle();
    expect(second.log).toEqual(["action a#1"]);
    b.exchange.hostGone(workerKey, 2, false);
    b.exchange.fence(workerKey, 3);
    const third = b.listen(worker, { fence: 3 });
    await b.settle();
    expect(third.log).toEqual(["action a#2"]);
  });

  it("takes each numbered item once, and tells refusals again after a cut", async () => {
    const b = bench();
    b.listen(worker);
    const caller = b.listen(alice);
    const item = (sequence: number, id: string, dest = worker) => ({
      sequence,
      read: () => ({ send: { ...envelopeOf(id), header: { ...envelopeOf(id).header, dest } } }),
    });
    const envelopeOf = (id: string) => ({
      header: {
        id,
        kind: "action" as const,
        src: alice,
        dest: worker,
        label: "",
        protocol: "lyceum/1",
        traceparent: "",
        tracestate: "",
        action: "x",
        mediaType: "",
        targetId: "",
        part: 0,
        attempt: 0,
      },
      body: new Uint8Array(0),
      timeoutMs: undefined,
    });
    const refused: string[] = [];
    const take = (session: Session, items: readonly Item[], patient = false) =>
      b.exchange.items.take(session, items, ({ kind }) => refused.push(kind), patient);
    take(caller.session, [item(1, "a"), item(2, "lost", agentId("nobody")), item(3, "b")]);
    expect(refused).toEqual(["mailbox_not_found"]);
    expect(caller.takenThrough).toBe(0);
    await b.settle();
    expect(caller.takenThrough).toBe(3);
    expect(caller.failed).toMatchObject([{ sequence: 2, kind: "mailbox_not_found" }]);
    b.restart();
    const resumed = b.listen(alice, { resume: caller.ref() });
    expect(resumed.session).toMatchObject({ takenThrough: 3, refusals: [{ sequence: 2, kind: "mailbox_not_found" }] });
    take(resumed.session, [item(3, "b"), item(4, "c")], true);
    b.exchange.items.forget(resumed.session, 3);
    expect(resumed.session.refusals).toEqual([]);
    const host = b.listen(worker);
    await b.settle();
    expect(host.log).toEqual(["action a#2", "action b#2", "action c#1"]);
    expect(resumed).toMatchObject({ lingered: 1, takenThrough: 0 });
    resumed.wake();
    expect(resumed.takenThrough).toBe(4);
  });

  it("refuses a resume with another secret", () => {
    const b = bench();
    const host = b.listen(worker);
    host.cut();
    expect(() => b.listen(worker, { resume: { ...host.ref(), resumeToken: "guess" } })).toThrow(
      expect.objectContaining({ kind: "superseded" }),
    );
  });

  it("says that a detached session is over", async () => {
    const b = bench();
    const host = b.listen(worker);
    b.send(alice, worker, "a");
    await b.settle();
    b.exchange.sessions.detach(host.session, []);
    expect(() => b.listen(worker, { resume: host.ref() })).toThrow(expect.objectContaining({ kind: "session_ended" }));
    const next = b.listen(worker);
    await b.settle();
    expect(next.log).toEqual(["action a#1"]);
  });

  it("says at once that a detached session is over, unless what it did is not kept: then with that", async () => {
    const b = bench();
    const idle = b.listen(worker);
    await b.settle();
    b.exchange.sessions.detach(idle.session, []);
    expect(idle.end).toBe("session_ended");
    const host = b.listen(worker);
    b.send(alice, worker, "a");
    await b.settle();
    const respond = { settle: { kind: "respond", sequence: host.sequenceOf("a"), answer: answer("1") } } as const;
    for (const patient of [true, false])
      b.exchange.items.take(host.session, [{ sequence: patient ? 1 : 2, read: () => respond }], () => undefined, patient);
    b.exchange.sessions.detach(host.session, []);
    expect(host).toMatchObject({ takenThrough: 0, end: undefined });
    await b.settle();
    expect(host).toMatchObject({ takenThrough: 2, end: "session_ended" });
    b.restart();
    const caller = b.listen(alice);
    await b.settle();
    expect(caller.log).toEqual(["response a#1 ok"]);
  });

  it("tells the presence of a listener by its session [J28]", async () => {
    const b = bench();
    expect(b.exchange.look(workerKey)).toMatchObject({ presence: "never", heartbeatAgeMs: undefined });
    const host = b.listen(worker);
    await b.clock.advance(500);
    expect(b.exchange.look(workerKey)).toMatchObject({ presence: "online", heartbeatAgeMs: 500 });
    host.cut();
    await b.clock.advance(300);
    expect(b.exchange.look(workerKey)).toMatchObject({ presence: "stale", heartbeatAgeMs: 300 });
  });

  it("takes a late acknowledgement of a host that lapsed and is back, so that what it began is not delivered once more", async () => {
    const b = bench();
    const host = b.listen(worker, { credits: 1 });
    b.send(alice, worker, "begun");
    await b.settle();
    const sequence = host.sequenceOf("begun");
    host.cut();
    await b.clock.advance(b.limits.resumeWindowMs);
    const back = b.listen(worker, { credits: 0, resume: host.ref([sequence]) });
    b.exchange.settling.settle(back.session, { kind: "acknowledge", sequence });
    b.exchange.sessions.grant(back.session, 5);
    await b.settle();
    expect(back.log).toEqual([]);
    b.exchange.settling.settle(back.session, { kind: "respond", sequence, answer: answer("1") });
    await b.settle();
    expect(b.stats(worker)).toMatchObject({ completed: 1, inProgress: 0, queued: 0, droppedAnswers: 0 });
  });

  it("tells when a listener ended its session or let it lapse", async () => {
    const b = bench();
    const ended: number[] = [];
    b.exchange.onSessionEnd((_key, fence) => ended.push(fence));
    b.exchange.fence(workerKey, 1);
    const host = b.listen(worker, { fence: 1 });
    host.cut();
    await b.clock.advance(b.limits.resumeWindowMs);
    expect(ended).toEqual([1]);
  });
});

describe("parts", () => {
  function streaming(b: ExchangeBench) {
    const [host, caller] = [b.listen(worker), b.listen(alice)];
    b.send(alice, worker, "s");
    const part = (index: number) =>
      b.exchange.post.passPart(host.session, {
        header: {
          id: "s",
          kind: "part",
          src: worker,
          dest: alice,
          label: "",
          protocol: "lyceum/1",
          traceparent: "",
          tracestate: "",
          action: "",
          mediaType: "",
          targetId: "",
          part: index,
          attempt: 0,
        },
        body: new Uint8Array([index]),
        timeoutMs: undefined,
      });
    return { host, caller, part };
  }

  it("passes parts on in order, then the answer", async () => {
    const b = bench();
    const { host, caller, part } = streaming(b);
    await b.settle();
    part(0);
    part(1);
    part(1);
    host.respond("s");
    await b.settle();
    expect(caller.got.map(({ header, body, sequence }) => [header.kind, ...body, sequence > 0])).toEqual([
      ["part", 0, false],
      ["part", 1, false],
      ["response", 110, 117, 108, 108, true],
    ]);
  });

  it("refuses a part for a slow reader, and those after it until it comes again", async () => {
    const b = bench();
    const { caller, part } = streaming(b);
    await b.settle();
    caller.cut();
    expect(() => part(0)).toThrow(expect.objectContaining({ kind: "mailbox_full", retryDelayMs: 25 }));
    const back = b.listen(alice, { resume: caller.ref() });
    expect(() => part(1)).toThrow(expect.objectContaining({ kind: "mailbox_full" }));
    part(0);
    part(1);
    expect(back.log).toEqual(["part s#1", "part s#1"]);
  });

  it("drops parts of a request that the session does not hold", async () => {
    const b = bench();
    const { host, caller, part } = streaming(b);
    await b.settle();
    host.respond("s");
    part(0);
    await b.settle();
    expect(caller.log).toEqual(["response s#1 ok"]);
    expect(b.stats(worker).droppedAnswers).toBe(1);
  });
});
