import { beforeEach, describe, expect, it } from "vitest";
import { AgentFailure } from "../../src/core/failure.ts";
import { NO_RETRIES } from "../../src/core/run.ts";
import type { Manager } from "../../src/manager/manager.ts";
import { settle } from "../support/fake-clock.ts";
import { full } from "../support/fake-mailboxes.ts";
import { boom, ManagerBench } from "../support/manager-bench.ts";

let bench: ManagerBench;
let manager: Manager;

beforeEach(async () => {
  bench = await ManagerBench.open();
  manager = bench.manager();
});

const status = (runId: string) => bench.mailboxes.look(bench.run(manager, runId).agentKey)?.status;
const retry = (maxRetries: number, more = {}) => ({ retry: { ...NO_RETRIES, maxRetries, ...more } });

describe("an attempt", () => {
  it("starts its host only once the launch is kept, with all that the host needs", async () => {
    const { runId } = bench.launchNow(manager, { executor: "pool", name: "counter" });
    expect(bench.executors.hosts).toHaveLength(0);
    expect(manager.runs.byId(runId)?.told).toBeUndefined();
    await settle();
    expect(bench.run(manager, runId)).toMatchObject({ state: "starting", attempts: [{ number: 1, fence: 1 }] });
    expect(bench.host(runId).spec).toMatchObject({
      runId,
      attempt: 1,
      agent: { role: "agent", name: "counter" },
      kind: { name: "worker", module: "/agents/worker.ts" },
      runToken: `default/${runId}/1`,
      logLevel: "warn",
      initModule: "/init.ts",
      config: { terminateOnError: true, terminateOnSuccess: true, startTimeoutMs: 60_000, defaultMediaType: "application/json" },
    });
  });

  it("lets only its own host listen: the fence ascends over attempts and runs", async () => {
    const agent = bench.register("a");
    const first = await bench.launch(manager, { registration: agent, config: { terminateOnSuccess: false } });
    await bench.exit(first);
    const second = await bench.launch(manager, { registration: agent, relaunch: true });
    expect(bench.run(manager, first).attempts[0]?.fence).toBe(1);
    expect(bench.run(manager, second).attempts[0]?.fence).toBe(2);
  });

  it("is running once its host says that the agent is up, also when it says so twice", async () => {
    const runId = await bench.launch(manager);
    bench.clock.tick(50);
    await bench.up(runId);
    await bench.up(runId);
    expect(bench.run(manager, runId)).toMatchObject({ state: "running", attempts: [{ readyAtMs: bench.clock.now() }] });
  });

  it("ends with the host's report at once when it ended well, whatever the host does afterwards", async () => {
    const runId = await bench.launch(manager);
    await bench.up(runId);
    const over = bench.managers.hosts.exited(bench.claim(runId), { interrupted: false });
    await settle();
    expect(over).toBe(true);
    expect(bench.run(manager, runId)).toMatchObject({ state: "ended", outcome: "succeeded", attempts: [{ outcome: "succeeded" }] });
    bench.host(runId).end({ exitCode: 7 });
    await settle();
    expect(bench.run(manager, runId).outcome).toBe("succeeded");
  });

  it("keeps a reported failure before it answers, and adds the host's last output when the host is gone", async () => {
    const runId = await bench.launch(manager);
    bench.managers.hosts.exited(bench.claim(runId), { failure: boom(), interrupted: false });
    await bench.journal.settled();
    expect([...bench.store.load("runs")][0]).toMatchObject({ state: "starting", attempts: [{ outcome: "failed", failure: boom() }] });
    bench.host(runId).end({ exitCode: 1, outputTail: "a line of output\n" });
    await settle();
    const { outcome, failure, attempts } = bench.run(manager, runId);
    expect(outcome).toBe("failed");
    expect(failure).toMatchObject({ type: "Boom", message: "it broke", language: "typescript" });
    expect(failure?.stack).toBe("at agent\n--- last output of the host ---\na line of output\n");
    expect(attempts[0]?.exitCode).toBe(1);
  });

  it("kills a host that reported its end and lives on", async () => {
    const runId = await bench.launch(manager);
    bench.managers.hosts.exited(bench.claim(runId), { failure: boom(), interrupted: false });
    await bench.clock.advance(4_999);
    expect(bench.host(runId).killed).toBe(false);
    await bench.clock.advance(1);
    expect(bench.host(runId).killed).toBe(true);
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "Boom" } });
  });

  it.each([
    [{ exitCode: 0 }, "succeeded", undefined],
    [{ exitCode: 3, outputTail: "why" }, "failed", { type: "HostExited", message: "the host ended with exit code 3 and reported nothing" }],
    [{ signal: "SIGSEGV" }, "failed", { type: "HostExited", message: "the host ended by signal SIGSEGV and reported nothing" }],
    [{ unknown: true }, "lost", { type: "HostLost" }],
    [{}, "lost", { type: "HostLost" }],
  ] as const)("whose host ends without a report by %o is %s", async (end, outcome, failure) => {
    const runId = await bench.launch(manager);
    bench.host(runId).end(end);
    await settle();
    const run = bench.run(manager, runId);
    expect(run.outcome).toBe(outcome);
    if (failure === undefined) expect(run.failure).toBeUndefined();
    else expect(run.failure).toMatchObject(failure);
    if ("outputTail" in end) expect(run.failure?.stack).toContain("why");
  });

  it("[case 10] that cannot be started fails the run with the reason and the output, and answers what waits in the mailbox", async () => {
    const runId = await bench.launch(manager);
    bench.host(runId).fail(new AgentFailure({ type: "StartFailed", message: "no such program", stack: "stderr tail" }));
    await settle();
    const run = bench.run(manager, runId);
    expect(run).toMatchObject({ outcome: "failed", failure: { type: "StartFailed", stack: "stderr tail" }, countedAttempts: 1 });
    expect(bench.mailboxes.causeOf(run.agentKey)).toMatchObject({ type: "StartFailed" });
  });

  it("fails when its executor cannot be opened, and a later one tries to open it again", async () => {
    bench.executors.broken.add("durable");
    const other = bench.manager();
    const runId = await bench.launch(other, { executor: "durable", config: { terminateOnError: false } });
    expect(bench.run(other, runId)).toMatchObject({ outcome: "failed", failure: { type: "ExecutorUnavailable" } });
    bench.executors.broken.clear();
    const second = await bench.launch(other, { executor: "durable" });
    expect(bench.run(other, second).state).toBe("starting");
  });

  it("fails and is logged when its executor has a bug", async () => {
    const runId = await bench.launch(manager);
    bench.host(runId).fail(new TypeError("x is not a function"));
    await settle();
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "TypeError" } });
    expect(bench.log.map(({ level, message }) => `${level} ${message}`)).toContain("error an executor broke");
  });

  it("that is not up in time is killed and failed", async () => {
    const runId = await bench.launch(manager, { config: { startTimeoutMs: 1_000 } });
    await bench.clock.advance(999);
    expect(bench.run(manager, runId).state).toBe("starting");
    await bench.clock.advance(1);
    expect(bench.host(runId).killed).toBe(true);
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "StartTimeout" } });
    expect(bench.run(manager, runId).failure?.stack).toContain("last words");
  });

  it("that was up has no limit", async () => {
    const runId = await bench.launch(manager);
    await bench.up(runId);
    await bench.clock.advance(10 * 60_000);
    expect(bench.run(manager, runId).state).toBe("running");
  });

  it("whose host cannot be killed is abandoned, and its place is free", async () => {
    bench.executors.mortal = false;
    const runId = await bench.launch(manager, { executor: "pool", config: { startTimeoutMs: 1_000 } });
    await bench.clock.advance(5_999);
    expect(bench.run(manager, runId).state).toBe("starting");
    await bench.clock.advance(1);
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "StartTimeout" } });
    expect(manager.executors.choose("pool").lane.running).toBe(0);
    expect(bench.log.some(({ level }) => level === "error")).toBe(true);
  });

  it("tells the exchange when its host is gone, and whether it said goodbye", async () => {
    const polite = await bench.launch(manager);
    await bench.exit(polite);
    const rude = await bench.launch(manager);
    bench.host(rude).end({ exitCode: 1 });
    await settle();
    expect(bench.mailboxes.gone).toEqual([
      [bench.run(manager, polite).agentKey, 1, true],
      [bench.run(manager, rude).agentKey, 1, false],
    ]);
  });
});

