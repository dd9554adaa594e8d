import { beforeEach, describe, expect, it } from "vitest";
import type { CallRequest } from "../../src/agent/call-request.ts";
import { LyceumError } from "../../src/core/errors.ts";
import { DEFAULT_LIMITS } from "../../src/core/limits.ts";
import type { AnswerStatus, Envelope } from "../../src/core/message.ts";
import { AgentsRig, agent, caller, keyed, never, request } from "../support/agents-rig.ts";
import { settle } from "../support/fake-clock.ts";
import { watch } from "../support/watch.ts";

let rig: AgentsRig;

beforeEach(() => {
  rig = new AgentsRig();
});

describe("invoke", () => {
  it("sends the action from the server's own mailbox and gives back what it returned", async () => {
    const call = rig.agents.calls.invoke(caller, { ...request, traceparent: "00-1", tracestate: "x=1" }, never);
    const { header, body, timeoutMs } = rig.sent();
    expect(header).toMatchObject({
      kind: "action",
      action: "add",
      dest: agent,
      src: { uid: "lyceum", role: "user" },
      traceparent: "00-1",
      tracestate: "x=1",
    });
    expect({ body: Buffer.from(body).toString(), timeoutMs }).toEqual({ body: "[1]", timeoutMs: 1_000 });
    rig.exchange.answer(rig.sent(), { body: Buffer.from("2"), header: { mediaType: "application/json" } });
    expect(await call).toEqual({ kind: "result", mediaType: "application/json", body: Buffer.from("2") });
  });

  it("gives back what went wrong inside the agent as data", async () => {
    const call = rig.agents.calls.invoke(caller, request, never);
    rig.exchange.answer(rig.sent(), { status: "failed", header: { failure: { type: "ValueError", message: "no" } } });
    expect(await call).toEqual({ kind: "failure", failure: { type: "ValueError", message: "no" } });
  });

  it.each([
    ["cancelled", "request_cancelled"],
    ["mailbox_terminated", "mailbox_terminated"],
    ["expired", "expired"],
    ["undeliverable", "undeliverable"],
    ["host_lost", "host_lost"],
    ["incompatible_protocol", "incompatible_protocol"],
    ["action_not_found", "action_not_found"],
    ["invalid_arguments", "invalid_arguments"],
    ["unsupported", "unsupported"],
  ] satisfies [AnswerStatus, string][])("turns the answer %s into the error %s that names the agent", async (status, kind) => {
    const call = watch(rig.agents.calls.invoke(caller, request, never));
    rig.exchange.answer(rig.sent(), { status });
    await settle();
    expect(call.error).toMatchObject({ kind, facts: { uid: "a" } });
    expect(call.error?.message).toContain("agent counter (a)");
  });

  it("says why the mailbox was terminated", async () => {
    const call = watch(rig.agents.calls.invoke(caller, request, never));
    const failure = { type: "MailboxTerminated", message: "it ended", cause: { type: "Crash", message: "boom" } };
    rig.exchange.answer(rig.sent(), { status: "mailbox_terminated", header: { failure } });
    await settle();
    expect(call.error?.message).toContain("it ended (Crash: boom)");
  });

  it("tells nothing before the answer is kept", async () => {
    const call = watch(rig.agents.calls.invoke(caller, request, never));
    await settle();
    rig.store.refuses = true;
    rig.exchange.answer(rig.sent());
    rig.journal.put("meta", { key: "k", value: "v" });
    await settle();
    expect(call).toEqual({});
    rig.store.refuses = false;
    await rig.clock.advance(250);
    expect(call.value).toMatchObject({ kind: "result" });
  });

  it("passes on why the exchange refused, and waits for nothing then", async () => {
    rig.exchange.refusal = new LyceumError("mailbox_full", "full");
    await expect(rig.agents.calls.invoke(caller, keyed, never)).rejects.toMatchObject({ kind: "mailbox_full" });
    expect(rig.clock.pending).toBe(0);
    const call = rig.agents.calls.invoke(caller, keyed, never);
    rig.exchange.answer(rig.sent());
    expect(await call).toMatchObject({ kind: "result" });
  });

  it("takes an answer that comes while it sends", async () => {
    rig.exchange.onSend = (envelope) => rig.exchange.answer(envelope, { status: "incompatible_protocol" });
    await expect(rig.agents.calls.invoke(caller, request, never)).rejects.toMatchObject({ kind: "incompatible_protocol" });
    expect(rig.clock.pending).toBe(0);
  });

  it("ends when the exchange does not answer by the deadline", async () => {
    const call = watch(rig.agents.calls.invoke(caller, request, never));
    await rig.clock.advance(5_999);
    expect(call).toEqual({});
    await rig.clock.advance(1);
    expect(call.error).toMatchObject({ kind: "expired" });
  });

  it("drops and counts late, repeated and unknown answers", async () => {
    const call = rig.agents.calls.invoke(caller, request, never);
    rig.exchange.answer(rig.sent());
    await call;
    rig.exchange.answer(rig.sent());
    rig.exchange.answer({ ...rig.sent(), header: { ...rig.sent().header, id: "unknown" } });
    rig.exchange.part(rig.sent(), 0);
    expect(rig.agents.droppedAnswers).toBe(2);
  });

  it("matches answers by id alone, also when two calls are answered in the other order", async () => {
    const one = rig.agents.calls.invoke(caller, request, never);
    const two = rig.agents.calls.invoke(caller, request, never);
    rig.exchange.answer(rig.sent(1), { body: Buffer.from("two"), header: { label: "other" } });
    rig.exchange.answer(rig.sent(0), { body: Buffer.from("one") });
    expect(await Promise.all([one, two])).toMatchObject([{ body: Buffer.from("one") }, { body: Buffer.from("two") }]);
  });

  it("does not send for a caller that has left already", async () => {
    await expect(rig.agents.calls.invoke(caller, request, AbortSignal.abort(new Error("left")))).rejects.toThrow("left");
    expect(rig.exchange.sent).toEqual([]);
  });
});

