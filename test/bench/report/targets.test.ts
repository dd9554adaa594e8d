import { describe, expect, test } from "vitest";
import { summarise } from "../measure/summary.ts";
import { LOADS, STANDINGS } from "../plans.ts";
import { targetTable } from "./target-table.ts";
import { held, TARGETS } from "./targets.ts";

const SUITES = { durationMs: 1, quick: false, profileFolder: undefined };
const figures = (rate: number, p50Ms: number) => ({ rate, p50Ms, p99Ms: p50Ms, cpuUs: { caller: 1, server: 9, host: undefined } });
const upkeep = { perThing: { resident: 20_480, live: 1_024 }, cpuMsPerSecond: 1 };

describe("targets", () => {
  test("are those of cases that there are", () => {
    const names = new Set([...LOADS, ...STANDINGS].flatMap((plan) => plan.names(SUITES)));
    expect(TARGETS.filter(({ name }) => !names.has(name))).toEqual([]);
  });

  test("a rate is to reach its bound, a latency and a cost are to stay within theirs", () => {
    const round = { floor: figures(100, 2), own: figures(500, 3), turns: { rates: [5], p50s: [1.5] } };
    const summaries = [summarise({ name: "a", floor: "echo 100 B x1", rounds: [round] })];
    const results = held(
      [
        { name: "a", figure: "RATE", bound: 5 },
        { name: "a", figure: "RATE", bound: 5.1 },
        { name: "a", figure: "P50", bound: 1.5 },
        { name: "a", figure: "p50 ms", bound: 2.9 },
        { name: "a", figure: "us server", bound: 9 },
      ],
      summaries,
      [],
    );
    expect(results.map(({ met }) => met)).toEqual([true, false, true, false, true]);
    expect(targetTable(results).at(-1)).toBe("3 of 5 met");
  });

  test("memory is in KiB; what was not measured is left out", () => {
    const standings = [{ name: "held", rounds: [{ count: 1, fillMs: 1, server: upkeep, clients: undefined }] }];
    const results = held(
      [
        { name: "held", figure: "server, KiB each", bound: 20 },
        { name: "absent", figure: "P50", bound: 1 },
      ],
      [],
      standings,
    );
    expect(results.map(({ now, met }) => [now.median, met])).toEqual([[20, true]]);
  });
});