describe("retries", () => {
  it.each([0, 1, 2])("[J1] max_retries = %i makes one attempt more than that, then terminates the mailbox", async (maxRetries) => {
    const runId = await bench.launch(manager, retry(maxRetries));
    for (let attempt = 1; attempt <= maxRetries + 1; attempt += 1) {
      expect(bench.run(manager, runId)).toMatchObject({ state: "starting" });
      expect(status(runId)).toBe("active");
      await bench.exit(runId, boom());
    }
    expect(bench.run(manager, runId)).toMatchObject({ state: "ended", outcome: "failed", countedAttempts: maxRetries + 1 });
    expect(bench.attempts).toHaveLength(maxRetries + 1);
    expect(status(runId)).toBe("terminated");
  });

  it("use the manager's policy unless the launch has its own", async () => {
    const eager = bench.manager(retry(3));
    const runId = await bench.launch(eager);
    expect(bench.run(eager, runId).retry.maxRetries).toBe(3);
    expect(bench.run(eager, await bench.launch(eager, retry(1))).retry.maxRetries).toBe(1);
  });

  it("end at the first success", async () => {
    const runId = await bench.launch(manager, retry(5));
    await bench.exit(runId, boom());
    await bench.exit(runId);
    expect(bench.run(manager, runId)).toMatchObject({
      outcome: "succeeded",
      failure: undefined,
      attempts: [{ outcome: "failed" }, { outcome: "succeeded" }],
    });
  });

  it("wait longer from time to time, up to the longest wait", async () => {
    const runId = await bench.launch(manager, retry(9, { initialBackoffMs: 100, maxBackoffMs: 250 }));
    for (const waitMs of [100, 200, 250, 250]) {
      const before = bench.attempts.length;
      await bench.exit(runId, boom());
      expect(bench.run(manager, runId).state).toBe("backing_off");
      await bench.clock.advance(waitMs - 1);
      expect(bench.attempts).toHaveLength(before);
      await bench.clock.advance(1);
      expect(bench.attempts).toHaveLength(before + 1);
    }
  });

  it("do not happen for a failure that running again cannot help", async () => {
    const byType = await bench.launch(manager, retry(5, { nonRetryableTypes: ["Fatal"] }));
    await bench.exit(byType, boom("Fatal"));
    const byFlag = await bench.launch(manager, retry(5));
    await bench.exit(byFlag, { ...boom(), nonRetryable: true });
    for (const runId of [byType, byFlag]) expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", countedAttempts: 1 });
  });

  it("happen for a lost host too", async () => {
    const runId = await bench.launch(manager, retry(1));
    bench.host(runId).end({ unknown: true });
    await settle();
    expect(bench.run(manager, runId)).toMatchObject({ state: "starting", attempts: [{ outcome: "lost" }, {}] });
  });

  it("keep the last 20 attempts, in short form but for the last, and count all", async () => {
    const runId = await bench.launch(manager, retry(30));
    for (let attempt = 1; attempt <= 25; attempt += 1) await bench.exit(runId, { ...boom(), stack: "x".repeat(10_000) });
    const { attempts, countedAttempts } = bench.run(manager, runId);
    expect(countedAttempts).toBe(25);
    expect(attempts).toHaveLength(20);
    expect(attempts.at(-1)?.number).toBe(26);
    expect(attempts[0]?.number).toBe(7);
    expect(attempts[18]?.failure?.stack).toHaveLength(2_048);
  });
});

