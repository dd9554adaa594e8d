import { beforeEach, describe, expect, it } from "vitest";
import { NO_RETRIES } from "../../src/core/run.ts";
import type { Manager } from "../../src/manager/manager.ts";
import { settle } from "../support/fake-clock.ts";
import { boom, ManagerBench } from "../support/manager-bench.ts";

let bench: ManagerBench;
let manager: Manager;

beforeEach(async () => {
  bench = await ManagerBench.open();
  manager = bench.manager({ graceMs: 2_000 });
  await settle();
});

const kind = (name: string) => expect.objectContaining({ kind: name });
const outcomes = () => manager.runs.all.map(({ told }) => told?.outcome);
const mailboxes = () => manager.runs.all.map(({ record }) => bench.mailboxes.look(record.agentKey)?.status);

describe("closing a manager", () => {
  it("asks all agents to end, waits for them, ends its executors, and is closed", async () => {
    const runs = [await bench.launch(manager), await bench.launch(manager, { executor: "pool" })];
    manager.close();
    await settle();
    expect(manager.told?.state).toBe("closing");
    for (const runId of runs) expect(bench.mailboxes.asked(bench.run(manager, runId).agent)).toHaveLength(1);
    await bench.exit(runs[0]!);
    expect(manager.told?.state).toBe("closing");
    await bench.exit(runs[1]!);
    expect(manager.told).toMatchObject({ state: "closed", closedAtMs: bench.clock.now() });
    expect(outcomes()).toEqual(["succeeded", "succeeded"]);
    expect(mailboxes()).toEqual(["terminated", "terminated"]);
    expect([...bench.executors.disposed].sort()).toEqual(["command", "durable", "external", "inline", "pool"]);
  });

  it("of nobody is closed at once, and a second time does nothing", async () => {
    manager.close();
    await settle();
    const { told } = manager;
    manager.close(0);
    await settle();
    expect(manager.told).toBe(told);
    expect(told?.state).toBe("closed");
  });

  it("[J2] [J4] with an agent that failed still ends the others and the executors", async () => {
    const failed = await bench.launch(manager);
    await bench.exit(failed, boom());
    const good = await bench.launch(manager);
    manager.close();
    await bench.exit(good);
    expect(manager.told?.state).toBe("closed");
    expect(outcomes()).toEqual(["failed", "succeeded"]);
    expect(bench.executors.disposed).toContain("inline");
    expect(bench.clock.pending).toBe(1);
  });

  it("[J3] keeps every failure for the report, those that a wait has told included", async () => {
    const runs = [await bench.launch(manager), await bench.launch(manager), await bench.launch(manager)];
    await bench.exit(runs[0]!, boom("First"));
    manager.close();
    await bench.exit(runs[1]!, boom("Second"));
    await bench.exit(runs[2]!);
    expect(manager.told?.state).toBe("closed");
    expect(manager.runs.all.map(({ told }) => told?.failure?.type)).toEqual(["First", "Second", undefined]);
  });

  it("[J9] right after a launch lets the agent start, asks it to end, and terminates its mailbox", async () => {
    const { runId } = bench.launchNow(manager);
    manager.close();
    await settle();
    expect(bench.attempts).toEqual([`${runId} 1`]);
    expect(bench.mailboxes.asked(bench.run(manager, runId).agent)).toHaveLength(1);
    await bench.up(runId);
    await bench.exit(runId);
    expect(outcomes()).toEqual(["succeeded"]);
    expect(mailboxes()).toEqual(["terminated"]);
  });

  it("[J9] tells of an agent that waited for a place that it never started, and terminates its mailbox", async () => {
    const runs = [await bench.launch(manager, { executor: "pool" }), await bench.launch(manager, { executor: "pool" })];
    bench.launchNow(manager, { executor: "pool" });
    manager.close();
    for (const runId of runs) await bench.exit(runId);
    expect(manager.told?.state).toBe("closed");
    expect(manager.runs.all[2]?.told).toMatchObject({ outcome: "killed", failure: { type: "NeverStarted" }, attempts: [] });
    expect(mailboxes()[2]).toBe("terminated");
  });

  it("[J10] between attempts keeps the failure and terminates the mailbox", async () => {
    const runId = await bench.launch(manager, { retry: { ...NO_RETRIES, maxRetries: 9, initialBackoffMs: 60_000 } });
    await bench.exit(runId, boom());
    manager.close();
    await settle();
    expect(manager.told?.state).toBe("closed");
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "Boom" } });
    expect(mailboxes()).toEqual(["terminated"]);
  });

  it("[case 15] always ends: ask, grace, kill, and a host that cannot be killed is left behind", async () => {
    bench.executors.mortal = false;
    const runId = await bench.launch(manager);
    await bench.up(runId);
    manager.close();
    await bench.clock.advance(1_999);
    expect(bench.host(runId).killed).toBe(false);
    await bench.clock.advance(1);
    expect(bench.host(runId).killed).toBe(true);
    await bench.clock.advance(5_000);
    expect(manager.told?.state).toBe("closed");
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "killed", failure: { type: "Killed" } });
    expect(mailboxes()).toEqual(["terminated"]);
  });

  it("[case 15] always ends: executors that do not end are left behind", async () => {
    bench.executors.stuck.add("inline");
    manager.close();
    await bench.clock.advance(9_999);
    expect(manager.told?.state).toBe("closing");
    await bench.clock.advance(1);
    expect(manager.told?.state).toBe("closed");
    expect(bench.log.some(({ level }) => level === "error")).toBe(true);
  });

  it.each([
    ["the call's grace", 500, { stopGraceMs: 5_000 }, 500],
    ["the run's own grace", undefined, { stopGraceMs: 700 }, 700],
    ["the manager's grace", undefined, {}, 2_000],
  ] as const)("kills after %s", async (_name, graceMs, config, expectedMs) => {
    const runId = await bench.launch(manager, { config });
    await bench.up(runId);
    manager.close(graceMs);
    await bench.clock.advance(expectedMs - 1);
    expect(outcomes()).toEqual([undefined]);
    await bench.clock.advance(1);
    expect(outcomes()).toEqual(["killed"]);
  });

  it("again with a shorter grace hurries", async () => {
    const runId = await bench.launch(manager);
    await bench.up(runId);
    manager.close();
    manager.close(100);
    await bench.clock.advance(100);
    expect(outcomes()).toEqual(["killed"]);
  });

  it("takes no more launches, executors and keep-alives", async () => {
    const runId = await bench.launch(manager);
    manager.close();
    expect(() => bench.launchNow(manager)).toThrow(kind("manager_closed"));
    expect(() => manager.addExecutor({ name: "more", template: "pool" })).toThrow(kind("manager_closed"));
    expect(() => manager.setDefaultExecutor("pool")).toThrow(kind("manager_closed"));
    expect(() => manager.keepAlive("operator")).toThrow(kind("manager_closed"));
    await bench.exit(runId);
    expect(() => bench.launchNow(manager)).toThrow(kind("manager_closed"));
  });

  it("keeps mailboxes that are to be kept", async () => {
    const runId = await bench.launch(manager, { config: { terminateOnSuccess: false } });
    manager.close();
    await bench.exit(runId);
    expect(mailboxes()).toEqual(["active"]);
  });

  it("leaves other managers' executors and agents alone", async () => {
    const other = bench.manager();
    const runId = await bench.launch(other);
    await bench.up(runId);
    manager.close();
    await bench.clock.advance(60_000);
    expect(bench.run(other, runId).state).not.toBe("ended");
    expect(bench.executors.disposed.filter((name) => name === "inline")).toHaveLength(1);
  });

  it("waits for hosts that reported their end and live a little longer", async () => {
    const runId = await bench.launch(manager);
    manager.close();
    bench.managers.hosts.exited(bench.claim(runId), { interrupted: false });
    await settle();
    expect(outcomes()).toEqual(["succeeded"]);
    expect(manager.told?.state).toBe("closing");
    bench.host(runId).end({ exitCode: 0 });
    await settle();
    expect(manager.told?.state).toBe("closed");
  });

  it("of a thousand agents takes time that grows as their number", async () => {
    const runs = Array.from({ length: 1_000 }, () => bench.launchNow(manager).runId);
    await settle();
    manager.close();
    for (const runId of runs) {
      bench.managers.hosts.exited(bench.claim(runId), { interrupted: false });
      bench.host(runId).end({ exitCode: 0 });
    }
    await settle();
    expect(manager.told?.state).toBe("closed");
  });
});

