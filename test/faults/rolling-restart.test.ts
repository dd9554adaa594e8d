import { expect, it } from "vitest";
import { runTrial } from "./trial.ts";

/** What callers do meanwhile, at least. */
const MESSAGES = 1_000;

it("a rolling restart under load is seen by no caller of the SDK with deadlines of 30 s", { timeout: 300_000 }, async () => {
  const size = { typescriptHosts: 1, pythonHosts: 1, callers: 1, guests: 2, managed: true, rate: 100, window: 50 };
  const result = await runTrial({
    seed: 7,
    size,
    faults: 3,
    meanPauseMs: 2_500,
    kinds: ["server restarted"],
    atLeastMs: 8_000,
    enough: ({ messages }) => messages > MESSAGES,
  });
  const { violations, callErrors, counts, faults } = result;
  console.log("rolling restart:", { faults, counts, callErrors });
  expect(violations).toEqual([]);
  expect(callErrors).toEqual({});
  expect(counts.calls).toBeGreaterThan(20);
});