describe("the mailbox at the end of a run", () => {
  it.each([
    ["success", undefined, { terminateOnSuccess: true }, {}, "terminated"],
    ["success", undefined, { terminateOnSuccess: false }, {}, "active"],
    ["failure", boom(), { terminateOnError: true }, {}, "terminated"],
    ["failure", boom(), { terminateOnError: false }, {}, "active"],
    ["success told to keep it", undefined, {}, { terminate: false }, "active"],
    ["failure told to end it", boom(), { terminateOnError: false }, { terminate: true }, "terminated"],
  ] as const)("after %s with failure %o, config %o and report %o is %s", async (_name, failure, config, more, expected) => {
    const runId = await bench.launch(manager, { config });
    await bench.exit(runId, failure, more);
    expect(status(runId)).toBe(expected);
    expect(bench.mailboxes.unfenced.length).toBe(expected === "active" ? 1 : 0);
  });

  it("[case 8] that was kept can be hosted again: a relaunch makes a new run", async () => {
    const agent = bench.register("a");
    const first = await bench.launch(manager, { registration: agent });
    manager.runs.byId(first)?.stop({ terminate: false });
    await bench.exit(first);
    const second = await bench.launch(manager, { registration: agent, relaunch: true });
    expect(second).not.toBe(first);
    expect(bench.run(manager, second)).toMatchObject({ state: "starting", attempts: [{ number: 1 }] });
    expect(bench.mailboxes.asked(agent)).toEqual([]);
  });
});

