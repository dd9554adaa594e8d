import { beforeEach, describe, expect, it } from "vitest";
import type { Manager } from "../../src/manager/manager.ts";
import { type WatchEvent, watchRuns } from "../../src/manager/watch.ts";
import { settle } from "../support/fake-clock.ts";
import { boom, ManagerBench, NEVER } from "../support/manager-bench.ts";
import { StreamReader } from "../support/stream.ts";

let bench: ManagerBench;
let manager: Manager;

beforeEach(async () => {
  bench = await ManagerBench.open();
  manager = bench.manager();
  await settle();
});

async function watch(after?: number, signal: AbortSignal = NEVER, of: Manager = manager): Promise<StreamReader<WatchEvent>> {
  const reader = new StreamReader(watchRuns(of, after, signal));
  await settle();
  return reader;
}

/** What a watcher was told, shortly. */
function told({ got }: StreamReader<WatchEvent>): string[] {
  return got.map((event) => {
    if ("run" in event) return `${event.revision} ${event.run.agent.name} ${event.run.state}`;
    if ("manager" in event) return `${event.revision} manager ${event.manager.state}`;
    return `${event.revision} snapshot ${event.snapshot.runs.map(({ agent, state }) => `${agent.name}:${state}`)}${event.snapshot.more ? " more" : ""}`;
  });
}

async function life(name: string): Promise<void> {
  const runId = await bench.launch(manager, { name });
  await bench.up(runId);
  await bench.exit(runId);
}

describe("watching", () => {
  it("tells every change after a revision, then what happens, each whole", async () => {
    await life("a");
    const reader = await watch(0);
    expect(told(reader)).toEqual(["1 manager open", "2 a starting", "3 a running", "4 a ended"]);
    await life("b");
    expect(told(reader).slice(4)).toEqual(["5 b starting", "6 b running", "7 b ended"]);
    expect(reader.got.at(-1)).toMatchObject({ run: { outcome: "succeeded", attempts: [{ number: 1 }], revision: 7 } });
  });

  it("begins with a snapshot where there is no revision to resume after", async () => {
    await life("a");
    const runId = await bench.launch(manager, { name: "b" });
    const reader = await watch();
    expect(told(reader)).toEqual(["5 snapshot a:ended,b:starting"]);
    await bench.up(runId);
    expect(told(reader).slice(1)).toEqual(["6 b running"]);
  });

  it("splits a large snapshot, all of it of one revision", async () => {
    for (let index = 0; index < 250; index += 1) bench.launchNow(manager, { name: `a${index}` });
    await settle();
    const stream = watchRuns(manager, undefined, NEVER);
    const first = await stream.next();
    bench.launchNow(manager, { name: "late" });
    await settle();
    const reader = new StreamReader(stream);
    await settle();
    const events = [first.value as WatchEvent, ...reader.got];
    const sizes = events.map((event) => ("snapshot" in event ? [event.revision, event.snapshot.runs.length, event.snapshot.more] : []));
    expect(sizes).toEqual([[0, 100, true], [0, 100, true], [251, 50, false], []]);
    expect(told(reader).at(-1)).toBe("252 late starting");
  });

  it("[case 13] cut after every event resumes with the next one", async () => {
    await life("a");
    const whole = told(await watch(0));
    let seen = 0;
    const pieces: string[] = [];
    for (let piece = 0; piece < whole.length; piece += 1) {
      const stream = watchRuns(manager, seen, NEVER);
      const next = await stream.next();
      await stream.return();
      const event = next.value as WatchEvent;
      seen = event.revision;
      pieces.push(...told({ got: [event] } as unknown as StreamReader<WatchEvent>));
    }
    expect(pieces).toEqual(whole);
  });

  it("[case 13] says which revision is the latest when what is asked for is kept no more, or never was", async () => {
    const small = await ManagerBench.open({ limits: { maxEvents: 3 } });
    manager = small.manager();
    bench = small;
    await settle();
    await life("a");
    await life("b");
    const old = await watch(2);
    expect(old.error).toMatchObject({ kind: "cursor_expired", facts: { revision: "7" } });
    expect((await watch(99)).error).toMatchObject({ kind: "cursor_expired" });
    expect(told(await watch(4))).toEqual(["5 b starting", "6 b running", "7 b ended"]);
    expect([...small.store.load("events")].filter(({ manager: key }) => key === manager.record.key)).toHaveLength(3);
  });

  it("never merges for a slow reader, and costs nothing while it stands still", async () => {
    const stream = watchRuns(manager, 0, NEVER);
    await stream.next();
    await life("a");
    await life("b");
    const reader = new StreamReader(stream);
    await settle();
    expect(told(reader)).toHaveLength(6);
  });

  it("tells nothing that the store has not kept", async () => {
    const reader = await watch(1);
    bench.launchNow(manager, { name: "a" });
    await Promise.resolve();
    expect(told(reader)).toEqual([]);
    await settle();
    expect(told(reader)).toEqual(["2 a starting"]);
  });

  it("ends once the manager is closed and all was told, also for whoever resumes then", async () => {
    const runId = await bench.launch(manager, { name: "a" });
    const reader = await watch(1);
    manager.close();
    await bench.exit(runId);
    expect(told(reader)).toEqual(["2 a starting", "3 manager closing", "4 a stopping", "5 a ended", "6 manager closed"]);
    expect(reader.ended).toBe(true);
    expect((await watch(6)).ended).toBe(true);
    expect(told(await watch(4))).toEqual(["5 a ended", "6 manager closed"]);
  });

  it("ends with the signal's reason when its caller leaves", async () => {
    const leaving = new AbortController();
    const reader = await watch(1, leaving.signal);
    leaving.abort(new Error("left"));
    await settle();
    expect(reader.error).toMatchObject({ message: "left" });
  });

  it("goes on after a restart with the revisions of before", async () => {
    await life("a");
    const second = await bench.restart();
    const again = second.managers.get("default", manager.record.managerId);
    manager = again;
    bench = second;
    expect(told(await watch(2))).toEqual(["3 a running", "4 a ended"]);
    await life("b");
    expect(told(await watch(4))).toEqual(["5 b starting", "6 b running", "7 b ended"]);
  });

  it("keeps changes for their time, and drops the older ones from the store too", async () => {
    await life("a");
    await bench.clock.advance(20 * 3_600_000);
    await bench.launch(manager, { name: "b" }).then((runId) => bench.exit(runId, boom()));
    await bench.clock.advance(4 * 3_600_000 + 60_000);
    expect((await watch(0)).error).toMatchObject({ kind: "cursor_expired" });
    expect(told(await watch(4))).toEqual(["5 b starting", "6 b starting", "7 b ended"]);
  });
});
