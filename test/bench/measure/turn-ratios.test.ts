import { describe, expect, it } from "vitest";
import { summarise } from "./summary.ts";
import { turnRatios } from "./turn-ratios.ts";

const sample = (count: number, tookMs: number | undefined, ...latenciesMs: number[]) => ({ count, tookMs, latenciesMs });

describe("ratios of turns", () => {
  it("are of each turn over the floor beside it, before and after", () => {
    const floored = [sample(10, 1, 4), sample(30, 1, 8), sample(10, 2, 2)];
    const own = [sample(40, 1, 3, 12, 5), sample(35, 2, 10)];
    expect(turnRatios(floored, own)).toEqual({ rates: [2, 1], p50s: [5 / 6, 2] });
  });

  it("have no rates where one says nothing", () => {
    const floored = [sample(1, 1, 2), sample(1, 1, 2)];
    expect(turnRatios(floored, [sample(1, undefined, 3)])).toEqual({ rates: [], p50s: [1.5] });
  });

  it("make a median of all turns, and the ends of the rounds' own", () => {
    const figures = { rate: 1, p50Ms: 1, p99Ms: 1, cpuUs: { caller: 1, server: 1, host: undefined } };
    const rounds = [
      [1, 2, 9],
      [3, 3, 4],
      [1, 4, 5],
    ].map((rates) => ({ floor: figures, own: figures, turns: { rates, p50s: [] } }));
    const { rateRatio, p50Ratio } = summarise({ name: "a", floor: "echo 100 B x1", rounds });
    expect(rateRatio).toEqual({ median: 3, least: 2, greatest: 4 });
    expect(p50Ratio).toBeUndefined();
  });
});
