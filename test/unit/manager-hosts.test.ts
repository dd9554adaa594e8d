import { beforeEach, describe, expect, it } from "vitest";
import { NO_RETRIES } from "../../src/core/run.ts";
import { ANY_ATTEMPT } from "../../src/manager/hosts.ts";
import type { Manager } from "../../src/manager/manager.ts";
import { settle } from "../support/fake-clock.ts";
import { boom, ManagerBench, NAMESPACE, NEVER } from "../support/manager-bench.ts";
import { watch } from "../support/watch.ts";

let bench: ManagerBench;
let manager: Manager;

beforeEach(async () => {
  bench = await ManagerBench.open();
  manager = bench.manager();
});

const kind = (name: string) => expect.objectContaining({ kind: name });
const hosts = () => bench.managers.hosts;
const claimOf = (runId: string, attempt: number) => ({ namespace: NAMESPACE, runId, attempt });
const task = (runId: string, attempt: number, signal = NEVER) => hosts().task(claimOf(runId, attempt), signal);
const retry = { retry: { ...NO_RETRIES, maxRetries: 1 } };
const END = { interrupted: false };

describe("a host", () => {
  it("gets all that it needs, as often as it asks", async () => {
    const runId = await bench.launch(manager, { executor: "pool", arguments: { mediaType: "", data: new Uint8Array([1]) } });
    const expected = {
      run: { key: runId, arguments: { data: "AQ==" } },
      attempt: { number: 1, fence: 1 },
      kind: { name: "worker", module: "/agents/worker.ts" },
      lineage: ["Worker", "lyceum.Agent"],
      logLevel: "warn",
      initModule: "/init.ts",
    };
    expect(await task(runId, 1)).toMatchObject(expected);
    expect(await task(runId, 1)).toMatchObject(expected);
  });

  it("of a run that has ended is told so", async () => {
    const runId = await bench.launch(manager);
    await bench.exit(runId);
    await expect(task(runId, 1)).rejects.toThrow(kind("run_ended"));
    expect(() => hosts().started(claimOf(runId, 1))).toThrow(kind("run_ended"));
  });

  it("of an older attempt is superseded, also between attempts", async () => {
    const runId = await bench.launch(manager, { retry: { ...NO_RETRIES, maxRetries: 1, initialBackoffMs: 1_000 } });
    await bench.exit(runId, boom());
    await expect(task(runId, 1)).rejects.toThrow(kind("superseded"));
    await bench.clock.advance(1_000);
    await expect(task(runId, 1)).rejects.toThrow(kind("superseded"));
    expect(() => hosts().started(claimOf(runId, 1))).toThrow(kind("superseded"));
    expect(() => hosts().exited(claimOf(runId, 1), END)).toThrow(kind("superseded"));
    expect((await task(runId, 2)).attempt.number).toBe(2);
  });

  it("of an unknown run, or of another namespace, finds nothing", async () => {
    const runId = await bench.launch(manager);
    await expect(task("ghost", 1)).rejects.toThrow(kind("run_not_found"));
    expect(() => hosts().exited({ ...claimOf(runId, 1), namespace: "other" }, END)).toThrow(kind("run_not_found"));
  });

  it("may repeat its report until it is heard: the first counts", async () => {
    const runId = await bench.launch(manager);
    expect(hosts().exited(claimOf(runId, 1), END)).toBe(true);
    expect(hosts().exited(claimOf(runId, 1), { ...END, failure: boom() })).toBe(true);
    await settle();
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "succeeded", failure: undefined });
    const other = await bench.launch(manager, retry);
    expect(hosts().exited(claimOf(other, 1), { ...END, failure: boom() })).toBe(false);
    expect(hosts().exited(claimOf(other, 1), END)).toBe(false);
    bench.host(other).end({ exitCode: 0 });
    await settle();
    expect(bench.run(manager, other)).toMatchObject({ state: "starting", attempts: [{ outcome: "failed" }, {}] });
  });

  it("that is too late with its report after it was killed changes nothing", async () => {
    bench.executors.mortal = false;
    const runId = await bench.launch(manager);
    manager.runs.byId(runId)?.stop({ killAfterMs: 0 });
    await bench.clock.advance(0);
    hosts().exited(claimOf(runId, 1), END);
    await bench.clock.advance(5_000);
    expect(bench.run(manager, runId).outcome).toBe("killed");
  });

  it("that gives its agent up while the server goes on has failed", async () => {
    const runId = await bench.launch(manager);
    await bench.exit(runId, undefined, { interrupted: true });
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "Interrupted" } });
  });
});

