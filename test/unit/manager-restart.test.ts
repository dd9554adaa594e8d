import { beforeEach, describe, expect, it } from "vitest";
import { NO_RETRIES } from "../../src/core/run.ts";
import type { Manager } from "../../src/manager/manager.ts";
import { FakeClock, settle } from "../support/fake-clock.ts";
import { boom, ManagerBench, NEVER } from "../support/manager-bench.ts";

let bench: ManagerBench;
let manager: Manager;

beforeEach(async () => {
  bench = await ManagerBench.open();
  manager = bench.manager();
  await settle();
});

const retry = (maxRetries: number, more = {}) => ({ retry: { ...NO_RETRIES, maxRetries, ...more } });

/** A new server after the old one was killed. */
async function restart(): Promise<ManagerBench> {
  const second = await bench.restart();
  manager = second.managers.get("default", manager.record.managerId);
  return second;
}

describe("a server that starts after one that was killed", () => {
  it("knows the managers, their executors and defaults, and the runs with their outcomes", async () => {
    manager.addExecutor({ name: "more", template: "pool" });
    manager.setDefaultExecutor("more");
    const runId = await bench.launch(manager);
    await bench.exit(runId, boom());
    const { told } = manager;
    const second = await restart();
    expect(manager.told).toEqual(told);
    expect(second.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "Boom" }, executor: "more" });
    expect(() => second.launchNow(manager, { registration: second.run(manager, runId).agent })).toThrow(
      expect.objectContaining({ kind: "already_executed" }),
    );
    expect(second.run(manager, await second.launch(manager)).executor).toBe("more");
  });

  it("loses attempts whose hosts cannot outlive it, and retries them while attempts are left", async () => {
    const last = await bench.launch(manager);
    const more = await bench.launch(manager, retry(1));
    const second = await restart();
    expect(second.run(manager, last)).toMatchObject({ outcome: "lost", failure: { type: "HostLost" } });
    expect(second.mailboxes.look(second.run(manager, last).agentKey)?.status).toBe("terminated");
    expect(second.run(manager, more)).toMatchObject({
      state: "starting",
      countedAttempts: 1,
      attempts: [{ number: 1, outcome: "lost" }, { number: 2 }],
    });
  });

  it("adopts hosts that outlived it: the same attempt goes on and its end counts", async () => {
    const runId = await bench.launch(manager, { executor: "durable" });
    await bench.up(runId);
    const second = await restart();
    expect(second.host(runId)).toMatchObject({ adopted: true, spec: { attempt: 1, runToken: `default/${runId}/1` } });
    expect(second.run(manager, runId).state).toBe("running");
    await second.clock.advance(24 * 3_600_000);
    await second.exit(runId);
    expect(second.run(manager, runId)).toMatchObject({ outcome: "succeeded", countedAttempts: 1 });
  });

  it("gives an adopted host that was not up yet its whole time to start", async () => {
    const runId = await bench.launch(manager, { executor: "durable" });
    await bench.clock.advance(59_000);
    const second = await restart();
    await second.clock.advance(59_000);
    expect(second.run(manager, runId).state).toBe("starting");
    await second.clock.advance(1_000);
    expect(second.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "StartTimeout" } });
  });

  it("counts a report that was accepted just before the kill", async () => {
    const runId = await bench.launch(manager, { executor: "durable" });
    bench.managers.hosts.exited(bench.claim(runId), { failure: boom(), interrupted: false });
    const second = await restart();
    expect(second.executors.hosts).toEqual([]);
    expect(second.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "Boom" } });
  });

  it("counts adopted hosts against the places, and puts what waited back in line in its order", async () => {
    const templates = [{ name: "durable", driver: "durable", places: 1 }];
    bench = await ManagerBench.open({ templates });
    manager = bench.manager({ defaultExecutor: "durable" });
    const runs = [await bench.launch(manager), await bench.launch(manager), await bench.launch(manager)];
    const second = await restart();
    expect(manager.executors.choose("").lane).toMatchObject({ running: 1, queued: 2 });
    await second.exit(runs[0]!);
    expect(runs.map((runId) => second.run(manager, runId).state)).toEqual(["ended", "starting", "queued"]);
  });

  it("goes on backing off", async () => {
    const runId = await bench.launch(manager, retry(1, { initialBackoffMs: 1_000 }));
    await bench.exit(runId, boom());
    const second = await restart();
    expect(second.run(manager, runId).state).toBe("backing_off");
    await second.clock.advance(1_000);
    expect(second.run(manager, runId)).toMatchObject({ state: "starting", attempts: [{}, { number: 2 }] });
  });

  it("goes on stopping a run, with the whole time until the kill", async () => {
    const runId = await bench.launch(manager, { executor: "durable" });
    manager.runs.byId(runId)?.stop({ killAfterMs: 1_000, terminate: false });
    await bench.clock.advance(900);
    const second = await restart();
    expect(second.run(manager, runId)).toMatchObject({ state: "stopping", stopRequested: true, terminate: false });
    await second.clock.advance(1_000);
    expect(second.run(manager, runId).outcome).toBe("killed");
    expect(second.mailboxes.look(second.run(manager, runId).agentKey)?.status).toBe("active");
  });

  it("goes on closing a manager", async () => {
    const runId = await bench.launch(manager, { executor: "durable" });
    manager.close(60_000);
    const second = await restart();
    expect(manager.told?.state).toBe("closing");
    await second.exit(runId);
    expect(manager.told?.state).toBe("closed");
  });

  it("takes the unfinished run of an agent for its latest, also when the wall clock went back", async () => {
    const agent = bench.register("a");
    const first = await bench.launch(manager, { registration: agent, config: { terminateOnSuccess: false } });
    await bench.exit(first);
    const second = await bench.restart({ clock: new FakeClock(bench.clock.now() - 3_600_000) });
    const other = second.manager();
    const latest = await second.launch(other, { registration: agent, executor: "durable" });
    const third = await second.restart();
    expect(third.managers.latestRun("default/agent/a")?.key).toBe(latest);
  });

  it("ends runs whose mailbox was terminated while nobody looked", async () => {
    const running = await bench.launch(manager, { executor: "durable" });
    const backing = await bench.launch(manager, retry(1, { initialBackoffMs: 60_000 }));
    await bench.exit(backing, boom());
    const keys = [running, backing].map((runId) => bench.run(manager, runId).agentKey);
    bench.mailboxes.forgetListeners();
    for (const key of keys) bench.mailboxes.terminate(key);
    const second = await restart();
    expect(second.run(manager, backing)).toMatchObject({ outcome: "failed", failure: { type: "Boom" } });
    await second.clock.advance(10_000);
    expect(second.run(manager, running)).toMatchObject({ outcome: "killed", failure: { type: "MailboxTerminated" } });
  });
});