describe("the server's own manager", () => {
  it("is made once a namespace, with the operator's templates and default, no lease, and refuses to be closed", async () => {
    const own = bench.managers.get("default", "");
    expect(bench.managers.get("default", "")).toBe(own);
    expect(own.record).toMatchObject({ managerId: "", defaultExecutor: "inline", retry: { maxRetries: 0 } });
    expect(own.record.executors.map(({ name }) => name)).toEqual(["inline", "pool", "durable", "command", "external"]);
    expect(() => own.close()).toThrow(kind("default_manager"));
    own.keepAlive("anybody");
    await bench.clock.advance(24 * 3_600_000);
    expect(own.told?.state).toBe("open");
    const elsewhere = bench.managers.get("other", "");
    expect(elsewhere.record.namespace).toBe("other");
  });

  it("opens its executors at the server's start in the home namespace, elsewhere when they are needed", async () => {
    const fresh = await ManagerBench.open();
    expect(fresh.executors.opened.map(({ name }) => name)).toEqual(["inline", "pool", "durable", "command", "external"]);
    const elsewhere = fresh.managers.get("other", "");
    await settle();
    expect(fresh.executors.opened).toHaveLength(5);
    await fresh.launch(elsewhere);
    expect(fresh.executors.opened).toHaveLength(6);
  });

  it("keeps executors that were added to it over a restart", async () => {
    bench.managers.get("default", "").addExecutor({ name: "narrow", template: "pool", places: 1 });
    const second = await bench.restart();
    const own = second.managers.get("default", "");
    expect(own.executors.choose("narrow").lane.places).toBe(1);
    expect(own.record.executors).toHaveLength(6);
  });

  it("has the executors of today's configuration after a restart", async () => {
    const runId = await bench.launch(bench.managers.get("default", ""), { executor: "pool", retry: { ...NO_RETRIES, maxRetries: 1 } });
    const second = await bench.restart({ templates: [{ name: "inline", driver: "scripted", places: 7 }] });
    const own = second.managers.get("default", "");
    expect(own.record.executors.map(({ name }) => name)).toEqual(["inline"]);
    expect(own.executors.choose("").lane.places).toBe(7);
    expect(second.run(own, runId)).toMatchObject({ outcome: "failed", failure: { type: "ExecutorUnavailable" } });
  });
});