describe("a request to end", () => {
  it("asks the agent, and its end is a good one", async () => {
    const runId = await bench.launch(manager);
    await bench.up(runId);
    manager.runs.byId(runId)?.stop({ terminate: true });
    await settle();
    const { agent, state } = bench.run(manager, runId);
    expect(state).toBe("stopping");
    expect(bench.mailboxes.asked(agent)).toMatchObject([{ header: { kind: "shutdown", terminate: true }, timeoutMs: undefined }]);
    await bench.exit(runId);
    expect(bench.run(manager, runId).outcome).toBe("succeeded");
  });

  it("[case 17] works while the agent starts: the request waits in its mailbox, and it is still stopping when it is up", async () => {
    const runId = await bench.launch(manager);
    manager.runs.byId(runId)?.stop({});
    await bench.up(runId);
    expect(bench.run(manager, runId)).toMatchObject({ state: "stopping", attempts: [{ readyAtMs: bench.clock.now() }] });
  });

  it("[case 17] between attempts ends the run at once with the last failure, and the mailbox as configured", async () => {
    const runId = await bench.launch(manager, retry(5, { initialBackoffMs: 1_000 }));
    await bench.exit(runId, boom());
    manager.runs.byId(runId)?.stop({});
    await settle();
    expect(bench.run(manager, runId)).toMatchObject({ state: "ended", outcome: "failed", failure: { type: "Boom" } });
    expect(status(runId)).toBe("terminated");
    await bench.clock.advance(60_000);
    expect(bench.attempts).toHaveLength(1);
  });

  it("while the run waits for a place ends it at once; it never starts", async () => {
    const runs = [await bench.launch(manager, { executor: "pool" }), await bench.launch(manager, { executor: "pool" })];
    const waiting = await bench.launch(manager, { executor: "pool" });
    manager.runs.byId(waiting)?.stop({ terminate: false });
    await bench.exit(runs[0]!);
    expect(bench.run(manager, waiting)).toMatchObject({ outcome: "killed", failure: { type: "NeverStarted" }, attempts: [] });
    expect(status(waiting)).toBe("active");
    expect(bench.attempts).toHaveLength(2);
  });

  it("ends retrying: a failure after it is the last", async () => {
    const runId = await bench.launch(manager, retry(5));
    manager.runs.byId(runId)?.stop({});
    await bench.exit(runId, boom());
    expect(bench.run(manager, runId)).toMatchObject({ state: "ended", outcome: "failed", countedAttempts: 1 });
  });

  it("kills after the time it names, the earliest of several, and never without one", async () => {
    const patient = await bench.launch(manager);
    const hurried = await bench.launch(manager);
    manager.runs.byId(patient)?.stop({});
    manager.runs.byId(hurried)?.stop({ killAfterMs: 9_000 });
    manager.runs.byId(hurried)?.stop({ killAfterMs: 2_000 });
    manager.runs.byId(hurried)?.stop({ killAfterMs: 5_000 });
    await bench.up(patient);
    await bench.up(hurried);
    await bench.clock.advance(2_000);
    expect(bench.run(manager, hurried)).toMatchObject({ outcome: "killed", failure: { type: "Killed" } });
    await bench.clock.advance(3_600_000);
    expect(bench.run(manager, patient).state).toBe("stopping");
  });

  it("kills after the run's own stop grace", async () => {
    const runId = await bench.launch(manager, { config: { stopGraceMs: 300 } });
    manager.runs.byId(runId)?.stop({});
    await bench.clock.advance(300);
    expect(bench.run(manager, runId).outcome).toBe("killed");
  });

  it("[J8] leaves a run that has ended as it is", async () => {
    const runId = await bench.launch(manager);
    await bench.exit(runId, boom());
    const before = bench.run(manager, runId);
    manager.runs.byId(runId)?.stop({ terminate: false, killAfterMs: 1 });
    await settle();
    expect(bench.run(manager, runId)).toBe(before);
    expect(before).toMatchObject({ outcome: "failed", failure: { type: "Boom" } });
  });

  it("that kills too late changes nothing of what the host reported before", async () => {
    const runId = await bench.launch(manager);
    bench.managers.hosts.exited(bench.claim(runId), { failure: boom(), interrupted: false });
    manager.runs.byId(runId)?.stop({ killAfterMs: 0 });
    await bench.clock.advance(0);
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "Boom" } });
  });

  it("is sent again until the mailbox takes it", async () => {
    const runId = await bench.launch(manager);
    const { agent } = bench.run(manager, runId);
    bench.mailboxes.refusal = full();
    manager.runs.byId(runId)?.stop({});
    expect(bench.mailboxes.asked(agent)).toEqual([]);
    await bench.clock.advance(1_000);
    expect(bench.mailboxes.asked(agent)).toHaveLength(1);
    await bench.clock.advance(10_000);
    expect(bench.mailboxes.asked(agent)).toHaveLength(1);
  });
});

