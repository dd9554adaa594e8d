import { beforeEach, describe, expect, it } from "vitest";
import { LyceumError } from "../../src/core/errors.ts";
import type { MailboxView } from "../../src/core/exchange.ts";
import type { AnswerStatus } from "../../src/core/message.ts";
import type { RunRecord, RunState } from "../../src/core/run.ts";
import { AgentsRig, agent, caller, never } from "../support/agents-rig.ts";
import { settle } from "../support/fake-clock.ts";
import { watch } from "../support/watch.ts";

const KEY = "default/agent/a";
const stats = { incoming: 3, outgoing: 0, completed: 1, droppedAnswers: 0, inProgress: 1, queued: 1, queuedBytes: 5, deadLetters: 0 };
const view: MailboxView = {
  entity: agent,
  status: "active",
  presence: "online",
  heartbeatAgeMs: 1,
  lineage: ["lyceum.Agent"],
  owner: "user/u",
  account: "operator",
  createdAtMs: 0,
  fence: 0,
  stats,
};

let rig: AgentsRig;

beforeEach(() => {
  rig = new AgentsRig();
  rig.exchange.views.set(KEY, view);
});

function runIn(state: RunState): RunRecord {
  return { key: "run1", agentKey: KEY, agent, state } as RunRecord;
}

const options = { timeoutMs: 1_000, signal: never };

describe("ping", () => {
  it.each([
    [undefined, "never", "not_launched"],
    [undefined, "stale", "offline"],
    ["queued", "never", "pending"],
    ["backing_off", "stale", "pending"],
    ["starting", "online", "starting"],
    ["stopping", "online", "stopping"],
    ["running", "stale", "offline"],
    ["ended", "stale", "offline"],
    ["ended", "never", "offline"],
  ] as const)("tells at once for a run that is %s and a listener that is %s: %s", async (state, presence, phase) => {
    if (state !== undefined) rig.runs.set(KEY, runIn(state));
    rig.exchange.views.set(KEY, { ...view, presence });
    expect(await rig.agents.ping(caller, agent, options)).toEqual({ phase, roundTripMs: undefined });
    expect(rig.exchange.sent).toEqual([]);
  });

  it.each([[undefined], ["running"], ["ended"]] as const)("asks a listener whose run is %s for a sign of life", async (state) => {
    if (state !== undefined) rig.runs.set(KEY, runIn(state));
    const ping = rig.agents.ping(caller, agent, options);
    expect(rig.sent()).toMatchObject({ header: { kind: "ping", dest: agent }, timeoutMs: 1_000 });
    rig.clock.tick(7);
    rig.exchange.answer(rig.sent());
    expect(await ping).toEqual({ phase: "running", roundTripMs: 7 });
  });

  it.each([
    "failed",
    "unsupported",
    "incompatible_protocol",
    "action_not_found",
    "invalid_arguments",
    "invalid_state",
    "cancelled",
  ] satisfies AnswerStatus[])("takes %s for a sign of life", async (status) => {
    const ping = rig.agents.ping(caller, agent, options);
    rig.exchange.answer(rig.sent(), { status });
    expect(await ping).toMatchObject({ phase: "running" });
  });

  it.each(["expired", "host_lost", "undeliverable", "mailbox_terminated"] satisfies AnswerStatus[])("fails with %s", async (status) => {
    const ping = watch(rig.agents.ping(caller, agent, options));
    rig.exchange.answer(rig.sent(), { status });
    await settle();
    expect(ping.error).toMatchObject({ kind: status });
  });

  it("ends with its caller, whose late answer is then dropped", async () => {
    const left = new AbortController();
    const ping = watch(rig.agents.ping(caller, agent, { ...options, signal: left.signal }));
    left.abort(new LyceumError("request_cancelled", "the caller left"));
    await settle();
    expect(ping.error).toMatchObject({ kind: "request_cancelled" });
    rig.exchange.answer(rig.sent());
    expect(rig.agents.droppedAnswers).toBe(1);
  });
});

describe("an agent without a mailbox", () => {
  it.each([
    ["unknown", undefined, "mailbox_not_found"],
    ["ended for good", { ...view, status: "terminated" }, "mailbox_terminated"],
  ] as const)("that is %s has no ping, no end and no counts", async (_what, there, kind) => {
    rig.exchange.views.clear();
    if (there !== undefined) rig.exchange.views.set(KEY, there);
    const error = expect.objectContaining({ kind, facts: { uid: "a" } });
    await expect(rig.agents.ping(caller, agent, options)).rejects.toEqual(error);
    await expect(rig.agents.shutdown(caller, agent, undefined)).rejects.toEqual(error);
    expect(() => rig.agents.look(caller, agent)).toThrow(error);
  });
});

it("asks an agent to end, and waits for no answer", async () => {
  await rig.agents.shutdown(caller, agent, true);
  expect(rig.sent().header).toMatchObject({ kind: "shutdown", terminate: true, dest: agent });
  rig.exchange.answer(rig.sent());
  rig.exchange.answer(rig.sent());
  expect(rig.agents.droppedAnswers).toBe(0);
});

it("tells an agent's counts and latest run", () => {
  expect(rig.agents.look(caller, agent)).toEqual({ mailbox: view, run: undefined });
  rig.runs.set(KEY, runIn("running"));
  expect(rig.agents.look(caller, agent).run).toMatchObject({ key: "run1" });
});
