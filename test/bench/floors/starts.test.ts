import { describe, expect, it } from "vitest";
import { Starts } from "./starts.ts";

describe.each([
  ["processes", Starts.ofProcesses({ atOnce: 2, times: 2 })],
  ["threads", Starts.ofThreads({ atOnce: 2, times: 2 })],
])("starts of %s", (_what, starts) => {
  it("count each once it has said hello, and are over when all have ended", async () => {
    await starts.prepare();
    const { count, tookMs = 0, latenciesMs } = await starts.measure();
    await starts.restore();
    expect([count, latenciesMs.length]).toEqual([4, 4]);
    expect(tookMs).toBeGreaterThanOrEqual(Math.max(...latenciesMs));
    expect(Math.min(...latenciesMs)).toBeGreaterThan(0);
  });
});