describe("a server that starts after one that was killed while it drained", () => {
  it("makes an attempt again that the drain ends, uncounted", async () => {
    const runId = await bench.launch(manager, { executor: "durable" });
    await bench.up(runId);
    void bench.managers.drain("drain", 60_000, NEVER);
    await settle();
    const { agent } = bench.run(manager, runId);
    expect(bench.mailboxes.asked(agent)).toHaveLength(1);
    const second = await restart();
    expect(second.mailboxes.asked(agent)).toEqual([]);
    await second.exit(runId);
    expect(second.run(manager, runId)).toMatchObject({
      state: "starting",
      countedAttempts: 0,
      attempts: [{ outcome: "interrupted" }, { number: 2 }],
    });
    await second.exit(runId);
    expect(second.run(manager, runId).outcome).toBe("succeeded");
  });
});

describe("a server that drains", () => {
  const drain = (graceMs = 1_000, signal = NEVER) => {
    let over = false;
    const done = bench.managers.drain("drain", graceMs, signal).then(() => {
      over = true;
    });
    return { done, over: () => over };
  };

  it("asks agents to end with their mailboxes kept, and makes their attempts again at its next start, uncounted", async () => {
    const runId = await bench.launch(manager);
    await bench.up(runId);
    const { agent, agentKey } = bench.run(manager, runId);
    const { done } = drain();
    await settle();
    expect(bench.mailboxes.asked(agent)).toMatchObject([{ header: { kind: "shutdown", terminate: false }, timeoutMs: 1_000 }]);
    await bench.exit(runId, undefined, { interrupted: true, terminate: false });
    await done;
    expect(bench.run(manager, runId)).toMatchObject({
      state: "queued",
      countedAttempts: 0,
      attempts: [{ outcome: "interrupted", failure: undefined }],
    });
    expect(bench.mailboxes.look(agentKey)?.status).toBe("active");
    const second = await restart();
    expect(second.run(manager, runId)).toMatchObject({ state: "starting", attempts: [{ number: 1 }, { number: 2 }] });
    expect(second.mailboxes.asked(agent)).toEqual([]);
    await second.exit(runId);
    expect(second.run(manager, runId)).toMatchObject({ outcome: "succeeded", countedAttempts: 1 });
  });

  it("takes an end that its own request brought about for an interruption", async () => {
    const runId = await bench.launch(manager);
    const { done } = drain();
    await bench.exit(runId);
    await done;
    expect(bench.run(manager, runId)).toMatchObject({ state: "queued", attempts: [{ outcome: "interrupted" }] });
  });

  it("kills after its grace, or when it is told to hurry, and counts nothing", async () => {
    const runId = await bench.launch(manager);
    const first = drain();
    await bench.clock.advance(999);
    expect(first.over()).toBe(false);
    await bench.clock.advance(1);
    await first.done;
    expect(bench.run(manager, runId)).toMatchObject({ state: "queued", attempts: [{ outcome: "interrupted" }] });

    bench = await restart();
    const hurry = new AbortController();
    const second = drain(60_000, hurry.signal);
    await settle();
    hurry.abort();
    await second.done;
    await settle();
    expect(bench.run(manager, runId)).toMatchObject({ state: "queued", countedAttempts: 0 });
  });

  it("kills hosts that reported their end and live on after its grace too", async () => {
    const runId = await bench.launch(manager);
    const { done } = drain();
    await bench.clock.advance(900);
    bench.managers.hosts.exited(bench.claim(runId), { interrupted: true });
    await bench.clock.advance(99);
    expect(bench.host(runId).killed).toBe(false);
    await bench.clock.advance(1);
    await done;
    expect(bench.host(runId).killed).toBe(true);
    expect(bench.run(manager, runId).attempts).toMatchObject([{ outcome: "interrupted" }]);
  });

  it("always ends: hosts that cannot be killed are left behind", async () => {
    bench.executors.mortal = false;
    await bench.launch(manager);
    const { done, over } = drain();
    await bench.clock.advance(5_999);
    expect(over()).toBe(false);
    await bench.clock.advance(1);
    await done;
  });

  it("starts nothing new: no launch, no manager, no retry, nothing from the line", async () => {
    const runs = [await bench.launch(manager, { executor: "pool" }), await bench.launch(manager, { executor: "pool" })];
    const waiting = await bench.launch(manager, { executor: "pool" });
    const backing = await bench.launch(manager, retry(1, { initialBackoffMs: 10 }));
    await bench.exit(backing, boom());
    const { done } = drain();
    await settle();
    expect(() => bench.launchNow(manager)).toThrow(expect.objectContaining({ kind: "server_draining" }));
    expect(() => bench.manager()).toThrow(expect.objectContaining({ kind: "server_draining" }));
    for (const runId of runs) await bench.exit(runId, undefined, { interrupted: true });
    await bench.clock.advance(1_000);
    await done;
    expect(bench.attempts).toHaveLength(3);
    expect([waiting, backing].map((runId) => bench.run(manager, runId).state)).toEqual(["queued", "backing_off"]);
    const second = await restart();
    expect(runs.map((runId) => second.run(manager, runId).state)).toEqual(["starting", "starting"]);
    expect(second.run(manager, waiting).state).toBe("queued");
  });

  it("lets a run that was asked to end before end for good", async () => {
    const runId = await bench.launch(manager);
    manager.runs.byId(runId)?.stop({});
    const { done } = drain();
    await bench.exit(runId);
    await done;
    expect(bench.run(manager, runId)).toMatchObject({ state: "ended", outcome: "succeeded" });
  });

  it("closes no manager, also not one whose lease would lapse meanwhile", async () => {
    const leased = bench.manager({ leaseMs: 1_000 });
    await bench.launch(leased);
    const { done } = drain(5_000);
    await bench.clock.advance(5_000);
    await done;
    expect(leased.told?.state).toBe("open");
  });

  it("leaves hosts that can outlive it to the next server, if told so, and ends the others", async () => {
    const durable = await bench.launch(manager, { executor: "durable" });
    const mortal = await bench.launch(manager);
    await bench.up(durable);
    const done = bench.managers.drain("leave", 1_000, NEVER);
    await bench.clock.advance(1_000);
    await done;
    await bench.managers[Symbol.asyncDispose]();
    expect(bench.host(durable).killed).toBe(false);
    expect(bench.executors.disposed).not.toContain("durable");
    expect(bench.executors.disposed).toContain("inline");
    expect(bench.run(manager, durable).state).toBe("running");
    expect(bench.mailboxes.asked(bench.run(manager, durable).agent)).toEqual([]);
    expect(bench.run(manager, mortal).attempts).toMatchObject([{ outcome: "interrupted" }]);
    const second = await restart();
    expect(second.host(durable).adopted).toBe(true);
    expect(second.run(manager, durable)).toMatchObject({ state: "running", attempts: [{ number: 1 }] });
  });

  it("takes the report of a host that it leaves", async () => {
    const durable = await bench.launch(manager, { executor: "durable" });
    await bench.managers.drain("leave", 1_000, NEVER);
    await bench.exit(durable, boom());
    const second = await restart();
    expect(second.run(manager, durable)).toMatchObject({ outcome: "failed", failure: { type: "Boom" } });
  });

  it("ends its executors when it is disposed of", async () => {
    await drain(0).done;
    await bench.managers[Symbol.asyncDispose]();
    await bench.managers[Symbol.asyncDispose]();
    expect(bench.executors.disposed).toHaveLength(10);
    expect(bench.clock.pending).toBe(0);
  });
});