describe("a caller that leaves", () => {
  it("has its call cancelled", async () => {
    const left = new AbortController();
    const call = watch(rig.agents.calls.invoke(caller, request, left.signal));
    await settle();
    left.abort(new LyceumError("request_cancelled", "the caller left"));
    await settle();
    expect(call.error).toMatchObject({ kind: "request_cancelled" });
    expect(rig.sent(1).header).toMatchObject({ kind: "cancel", targetId: rig.sent().header.id, dest: agent });
    rig.exchange.answer(rig.sent(1));
    rig.exchange.answer(rig.sent(0), { status: "cancelled" });
    expect(rig.agents.droppedAnswers).toBe(0);
  });

  it("leaves its call alone where it said keep", async () => {
    const left = new AbortController();
    const call = watch(rig.agents.calls.invoke(caller, { ...keyed, keep: true }, left.signal));
    await settle();
    left.abort(new Error("left"));
    await settle();
    expect(call.error).toBeDefined();
    expect(rig.exchange.sent.length).toBe(1);
    rig.exchange.answer(rig.sent(), { body: Buffer.from("2") });
    expect(await rig.agents.calls.invoke(caller, keyed, never)).toMatchObject({ body: Buffer.from("2") });
    expect(rig.exchange.sent.length).toBe(1);
  });

  it("leaves its call alone while somebody else waits for it", async () => {
    const left = new AbortController();
    const first = watch(rig.agents.calls.invoke(caller, keyed, left.signal));
    const second = rig.agents.calls.invoke(caller, keyed, never);
    await settle();
    left.abort(new Error("left"));
    await settle();
    expect(first.error).toBeDefined();
    expect(rig.exchange.sent.length).toBe(1);
    rig.exchange.answer(rig.sent());
    expect(await second).toMatchObject({ kind: "result" });
  });

  it("can come back with its request id when the server drained", async () => {
    const drain = new AbortController();
    const call = watch(rig.agents.calls.invoke(caller, keyed, drain.signal));
    await settle();
    drain.abort(new LyceumError("server_draining", "the server stops"));
    await settle();
    expect(call.error).toMatchObject({ kind: "server_draining" });
    expect(rig.exchange.sent.length).toBe(1);
  });

  it("can come back with its request id when the store refused", async () => {
    rig.store.refuses = true;
    rig.journal.put("meta", { key: "k", value: "v" });
    const call = watch(rig.agents.calls.invoke(caller, keyed, never));
    await settle();
    expect(call.error).toMatchObject({ kind: "store_unavailable" });
    expect(rig.exchange.sent.length).toBe(1);
    await expect(rig.agents.calls.invoke(caller, request, never)).rejects.toMatchObject({ kind: "store_unavailable" });
    rig.store.refuses = false;
    await rig.clock.advance(250);
    const again = rig.agents.calls.invoke(caller, keyed, never);
    rig.exchange.answer(rig.sent());
    expect(await again).toMatchObject({ kind: "result" });
  });
});

