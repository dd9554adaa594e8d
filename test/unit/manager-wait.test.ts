import { beforeEach, describe, expect, it } from "vitest";
import type { Failure } from "../../src/core/failure.ts";
import { NO_RETRIES } from "../../src/core/run.ts";
import type { Manager } from "../../src/manager/manager.ts";
import type { RunTarget } from "../../src/manager/target.ts";
import { type WaitCondition, type WaitEvent, waitForRuns } from "../../src/manager/wait.ts";
import { settle } from "../support/fake-clock.ts";
import { boom, ManagerBench, NEVER } from "../support/manager-bench.ts";
import { StreamReader } from "../support/stream.ts";

let bench: ManagerBench;
let manager: Manager;

beforeEach(async () => {
  bench = await ManagerBench.open();
  manager = bench.manager();
});

const launchAll = (count: number) => Promise.all(Array.from({ length: count }, (_, index) => bench.launch(manager, { name: `a${index}` })));

async function wait(
  targets: readonly RunTarget[],
  condition: WaitCondition = "all_completed",
  options: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<StreamReader<WaitEvent>> {
  const { signal = NEVER, timeoutMs } = options;
  const reader = new StreamReader(waitForRuns(manager, { targets, condition, timeoutMs }, signal));
  await settle();
  return reader;
}

const targets = (runs: readonly string[]) => runs.map((runId) => ({ runId }));

/** What a wait told, shortly: states by name, completions by name and outcome, the end. */
function told({ got }: StreamReader<WaitEvent>): string[] {
  return got.map((event) => {
    if ("states" in event) return `states ${event.states.map(({ agent, state }) => `${agent.name}:${state}`).join(" ")}`.trim();
    if ("completed" in event) return `${event.completed.agent.name} ${event.completed.outcome}`;
    const { reason, done, pending } = event.end;
    return `end ${reason} done=${done.map(({ name }) => name)} pending=${pending.map(({ name }) => name)}`;
  });
}

describe("a wait", () => {
  it("tells the present states first, then each completion, then its end", async () => {
    const runs = await launchAll(2);
    const reader = await wait(targets(runs));
    expect(told(reader)).toEqual(["states a0:starting a1:starting"]);
    await bench.exit(runs[1]!);
    expect(told(reader).slice(1)).toEqual(["a1 succeeded"]);
    await bench.exit(runs[0]!, boom());
    expect(told(reader).slice(2)).toEqual(["a0 failed", "end condition_met done=a0,a1 pending="]);
    expect(reader.ended).toBe(true);
  });

  it("tells the truth to whoever comes late, also another one, after all is over", async () => {
    const runs = await launchAll(1);
    await bench.exit(runs[0]!, boom());
    for (let reader = 0; reader < 2; reader += 1) {
      expect(told(await wait(targets(runs)))).toEqual(["states a0:ended", "end condition_met done=a0 pending="]);
    }
  });

  it("for nobody ends at once", async () => {
    expect(told(await wait([]))).toEqual(["states", "end condition_met done= pending="]);
  });

  it("takes agents too, by their latest run, and repeats once", async () => {
    const [runId] = await launchAll(1);
    const { agent } = bench.run(manager, runId!);
    const reader = await wait([{ runId: runId! }, { agent }, { agent: { ...agent, name: "" } }]);
    expect(told(reader)).toEqual(["states a0:starting"]);
  });

  it("for an agent that this manager did not launch fails before anything is told", async () => {
    const other = bench.manager();
    const elsewhere = await bench.launch(other, { name: "x" });
    const byAgent = await wait([{ agent: bench.run(other, elsewhere).agent }]);
    expect(byAgent.error).toMatchObject({ kind: "not_launched_here" });
    const byRun = await wait([{ runId: elsewhere }]);
    expect(byRun.error).toMatchObject({ kind: "run_not_found" });
    expect([...byAgent.got, ...byRun.got]).toEqual([]);
  });

  it("tells nothing that the store has not kept", async () => {
    const [runId] = await launchAll(1);
    const reader = await wait(targets([runId!]));
    bench.managers.hosts.exited(bench.claim(runId!), { interrupted: false });
    await Promise.resolve();
    expect(told(reader)).toHaveLength(1);
    await settle();
    expect(told(reader)).toHaveLength(3);
  });

  it("is over for one run when it is retried no more, not between attempts", async () => {
    const runId = await bench.launch(manager, { name: "a0", retry: { ...NO_RETRIES, maxRetries: 1 } });
    const reader = await wait(targets([runId]));
    await bench.exit(runId, boom());
    expect(told(reader)).toHaveLength(1);
    await bench.exit(runId, boom());
    expect(told(reader).slice(1)).toEqual(["a0 failed", "end condition_met done=a0 pending="]);
  });

  it("gives a reader who stood still each completion once", async () => {
    const runs = await launchAll(3);
    const stream = waitForRuns(manager, { targets: targets(runs), condition: "all_completed" }, NEVER);
    await stream.next();
    for (const runId of runs) await bench.exit(runId);
    const reader = new StreamReader(stream);
    await settle();
    expect(told(reader)).toEqual(["a0 succeeded", "a1 succeeded", "a2 succeeded", "end condition_met done=a0,a1,a2 pending="]);
  });

  it("ends with the signal's reason when its caller leaves, and holds on to nothing", async () => {
    const runs = await launchAll(1);
    const leaving = new AbortController();
    const reader = await wait(targets(runs), "all_completed", { signal: leaving.signal, timeoutMs: 1_000 });
    const before = bench.clock.pending;
    leaving.abort(new Error("left"));
    await settle();
    expect(reader.error).toMatchObject({ message: "left" });
    expect(bench.clock.pending).toBe(before - 1);
    const early = await wait(targets(runs), "all_completed", { timeoutMs: 1_000 });
    await bench.exit(runs[0]!);
    await early.leave();
    expect(early.ended).toBe(true);
  });
});

describe("first_completed", () => {
  it("[J6] is over with the first, well or not, and names who is pending", async () => {
    const runs = await launchAll(3);
    const reader = await wait(targets(runs), "first_completed");
    await bench.exit(runs[1]!, boom());
    expect(told(reader).slice(1)).toEqual(["a1 failed", "end condition_met done=a1 pending=a0,a2"]);
    expect(told(await wait(targets(runs), "first_completed")).at(-1)).toBe("end condition_met done=a1 pending=a0,a2");
  });
});

describe("first_exception", () => {
  const kill = async (runId: string) => {
    manager.runs.byId(runId)?.stop({ killAfterMs: 0 });
    await bench.clock.advance(0);
  };
  const lose = async (runId: string) => {
    bench.host(runId).end({ unknown: true });
    await settle();
  };
  const outcomes: readonly [string, (runId: string) => Promise<unknown>][] = [
    ["failed", (runId) => bench.exit(runId, boom())],
    ["killed", kill],
    ["lost", lose],
  ];

  it.each(outcomes)("[J6] is over with the first that %s, with others pending", async (outcome, end) => {
    const runs = await launchAll(3);
    const reader = await wait(targets(runs), "first_exception");
    await bench.exit(runs[0]!);
    expect(told(reader).slice(1)).toEqual(["a0 succeeded"]);
    await end(runs[2]!);
    expect(told(reader).slice(2)).toEqual([`a2 ${outcome}`, "end condition_met done=a0,a2 pending=a1"]);
  });

  it("is over when all ended well", async () => {
    const runs = await launchAll(2);
    const reader = await wait(targets(runs), "first_exception");
    for (const runId of runs) await bench.exit(runId);
    expect(told(reader).at(-1)).toBe("end condition_met done=a0,a1 pending=");
  });

  it("[J7] says at its timeout that it timed out, also when one ended well", async () => {
    const runs = await launchAll(2);
    const reader = await wait(targets(runs), "first_exception", { timeoutMs: 1_000 });
    await bench.exit(runs[0]!);
    await bench.clock.advance(1_000);
    expect(told(reader).slice(1)).toEqual(["a0 succeeded", "end timed_out done=a0 pending=a1"]);
  });
});

describe("a timeout", () => {
  it.each(["all_completed", "first_completed", "first_exception"] as const)(
    "of %s is data, and names who is pending",
    async (condition) => {
      const runs = await launchAll(2);
      const reader = await wait(targets(runs), condition, { timeoutMs: 1_000 });
      await bench.clock.advance(999);
      expect(reader.ended).toBe(false);
      await bench.clock.advance(1);
      expect(told(reader).at(-1)).toBe("end timed_out done= pending=a0,a1");
      expect(reader.error).toBeUndefined();
    },
  );

  it("of zero tells how things stand", async () => {
    const runs = await launchAll(1);
    const reader = await wait(targets(runs), "all_completed", { timeoutMs: 0 });
    await bench.clock.advance(0);
    expect(told(reader)).toEqual(["states a0:starting", "end timed_out done= pending=a0"]);
  });
});

describe("many", () => {
  it("[case 16] are waited for on one stream, all, the first and the first failure, in time that grows as their number", async () => {
    const count = 1_000;
    const launched = Array.from({ length: count }, (_, index) => bench.launchNow(manager, { name: `a${index}` }).runId);
    await settle();
    const [all, first, failure] = [
      await wait(targets(launched)),
      await wait(targets(launched), "first_completed"),
      await wait(targets(launched), "first_exception"),
    ];
    const end = (index: number, failed?: Failure) => {
      bench.managers.hosts.exited(bench.claim(launched[index]!), { failure: failed, interrupted: false });
      bench.host(launched[index]!).end({ exitCode: 0 });
    };
    end(0);
    await settle();
    expect(told(first).at(-1)).toMatch(/^end condition_met done=a0 pending=a1,/);
    end(1, boom());
    await settle();
    expect(told(failure).at(-1)).toMatch(/^end condition_met done=a0,a1 pending=a2,/);
    for (let index = 2; index < count; index += 1) end(index);
    await settle();
    expect(all.got).toHaveLength(1 + count + 1);
    expect(all.ended).toBe(true);
  });
});
