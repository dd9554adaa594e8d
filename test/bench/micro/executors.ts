// Prints what it takes to start a host and see it end, with a host that does nothing: `node test/bench/micro/executors.ts`.
import { setTimeout as delay } from "node:timers/promises";
import type { AgentKind } from "../../../src/core/executor.ts";
import { commandKind, type DriverName, ExecutorRig, moduleKind } from "../../support/executors.ts";

const never = new AbortController().signal;
const shell: AgentKind = { name: "true", lineage: [], argv: ["true"] };

interface Case {
  readonly driver: DriverName;
  readonly what: string;
  readonly kind: AgentKind;
  readonly warm: number;
  readonly runs: number;
  readonly atOnce: number;
  readonly agentsPerHost?: number;
}

/** How long hosts that are kept warm are given to load before a burst. */
const LOAD_MS = 2_500;

const cases: readonly Case[] = [
  { driver: "inline", what: "", kind: moduleKind, warm: 0, runs: 10_000, atOnce: 64 },
  { driver: "command", what: "true, one by one", kind: shell, warm: 0, runs: 100, atOnce: 1 },
  { driver: "command", what: "true, 16 at once", kind: shell, warm: 0, runs: 400, atOnce: 16 },
  { driver: "command", what: "Node.js, 4 at once", kind: commandKind, warm: 0, runs: 40, atOnce: 4 },
  { driver: "processes", what: "cold, one by one", kind: moduleKind, warm: 0, runs: 20, atOnce: 1 },
  { driver: "processes", what: "cold, 4 at once", kind: moduleKind, warm: 0, runs: 60, atOnce: 4 },
  { driver: "processes", what: "burst of 8 warm", kind: moduleKind, warm: 8, runs: 8, atOnce: 8 },
  { driver: "processes", what: "one warm", kind: moduleKind, warm: 1, runs: 1, atOnce: 1 },
  { driver: "threads", what: "cold, one by one", kind: moduleKind, warm: 0, runs: 20, atOnce: 1 },
  { driver: "threads", what: "cold, 4 at once", kind: moduleKind, warm: 0, runs: 60, atOnce: 4 },
  { driver: "threads", what: "burst of 8 warm", kind: moduleKind, warm: 8, runs: 8, atOnce: 8 },
  { driver: "threads", what: "one warm", kind: moduleKind, warm: 1, runs: 1, atOnce: 1 },
  { driver: "threads", what: "16 agents a thread", kind: moduleKind, warm: 0, runs: 64, atOnce: 64, agentsPerHost: 16 },
];

async function measure({ driver, what, kind, warm, runs, atOnce, agentsPerHost = 1 }: Case) {
  await using rig = await ExecutorRig.open();
  await using executor = await rig.executor(driver, { warm, agentsPerHost });
  // The code cache is filled by the first host of a server's life; it is not what is measured.
  if (warm === 0) await executor.run(rig.spec(kind, {}), never);
  else await delay(LOAD_MS);
  const latenciesMs: number[] = [];
  let left = runs;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      await executor.run(rig.spec(kind, {}), never);
      latenciesMs.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: atOnce }, work));
  const tookMs = performance.now() - begun;
  latenciesMs.sort((a, b) => a - b);
  return {
    driver,
    what,
    "runs/s": Number(((runs / tookMs) * 1_000).toFixed(1)),
    "p50 ms": Number(latenciesMs[Math.floor(runs / 2)]!.toFixed(2)),
    "p99 ms": Number(latenciesMs[Math.floor(runs * 0.99)]!.toFixed(2)),
  };
}

const rows = [];
for (const each of cases) rows.push(await measure(each));
console.table(rows);