describe("a request id", () => {
  it("joins the call under way, and gets its answer until five minutes after its end", async () => {
    const first = rig.agents.calls.invoke(caller, keyed, never);
    const second = rig.agents.calls.invoke(caller, keyed, never);
    rig.exchange.answer(rig.sent(), { body: Buffer.from("2") });
    expect(await Promise.all([first, second])).toMatchObject([{ body: Buffer.from("2") }, { body: Buffer.from("2") }]);
    rig.clock.tick(DEFAULT_LIMITS.repeatMs - 1);
    expect(await rig.agents.calls.invoke(caller, keyed, never)).toMatchObject({ body: Buffer.from("2") });
    expect(rig.exchange.sent.length).toBe(1);
    rig.clock.tick(1);
    const third = rig.agents.calls.invoke(caller, keyed, never);
    rig.exchange.answer(rig.sent(1), { body: Buffer.from("3") });
    expect(await third).toMatchObject({ body: Buffer.from("3") });
  });

  it("gives a repeat the same failure and the same error", async () => {
    for (const [requestId, status] of [
      ["f", "failed"],
      ["e", "host_lost"],
    ] as const) {
      const first = watch(rig.agents.calls.invoke(caller, { ...request, requestId }, never));
      rig.exchange.answer(rig.sent(-1), { status, header: { failure: { type: "T", message: "why" } } });
      await settle();
      const second = watch(rig.agents.calls.invoke(caller, { ...request, requestId }, never));
      await settle();
      expect(second).toEqual(first);
      expect(first.value ?? first.error).toBeDefined();
    }
    expect(rig.exchange.sent.length).toBe(2);
  });

  it.each([
    ["another agent", { agent: { ...agent, uid: "b" } }],
    ["another action", { action: "sub" }],
    ["other arguments", { body: Buffer.from("[2]") }],
  ])("is refused for %s, under way and ended", async (_what, other) => {
    const first = rig.agents.calls.invoke(caller, keyed, never);
    await expect(rig.agents.calls.invoke(caller, { ...keyed, ...other }, never)).rejects.toMatchObject({ kind: "id_reused" });
    rig.exchange.answer(rig.sent());
    await first;
    await expect(rig.agents.calls.invoke(caller, { ...keyed, ...other }, never)).rejects.toMatchObject({ kind: "id_reused" });
    expect(rig.exchange.sent.length).toBe(1);
  });

  it("is one caller's and one namespace's own", async () => {
    void watch(rig.agents.calls.invoke(caller, keyed, never));
    void watch(rig.agents.calls.invoke({ ...caller, subject: "agent/x" }, keyed, never));
    void watch(rig.agents.calls.invoke({ ...caller, namespace: "lab" }, keyed, never));
    await settle();
    expect(new Set(rig.exchange.sent.map(({ header }) => header.id)).size).toBe(2);
    expect(rig.exchange.sent.length).toBe(3);
    expect(rig.exchange.opened).toEqual(["default", "lab"]);
  });

  it("waits no longer than the repeat says, and lets the call go on", async () => {
    const first = rig.agents.calls.invoke(caller, keyed, never);
    const second = watch(rig.agents.calls.invoke(caller, { ...keyed, timeoutMs: 10 }, never));
    await rig.clock.advance(10);
    expect(second.error).toMatchObject({ kind: "expired" });
    expect(rig.exchange.sent.length).toBe(1);
    rig.exchange.answer(rig.sent());
    expect(await first).toMatchObject({ kind: "result" });
  });

  it("finds its answer after a restart of the server, whether it came before or after", async () => {
    const calls = ["before", "after", "pending"].map((requestId) => ({ ...request, requestId, keep: true }));
    for (const call of calls) void watch(rig.agents.calls.invoke(caller, call, never));
    const [before, after, pending] = [...rig.exchange.sent] as [Envelope, Envelope, Envelope];
    rig.exchange.answer(before, { body: Buffer.from("b") });
    rig.journal.put("mailboxes", {
      key: "default/user/lyceum",
      entity: { uid: "lyceum", role: "user", name: "lyceum" },
      lineage: [],
      owner: "lyceum",
      createdAtMs: 0,
      order: 1,
      fence: 0,
      standing: true,
      epoch: 0,
    });
    await settle();

    rig.start();
    expect(rig.exchange.opened).toEqual(["default"]);
    rig.exchange.answer(after, { body: Buffer.from("a") });
    expect(await rig.agents.calls.invoke(caller, calls[0] as CallRequest, never)).toMatchObject({ body: Buffer.from("b") });
    expect(await rig.agents.calls.invoke(caller, calls[1] as CallRequest, never)).toMatchObject({ body: Buffer.from("a") });
    expect(rig.exchange.sent).toEqual([]);
    const third = rig.agents.calls.invoke(caller, calls[2] as CallRequest, never);
    expect(rig.sent().header.id).toBe(pending.header.id);
    rig.exchange.answer(pending, { body: Buffer.from("p") });
    expect(await third).toMatchObject({ body: Buffer.from("p") });
    expect(rig.agents.droppedAnswers).toBe(0);
  });

  it("is refused after a restart when the pending call under it turns out to be another", async () => {
    void watch(rig.agents.calls.invoke(caller, keyed, never));
    const original = rig.sent();
    await settle();
    rig.start();
    const other = watch(rig.agents.calls.invoke(caller, { ...keyed, body: Buffer.from("[9]") }, never));
    rig.exchange.answer(original);
    await settle();
    expect(other.error).toMatchObject({ kind: "id_reused" });
  });
});