describe("an external host", () => {
  const launchExternal = (more = {}) => bench.launch(manager, { kind: "", executor: "external", lineage: ["Mine"], ...more });
  const keyOf = (runId: string) => bench.run(manager, runId).agentKey;

  it("claims its run with one token, brings the agent itself, and its report is the end at once", async () => {
    const runId = await launchExternal();
    expect(bench.run(manager, runId).state).toBe("starting");
    const claimed = await task(runId, ANY_ATTEMPT);
    expect(claimed).toMatchObject({ attempt: { number: 1 }, kind: undefined, lineage: ["Mine", "lyceum.Agent"] });
    hosts().started(claimOf(runId, 1));
    hosts().exited(claimOf(runId, 1), { ...END, failure: boom() });
    await settle();
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "Boom", stack: "at agent" } });
    expect(manager.executors.choose("external").lane.running).toBe(0);
  });

  it("may report with its claim too", async () => {
    const runId = await launchExternal();
    hosts().started(claimOf(runId, ANY_ATTEMPT));
    expect(hosts().exited(claimOf(runId, ANY_ATTEMPT), END)).toBe(true);
    await expect(task(runId, ANY_ATTEMPT)).rejects.toThrow(kind("run_ended"));
  });

  it("has a limit to claim its run and be up", async () => {
    const runId = await launchExternal({ config: { startTimeoutMs: 5_000 } });
    await bench.clock.advance(5_000);
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "failed", failure: { type: "StartTimeout" } });
  });

  it("fetches the next attempt after a failed one by its claim, and waits for it", async () => {
    const runId = await launchExternal({ retry: { ...NO_RETRIES, maxRetries: 1, initialBackoffMs: 1_000 } });
    hosts().exited(claimOf(runId, 1), { ...END, failure: boom() });
    await settle();
    const next = watch(task(runId, ANY_ATTEMPT));
    await bench.clock.advance(999);
    expect(next.value).toBeUndefined();
    await bench.clock.advance(1);
    expect(next.value?.attempt.number).toBe(2);
    await expect(task(runId, 1)).rejects.toThrow(kind("superseded"));
  });

  it("that waits for a place asks again after a long poll, and may leave", async () => {
    bench = await ManagerBench.open({ templates: [{ name: "external", driver: "external", places: 1 }] });
    manager = bench.manager({ defaultExecutor: "" });
    await launchExternal();
    const runId = await launchExternal();
    const patient = watch(task(runId, ANY_ATTEMPT));
    const leaving = new AbortController();
    const impatient = watch(task(runId, ANY_ATTEMPT, leaving.signal));
    leaving.abort(new Error("left"));
    await settle();
    expect(impatient.error).toMatchObject({ message: "left" });
    await bench.clock.advance(50_000);
    expect(patient.error).toMatchObject({ kind: "expired" });
    const ending = watch(task(runId, ANY_ATTEMPT));
    manager.runs.byId(runId)?.stop({});
    await settle();
    expect(ending.error).toMatchObject({ kind: "run_ended" });
  });

  it("whose session is over is lost unless it comes back in time", async () => {
    const [gone, back] = [await launchExternal(), await launchExternal()];
    for (const runId of [gone, back]) {
      hosts().started(claimOf(runId, 1));
      bench.mailboxes.setPresence(keyOf(runId), "online");
    }
    bench.mailboxes.endSession(keyOf(gone));
    bench.mailboxes.endSession(keyOf(back));
    await bench.clock.advance(20_000);
    bench.mailboxes.setPresence(keyOf(back), "online");
    await bench.clock.advance(10_000);
    expect(bench.run(manager, gone)).toMatchObject({ outcome: "lost", failure: { type: "HostLost" } });
    expect(bench.run(manager, back).state).toBe("running");
  });

  it("whose session is over because it ended well is not lost", async () => {
    const runId = await launchExternal();
    hosts().started(claimOf(runId, 1));
    bench.mailboxes.endSession(keyOf(runId));
    hosts().exited(claimOf(runId, 1), END);
    await bench.clock.advance(60_000);
    expect(bench.run(manager, runId).outcome).toBe("succeeded");
  });

  it("that is killed is given up at once", async () => {
    const runId = await launchExternal();
    hosts().started(claimOf(runId, 1));
    manager.runs.byId(runId)?.stop({ killAfterMs: 100 });
    await bench.clock.advance(100);
    expect(bench.run(manager, runId).outcome).toBe("killed");
  });

  it("goes on over a restart of the server, and is lost if it is not heard after it", async () => {
    const [gone, back] = [await launchExternal(), await launchExternal()];
    for (const runId of [gone, back]) hosts().started(claimOf(runId, 1));
    bench = await bench.restart();
    manager = bench.managers.get(NAMESPACE, manager.record.managerId);
    bench.mailboxes.setPresence(keyOf(back), "online");
    await bench.clock.advance(30_000);
    expect(bench.run(manager, gone).outcome).toBe("lost");
    hosts().exited(claimOf(back, 1), END);
    await settle();
    expect(bench.run(manager, back).outcome).toBe("succeeded");
  });
});

describe("sessions of other hosts", () => {
  it("end without a consequence: their executors know when they are gone", async () => {
    const runId = await bench.launch(manager);
    await bench.up(runId);
    bench.mailboxes.endSession(bench.run(manager, runId).agentKey);
    await bench.clock.advance(3_600_000);
    expect(bench.run(manager, runId).state).toBe("running");
  });
});