describe("a mailbox that others terminate", () => {
  it("[J11] ends the run: the host has its grace, then it is killed; nothing hangs", async () => {
    const runId = await bench.launch(manager, retry(5));
    await bench.up(runId);
    bench.mailboxes.terminate(bench.run(manager, runId).agentKey);
    await settle();
    expect(bench.run(manager, runId).state).toBe("stopping");
    await bench.clock.advance(9_999);
    expect(bench.host(runId).killed).toBe(false);
    await bench.clock.advance(1);
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "killed", failure: { type: "MailboxTerminated" } });
    expect(manager.runs.unfinished.size).toBe(0);
    manager.close();
    await settle();
    expect(manager.told?.state).toBe("closed");
  });

  it("is a kill too when the host goes by itself without a report, and the host's own report counts", async () => {
    const silent = await bench.launch(manager);
    bench.mailboxes.terminate(bench.run(manager, silent).agentKey);
    bench.host(silent).end({ exitCode: 0 });
    await settle();
    expect(bench.run(manager, silent).outcome).toBe("killed");
    const polite = await bench.launch(manager);
    bench.mailboxes.terminate(bench.run(manager, polite).agentKey);
    await bench.exit(polite);
    expect(bench.run(manager, polite).outcome).toBe("succeeded");
  });

  it("is seen at the latest when the run gets a place, which goes to the next", async () => {
    const runs = [await bench.launch(manager, { executor: "pool" }), await bench.launch(manager, { executor: "pool" })];
    const gone = await bench.launch(manager, { executor: "pool" });
    const next = await bench.launch(manager, { executor: "pool" });
    bench.mailboxes.forgetListeners();
    bench.mailboxes.terminate(bench.run(manager, gone).agentKey);
    await bench.exit(runs[0]!);
    expect(bench.run(manager, gone)).toMatchObject({ outcome: "killed", failure: { type: "MailboxTerminated" }, attempts: [] });
    expect(bench.run(manager, next).state).toBe("starting");
  });

  it("ends a run that waits for a place or for its next attempt", async () => {
    await bench.launch(manager, { executor: "pool" });
    await bench.launch(manager, { executor: "pool" });
    const queued = await bench.launch(manager, { executor: "pool" });
    bench.mailboxes.terminate(bench.run(manager, queued).agentKey);
    const backing = await bench.launch(manager, retry(5, { initialBackoffMs: 1_000 }));
    await bench.exit(backing, boom());
    bench.mailboxes.terminate(bench.run(manager, backing).agentKey);
    await settle();
    expect(bench.run(manager, queued)).toMatchObject({ outcome: "killed", failure: { type: "MailboxTerminated" } });
    expect(bench.run(manager, backing)).toMatchObject({ outcome: "failed", failure: { type: "Boom" } });
  });
});