describe("cancel", () => {
  it("asks the agent to cancel the caller's own call", async () => {
    const call = watch(rig.agents.calls.invoke(caller, keyed, never));
    await rig.agents.calls.cancel(caller, { agent, requestId: "r1" }, never);
    expect(rig.sent(1).header).toMatchObject({ kind: "cancel", targetId: rig.sent().header.id });
    rig.exchange.answer(rig.sent(), { status: "cancelled" });
    await settle();
    expect(call.error).toMatchObject({ kind: "request_cancelled" });
  });

  it("knows no call of another caller, another agent or one that has ended", async () => {
    rig.exchange.onSend = ({ header }) => {
      if (header.kind === "cancel") rig.exchange.answer(rig.sent(-1), { status: "invalid_state" });
    };
    const call = rig.agents.calls.invoke(caller, keyed, never);
    const asks = [
      { who: { ...caller, subject: "agent/x" }, agent, requestId: "r1" },
      { who: caller, agent: { ...agent, uid: "b" }, requestId: "r1" },
      { who: caller, agent, requestId: "r2" },
    ];
    for (const { who, ...ask } of asks)
      await expect(rig.agents.calls.cancel(who, ask, never)).rejects.toMatchObject({ kind: "request_not_found" });
    rig.exchange.answer(rig.sent());
    await call;
    await expect(rig.agents.calls.cancel(caller, { agent, requestId: "r1" }, never)).rejects.toMatchObject({ kind: "request_not_found" });
  });

  it("reaches a call that a server before this one sent", async () => {
    void watch(rig.agents.calls.invoke(caller, keyed, never));
    const { id } = rig.sent().header;
    await settle();
    rig.start();
    const cancel = rig.agents.calls.cancel(caller, { agent, requestId: "r1" }, never);
    expect(rig.sent().header).toMatchObject({ kind: "cancel", targetId: id });
    rig.exchange.answer(rig.sent());
    await expect(cancel).resolves.toBeUndefined();
  });
});