describe("a lease", () => {
  it("[case 18] that lapses closes the manager", async () => {
    manager = bench.manager({ leaseMs: 1_000, graceMs: 100 });
    const runId = await bench.launch(manager);
    await bench.clock.advance(900);
    manager.keepAlive("operator");
    await bench.clock.advance(999);
    expect(manager.told?.state).toBe("open");
    await bench.clock.advance(1);
    expect(manager.told?.state).toBe("closing");
    expect(() => manager.keepAlive("operator")).toThrow(kind("manager_closed"));
    await bench.clock.advance(100);
    expect(bench.run(manager, runId).outcome).toBe("killed");
    expect(manager.told?.state).toBe("closed");
  });

  it("[case 18] that lapses leaves a detached manager open, its agents running, for whoever keeps it alive next", async () => {
    manager = bench.manager({ leaseMs: 1_000, orphanPolicy: "detach" });
    const runId = await bench.launch(manager);
    await bench.up(runId);
    await bench.clock.advance(3_600_000);
    expect(manager.told?.state).toBe("open");
    expect(bench.run(manager, runId).state).toBe("running");
    manager.keepAlive("user/next");
    await settle();
    expect(manager.told?.owner).toBe("user/next");
    manager.keepAlive("operator");
    await settle();
    expect(manager.told?.owner).toBe("user/next");
  });

  it("starts whole again when the server starts", async () => {
    manager = bench.manager({ leaseMs: 1_000 });
    await bench.clock.advance(900);
    const second = await bench.restart();
    const again = second.managers.get("default", manager.record.managerId);
    await second.clock.advance(999);
    expect(again.told?.state).toBe("open");
    await second.clock.advance(1);
    expect(again.told?.state).not.toBe("open");
  });

  it("does not exist unless asked for", async () => {
    await bench.clock.advance(24 * 3_600_000);
    expect(manager.told?.state).toBe("open");
  });
});
