import { describe, expect, it } from "vitest";
import { Steal, type Times } from "./steal.ts";

function shareOf(...times: (Times | undefined)[]): number | undefined {
  return new Steal(() => times.shift()).share();
}

describe("steal", () => {
  it("is the share of the processors' time that went to others since it began", () => {
    expect(shareOf({ stolen: 10, all: 1_000 }, { stolen: 35, all: 1_100 })).toBe(0.25);
    expect(shareOf({ stolen: 10, all: 1_000 }, { stolen: 10, all: 1_000 })).toBe(0);
  });

  it("is not known where the system does not tell", () => {
    expect(shareOf(undefined, undefined)).toBeUndefined();
  });

  it.runIf(process.platform === "linux")("is read from what Linux says", () => {
    const share = new Steal().share();
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  });
});
