import { beforeEach, describe, expect, it } from "vitest";
import { Agents } from "../../src/agent/agents.ts";
import type { CallOutcome } from "../../src/agent/call-end.ts";
import { agent, caller, keyed, never, request } from "../support/agents-rig.ts";
import { ExchangeBench, envelope, NAMESPACE, userId } from "../support/exchange.ts";
import { watch } from "../support/watch.ts";

let bench: ExchangeBench;
let agents: Agents;
let ids = 0;

function start(): void {
  const { exchange, journal, clock, limits, store } = bench;
  agents = new Agents({
    exchange,
    journal,
    clock,
    ids: { uuid: () => `agents-${++ids}`, secret: () => "secret" },
    limits,
    partLimits: { maxParts: 2, maxBytes: 1_000 },
    latestRun: () => undefined,
  });
  agents.start(store);
}

function restart(): void {
  bench.restart();
  start();
}

function bodyOf(outcome: CallOutcome): string {
  return outcome.kind === "result" ? Buffer.from(outcome.body).toString() : outcome.failure.message;
}

beforeEach(() => {
  bench = new ExchangeBench();
  bench.register(agent);
  start();
});

describe("calls over the exchange", () => {
  it("are answered by whoever listens, and leave nothing behind", async () => {
    const listener = bench.listen(agent);
    const call = agents.calls.invoke(caller, request, never);
    await bench.settle();
    const id = listener.got[0]?.header.id ?? "";
    listener.respond(id, "3");
    expect(bodyOf(await call)).toBe("3");
    expect(bench.stats(agent)).toMatchObject({ incoming: 1, completed: 1, inProgress: 0, queued: 0 });
    expect([...bench.store.load("messages")]).toEqual([]);
  });

  it("expire at their deadline, exactly once", async () => {
    const call = watch(agents.calls.invoke(caller, request, never));
    await bench.clock.advance(request.timeoutMs + 1_000);
    expect(call.error).toMatchObject({ kind: "expired" });
    await bench.clock.advance(10_000);
    expect(agents.droppedAnswers).toBe(0);
  });

  it("fail at once when the mailbox is terminated, or is missing", async () => {
    const call = watch(agents.calls.invoke(caller, request, never));
    await bench.settle();
    bench.terminate(agent);
    await bench.settle();
    expect(call.error).toMatchObject({ kind: "mailbox_terminated" });
    await expect(agents.calls.invoke(caller, request, never)).rejects.toMatchObject({ kind: "mailbox_terminated" });
    const other = { ...request, agent: { ...agent, uid: "other" } };
    await expect(agents.calls.invoke(caller, other, never)).rejects.toMatchObject({ kind: "mailbox_not_found" });
  });

  it("are cancelled by the exchange while they wait, and by the agent once it has them", async () => {
    const waiting = watch(agents.calls.invoke(caller, keyed, never));
    await bench.settle();
    await agents.calls.cancel(caller, { agent, requestId: "r1" }, never);
    await bench.settle();
    expect(waiting.error).toMatchObject({ kind: "request_cancelled" });

    const listener = bench.listen(agent);
    const left = new AbortController();
    void watch(agents.calls.invoke(caller, { ...request, requestId: "r2" }, left.signal));
    await bench.settle();
    const { id } = listener.got[0]!.header;
    left.abort(new Error("left"));
    await bench.settle();
    expect(listener.got.at(-1)?.header).toMatchObject({ kind: "cancel", targetId: id });
  });

  it("know at once that no call is under way", async () => {
    await expect(agents.calls.cancel(caller, { agent, requestId: "none" }, never)).rejects.toMatchObject({ kind: "request_not_found" });
  });

  it("survive a restart of the server by their request id", async () => {
    const kept = { ...keyed, timeoutMs: 60_000, keep: true };
    void watch(agents.calls.invoke(caller, kept, never));
    const listener = bench.listen(agent);
    await bench.settle();
    const { id } = listener.got[0]!.header;
    listener.settle("acknowledge", id);
    await bench.settle();
    const ref = listener.ref([listener.sequenceOf(id)]);

    restart();
    const resumed = bench.listen(agent, { resume: ref });
    const joined = agents.calls.invoke(caller, kept, never);
    bench.exchange.settling.settle(resumed.session, {
      kind: "respond",
      sequence: listener.sequenceOf(id),
      answer: { status: "ok", mediaType: "", body: Buffer.from("7"), part: 0 },
    });
    expect(bodyOf(await joined)).toBe("7");

    restart();
    expect(bodyOf(await agents.calls.invoke(caller, kept, never))).toBe("7");
    expect(bench.stats(agent)).toMatchObject({ queued: 0, inProgress: 0 });
  });

  it("get their answer although nobody waits when it comes after a restart", async () => {
    const kept = { ...keyed, timeoutMs: 60_000, keep: true };
    void watch(agents.calls.invoke(caller, kept, never));
    await bench.settle();
    restart();
    const listener = bench.listen(agent);
    await bench.settle();
    listener.respond(listener.got[0]!.header.id, "8");
    await bench.settle();
    expect(bodyOf(await agents.calls.invoke(caller, kept, never))).toBe("8");
    expect(agents.droppedAnswers).toBe(0);
  });

  it("stream parts with the reader's pace, and start again with another listener", async () => {
    const events = agents.calls.stream(caller, request, never);
    const first = events.next();
    const listener = bench.listen(agent);
    await bench.settle();
    const { id, src } = listener.got[0]!.header;
    const send = (index: number, session = listener.session): void =>
      bench.exchange.post.passPart(session, envelope(agent, src, id, { kind: "part", part: index, text: String(index) }));
    send(0);
    expect((await first).value).toMatchObject({ kind: "part", part: { index: 0 } });
    send(1);
    send(2);
    expect(() => send(3)).toThrow(expect.objectContaining({ kind: "mailbox_full", retryDelayMs: expect.any(Number) }));
    expect((await events.next()).value).toMatchObject({ part: { index: 1 } });
    send(3);

    const second = bench.listen(agent);
    await bench.settle();
    second.respond(id, "9");
    await bench.settle();
    expect((await events.next()).value).toEqual({ kind: "restarted", attempt: 2 });
    expect((await events.next()).value).toMatchObject({ kind: "end", outcome: { kind: "result", body: new TextEncoder().encode("9") } });
  });

  it("ping a listener, and tell at once that nobody listens", async () => {
    const options = { timeoutMs: 1_000, signal: never };
    expect(await agents.ping(caller, agent, options)).toMatchObject({ phase: "not_launched" });
    const listener = bench.listen(agent);
    const ping = agents.ping(caller, agent, options);
    await bench.settle();
    bench.clock.tick(3);
    listener.respond(listener.got[0]!.header.id);
    expect(await ping).toEqual({ phase: "running", roundTripMs: 3 });
    listener.cut();
    expect(await agents.ping(caller, agent, options)).toMatchObject({ phase: "offline" });
  });

  it("answer a request to the server itself", async () => {
    const server = userId("lyceum");
    await expect(agents.calls.invoke(caller, { ...request, agent: { ...agent, uid: "x" } }, never)).rejects.toBeDefined();
    bench.register(userId("u"));
    const user = bench.listen(userId("u"));
    bench.exchange.post.accept(bench.exchange.mailbox(NAMESPACE, userId("u")), envelope(userId("u"), server, "q"));
    await bench.settle();
    expect(user.log).toEqual(["response q#1 unsupported"]);
  });
});
