import { describe, expect, it } from "vitest";
import type { Round } from "../measure/calm-rounds.ts";
import { summarise } from "../measure/summary.ts";
import { type Ratios, ratiosOf } from "./baseline.ts";
import { compare, verdict } from "./compare.ts";

const NAME = "action memory processes 100 B x64";

/** A rate in three rounds. */
function rate(least: number, median: number, greatest: number): Record<string, Ratios> {
  return { [NAME]: { rate: { least, median, greatest } } };
}

function latency(least: number, median: number, greatest: number): Record<string, Ratios> {
  return { [NAME]: { p50: { least, median, greatest } } };
}

function fell(before: Record<string, Ratios>, now: Record<string, Ratios>): boolean {
  return compare(before, now).some((change) => change.fell);
}

describe("comparison with the baseline", () => {
  it("sees a loss of more than a fifth that no spread explains", () => {
    expect(fell(rate(9.5, 10, 10.5), rate(7.3, 7.7, 8.1))).toBe(true);
  });

  it("lets pass what is within the spread of the baseline, or of now", () => {
    expect(fell(rate(7, 10, 11), rate(7.3, 7.7, 8.1))).toBe(false);
    expect(fell(rate(9.5, 10, 10.5), rate(6, 7.7, 9.9))).toBe(false);
  });

  it("lets pass less than a fifth, however sure", () => {
    expect(fell(rate(9.99, 10, 10.01), rate(8.09, 8.1, 8.11))).toBe(false);
    expect(fell(rate(9.99, 10, 10.01), rate(7.89, 7.9, 7.91))).toBe(true);
  });

  it("lets pass what is faster or the same", () => {
    expect(fell(rate(9, 10, 11), rate(19, 20, 21))).toBe(false);
    expect(fell(rate(9, 10, 11), rate(9, 10, 11))).toBe(false);
  });

  it("holds a case without a rate by its latency, of which more is worse", () => {
    expect(fell(latency(9, 10, 11), latency(13, 14, 15))).toBe(true);
    expect(fell(latency(9, 10, 11), latency(10.5, 14, 15))).toBe(false);
    expect(fell(latency(9, 10, 11), latency(11.5, 12, 12.5))).toBe(false);
    expect(fell(latency(9, 10, 11), latency(4, 5, 6))).toBe(false);
  });

  it("tells the change in throughput, also of a latency", () => {
    expect(compare(rate(9, 10, 11), rate(4, 5, 6))[0]?.change).toBeCloseTo(-0.5);
    expect(compare(latency(9, 10, 11), latency(19, 20, 21))[0]?.change).toBeCloseTo(-0.5);
  });

  it("passes over cases that are new, and those that were not measured", () => {
    const changes = compare(
      { ...rate(9, 10, 11), gone: { rate: { least: 1, median: 1, greatest: 1 } } },
      { ...rate(9, 10, 11), fresh: { rate: { least: 1, median: 1, greatest: 1 } } },
    );
    expect(changes.map(({ name, fell }) => [name, fell])).toEqual([
      [NAME, false],
      ["gone", false],
      ["fresh", false],
    ]);
    expect(verdict(changes)).toBe(
      "No case lost more than a fifth of its throughput beyond the spread (1 compared, 1 not in the baseline, 1 not measured).",
    );
  });

  it("names what is slower", () => {
    expect(verdict(compare(rate(9, 10, 11), rate(4, 5, 6)))).toBe(
      `Slower: one case lost more than a fifth of the throughput, beyond the spread: ${NAME} (-50 %) (1 compared).`,
    );
  });

  it("sees a slower server behind a machine that is as much faster, since ratios are taken turn by turn", () => {
    const cpuUs = { caller: 1, server: 1, host: 1 };
    const figures = (rate: number) => ({ rate, p50Ms: 64_000 / rate, p99Ms: 1, cpuUs });
    const round = (speed: number, ratio: number): Round => {
      return { floor: figures(5_000 * speed), own: figures(5_000 * speed * ratio), turns: { rates: [ratio], p50s: [1 / ratio] } };
    };
    const before = ratiosOf([summarise({ name: NAME, floor: "echo 100 B x64", rounds: [round(1, 8), round(0.6, 8.1), round(1.1, 7.9)] })]);
    const same = ratiosOf([summarise({ name: NAME, floor: "echo 100 B x64", rounds: [round(0.5, 7.8), round(0.3, 8), round(0.4, 8.2)] })]);
    const slower = ratiosOf([summarise({ name: NAME, floor: "echo 100 B x64", rounds: [round(2, 5.9), round(1.9, 6), round(2.2, 6.1)] })]);
    expect(fell(before, same)).toBe(false);
    expect(fell(before, slower)).toBe(true);
  });
});
