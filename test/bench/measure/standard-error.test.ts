import { describe, expect, it } from "vitest";
import { standardError } from "./standard-error.ts";

describe("the standard error", () => {
  it("is a share of the ratio, by the middles of the passes", () => {
    const passes = [
      [[1, 8], [9]],
      [[12], [12]],
      [[9, 10], [11]],
      [[10], [10]],
    ];
    expect(standardError(resultOf(passes))).toBeCloseTo(Math.sqrt(8 / 3 / 4) / 10);
    expect(standardError(resultOf([[[5]], [[5]], [[5]]]))).toBe(0);
  });

  it("falls with the root of how many passes there are", () => {
    const few = standardError(resultOf([[[9]], [[11]], [[9]], [[11]]]));
    const many = standardError(resultOf(Array.from({ length: 36 }, (_, index) => [[index % 2 === 0 ? 9 : 11]])));
    expect(many / few).toBeCloseTo(Math.sqrt((3 * 36) / (35 * 4)) / 3);
  });

  it("is not the smaller for rounds that are alike because they are of one pass", () => {
    const [once, thrice] = [
      [[[9]], [[11]]],
      [
        [[9], [9], [9]],
        [[11], [11], [11]],
      ],
    ];
    expect(standardError(resultOf(thrice))).toBe(standardError(resultOf(once)));
  });

  it("is of latencies where there is no rate, and infinite for one pass", () => {
    const latencies = [2, 4].map((p50) => ({ turns: { rates: [], p50s: [p50] } }));
    expect(standardError({ rounds: latencies, passes: [1, 1] })).toBeCloseTo(1 / 3);
    expect(standardError(resultOf([[[1], [2]]]))).toBe(Number.POSITIVE_INFINITY);
  });
});

/** A case with the ratios of rates of so many turns, in rounds, in passes. */
function resultOf(passes: readonly (readonly (readonly number[])[])[]) {
  const rounds = passes.flat().map((rates) => ({ turns: { rates, p50s: [1] } }));
  return { rounds, passes: passes.map(({ length }) => length) };
}
