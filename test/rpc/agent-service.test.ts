import { create } from "@bufbuild/protobuf";
import type { AgentService } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import {
  AgentPhase,
  AgentServiceShutdownRequestSchema,
  CancelRequestSchema,
  DescribeRequestSchema,
  GetStatsRequestSchema,
  InvokeRequestSchema,
  InvokeStreamRequestSchema,
  OnDisconnect,
  PingRequestSchema,
} from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { Access } from "../../src/exchange/access.ts";
import { Accounts } from "../../src/exchange/accounts.ts";
import { Shares } from "../../src/exchange/shares.ts";
import { AgentAccess } from "../../src/rpc/agent-access.ts";
import { agentService } from "../../src/rpc/agent-service.ts";
import type { Call, Handlers, Principal } from "../../src/rpc/service.ts";
import { AgentsRig } from "../support/agents-rig.ts";
import { settle } from "../support/fake-clock.ts";
import { watch } from "../support/watch.ts";

const agent = { uid: "a", role: Role.AGENT, name: "counter" };
const operator: Principal = { subject: "operator", namespace: "default", kind: "account", role: "admin", groups: [] };
const stats = { incoming: 3, outgoing: 2, completed: 1, droppedAnswers: 4, inProgress: 1, queued: 1, queuedBytes: 5, deadLetters: 6 };

let rig: AgentsRig;
let handlers: Handlers<typeof AgentService>;

function callBy(principal: Principal = operator, more: Partial<Call> = {}): Call {
  return {
    principal,
    signal: new AbortController().signal,
    timeoutMs: undefined,
    header: () => undefined,
    refused: () => undefined,
    ...more,
  };
}

function invoke(more: object = {}, call = callBy()) {
  return handlers.invoke(create(InvokeRequestSchema, { agent, action: "add", ...more }), call);
}

beforeEach(() => {
  rig = new AgentsRig();
  const shares = new Shares(rig.journal);
  const accounts = new Accounts(rig.journal);
  const { exchange } = rig;
  const rights = {
    owned: (key: string) => exchange.look(key),
    accountOf: (namespace: string, owner: string) => exchange.accountOf(namespace, owner),
    accounts,
    access: new Access(shares, accounts),
  };
  handlers = agentService(rig.agents, new AgentAccess(rights));
  rig.exchange.views.set("default/agent/a", {
    entity: { uid: "a", role: "agent", name: "counter" },
    status: "active",
    presence: "online",
    heartbeatAgeMs: 1,
    lineage: [],
    owner: "user/u",
    account: "operator",
    createdAtMs: 0,
    fence: 0,
    stats,
  });
});

describe("Invoke", () => {
  it("passes on action, arguments and trace, and gives back the result", async () => {
    const headers: Record<string, string> = { traceparent: "00-1", tracestate: "a=b" };
    const response = invoke({ arguments: { data: Buffer.from("[1]") } }, callBy(operator, { header: (name) => headers[name] }));
    expect(rig.sent().header).toMatchObject({ action: "add", mediaType: "application/json", traceparent: "00-1", tracestate: "a=b" });
    expect(rig.sent().body).toEqual(Buffer.from("[1]"));
    rig.exchange.answer(rig.sent(), { body: Buffer.from("2") });
    expect(await response).toEqual({ outcome: { case: "result", value: { mediaType: "application/json", data: Buffer.from("2") } } });
  });

  it("gives back a failure whole", async () => {
    const response = invoke();
    const failure = { type: "E", message: "m", stack: "s", nonRetryable: true, cause: { type: "C", message: "c" }, language: "python" };
    rig.exchange.answer(rig.sent(), { status: "failed", header: { failure } });
    expect(await response).toMatchObject({ outcome: { case: "failure", value: { ...failure, cause: { type: "C" } } } });
  });

  it.each([
    ["the timeout that it says", { timeout: { seconds: 2n, nanos: 0 } }, { timeoutMs: 9_000 }, 2_000],
    ["the deadline of the call", {}, { timeoutMs: 9_000 }, 9_000],
    ["a minute", {}, {}, 60_000],
  ])("has %s", (_what, more, call, timeoutMs) => {
    void watch(invoke(more, callBy(operator, call)));
    expect(rig.sent().timeoutMs).toBe(timeoutMs);
  });

  it.each([
    [{ action: "" }, "action"],
    [{ action: "x".repeat(257) }, "action"],
    [{ agent: { uid: "u", role: Role.USER } }, "agent.role"],
    [{ agent: { uid: "", role: Role.AGENT } }, "agent.uid"],
    [{ requestId: "x".repeat(129) }, "request_id"],
    [{ timeout: { seconds: -1n, nanos: 0 } }, "timeout"],
    [{ timeout: { seconds: 31n * 86_400n, nanos: 0 } }, "timeout"],
  ])("refuses a bad field, case %#: %o", async (more, field) => {
    await expect(invoke(more)).rejects.toMatchObject({ kind: "invalid_field", facts: { field } });
    expect(rig.exchange.sent).toEqual([]);
  });

  it.each([
    [OnDisconnect.UNSPECIFIED, 2],
    [OnDisconnect.CANCEL, 2],
    [OnDisconnect.KEEP, 1],
  ])("when its caller leaves under policy %i has sent %i messages", async (onDisconnect, sent) => {
    const left = new AbortController();
    void watch(invoke({ onDisconnect }, callBy(operator, { signal: left.signal })));
    await settle();
    left.abort(new Error("left"));
    await settle();
    expect(rig.exchange.sent.length).toBe(sent);
  });

  it("is cancelled by its request id, by its own caller", async () => {
    const response = watch(invoke({ requestId: "r" }));
    const cancel = create(CancelRequestSchema, { agent, requestId: "r" });
    expect(await handlers.cancel(cancel, callBy())).toEqual({});
    expect(rig.sent(1).header.kind).toBe("cancel");
    rig.exchange.answer(rig.sent(), { status: "cancelled" });
    await settle();
    expect(response.error).toMatchObject({ kind: "request_cancelled" });
    await expect(handlers.cancel(create(CancelRequestSchema, { agent }), callBy())).rejects.toMatchObject({
      facts: { field: "request_id" },
    });
  });
});

