import { describe, expect, it } from "vitest";
import { standardError } from "./standard-error.ts";

const rounds = (...ratios: number[][]) => ratios.map((rates) => ({ turns: { rates, p50s: [1] } }));

describe("the standard error", () => {
  it("is a share of the ratio, by the middles of the rounds", () => {
    expect(standardError(rounds([1, 8, 9], [12], [9, 10, 11], [10]))).toBeCloseTo(Math.sqrt(8 / 3 / 4) / 10);
    expect(standardError(rounds([5], [5], [5]))).toBe(0);
  });

  it("falls with the root of how many rounds there are", () => {
    const few = standardError(rounds([9], [11], [9], [11]));
    const many = standardError(rounds(...Array.from({ length: 36 }, (_, index) => [index % 2 === 0 ? 9 : 11])));
    expect(many / few).toBeCloseTo(Math.sqrt((3 * 36) / (35 * 4)) / 3);
  });

  it("is of latencies where there is no rate, and infinite for one round", () => {
    const latencies = [2, 4].map((p50) => ({ turns: { rates: [], p50s: [p50] } }));
    expect(standardError(latencies)).toBeCloseTo(1 / 3);
    expect(standardError(rounds([1]))).toBe(Number.POSITIVE_INFINITY);
  });
});