it("InvokeStream tells parts, restarts and the end", async () => {
  const request = create(InvokeStreamRequestSchema, { agent, action: "count" });
  const events = handlers.invokeStream(request, callBy())[Symbol.asyncIterator]();
  const first = events.next();
  await settle();
  rig.exchange.part(rig.sent(), 0);
  expect((await first).value).toMatchObject({ event: { case: "part", value: { index: 0, value: { mediaType: "application/json" } } } });
  rig.exchange.answer(rig.sent(), { header: { attempt: 2 }, body: Buffer.from("3") });
  expect((await events.next()).value).toEqual({ event: { case: "restarted", value: { attempt: 2 } } });
  expect((await events.next()).value).toMatchObject({ event: { case: "end", value: { outcome: { case: "result" } } } });
  expect((await events.next()).done).toBe(true);
});

it("Ping tells the phase, and how long the agent took", async () => {
  const ping = handlers.ping(create(PingRequestSchema, { agent }), callBy());
  expect(rig.sent().timeoutMs).toBe(10_000);
  rig.clock.tick(2);
  rig.exchange.answer(rig.sent());
  expect(await ping).toMatchObject({ phase: AgentPhase.RUNNING, roundTrip: { seconds: 0n, nanos: 2_000_000 } });
});

describe("Describe", () => {
  const describeAgent = () => handlers.describe(create(DescribeRequestSchema, { agent }), callBy());

  it("asks the agent, and reads its answer in the API's JSON form", async () => {
    const response = describeAgent();
    expect(rig.sent().header.action).toBe("lyceum.describe");
    const json = { lineage: ["Counter"], actions: [{ name: "add", argumentsSchema: "{}", streaming: true, later: 1 }], loops: ["tick"] };
    rig.exchange.answer(rig.sent(), { body: Buffer.from(JSON.stringify(json)) });
    expect(await response).toMatchObject({
      lineage: ["Counter"],
      loops: ["tick"],
      actions: [{ name: "add", argumentsSchema: "{}", streaming: true }],
    });
  });

  it.each([
    ["no JSON", { body: Buffer.from("<xml>") }],
    ["another form", { body: Buffer.from('{"actions": 1}') }],
    ["a failure", { status: "failed" as const, header: { failure: { type: "E", message: "broken" } } }],
  ])("is unsupported by an agent that answers with %s", async (_what, answer) => {
    const response = watch(describeAgent());
    rig.exchange.answer(rig.sent(), answer);
    await settle();
    expect(response.error).toMatchObject({ kind: "unsupported" });
  });
});

describe("Shutdown", () => {
  const shutdown = (principal: Principal) =>
    handlers.shutdown(create(AgentServiceShutdownRequestSchema, { agent, terminate: true }), callBy(principal));

  it.each([
    ["the operator", operator],
    ["its owner", { ...operator, subject: "user/u", kind: "entity" }],
    ["itself", { ...operator, subject: "agent/a", kind: "entity" }],
  ] satisfies [string, Principal][])("is allowed to %s", async (_who, principal) => {
    expect(await shutdown(principal)).toEqual({});
    expect(rig.sent().header).toMatchObject({ kind: "shutdown", terminate: true });
  });

  it("is refused to others", async () => {
    const member = { ...operator, kind: "entity", role: "member" } as const;
    rig.exchange.views.set("default/user/x", { ...rig.exchange.look("default/agent/a")!, entity: { uid: "x", role: "user", name: "" } });
    await expect(shutdown({ ...member, subject: "user/x" })).rejects.toMatchObject({ kind: "not_permitted" });
    await expect(shutdown({ ...member, subject: "user/stranger" })).rejects.toMatchObject({ kind: "mailbox_not_found" });
    expect(rig.exchange.sent).toEqual([]);
  });
});

it("GetStats tells the counts", async () => {
  const response = await handlers.getStats(create(GetStatsRequestSchema, { agent }), callBy());
  expect(response).toEqual({
    stats: { incoming: 3n, outgoing: 2n, completed: 1n, droppedAnswers: 4n, inProgress: 1n, queued: 1n, queuedBytes: 5n, deadLetters: 6n },
  });
});
