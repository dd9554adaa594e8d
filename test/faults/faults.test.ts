import { expect, it } from "vitest";
import type { FleetSize } from "./fleet.ts";
import { runTrial } from "./trial.ts";

/** A fleet that two shared cores bear. */
const SIZE: FleetSize = { typescriptHosts: 2, pythonHosts: 1, callers: 2, guests: 1, managed: true, rate: 250, window: 100 };
const FAULTS = 30;
const PAUSE_MS = 600;
const MESSAGES = 1_500;

const fixed = 20_261_125;
const random = Number(process.env.FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 31));

it.each([
  ["a fixed seed", fixed],
  ["a random seed", random],
])("keeps every promise under faults of every kind, by %s", { timeout: 300_000 }, async (_, seed) => {
  console.log(`faults: seed ${seed}; FAULTS_SEED=${seed} runs its plan again`);
  const result = await runTrial({ seed, size: SIZE, faults: FAULTS, meanPauseMs: PAUSE_MS, enough: ({ messages }) => messages > MESSAGES });
  const { violations, faults, failed, counts, callErrors, eventsChecked, elapsedMs } = result;
  console.log("faults:", { seed, faults, failed, counts, callErrors, eventsChecked, elapsedMs });
  expect(violations, `FAULTS_SEED=${seed}`).toEqual([]);
  expect(Object.values(faults).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(20);
  expect(Object.keys(faults).length).toBeGreaterThanOrEqual(6);
  // Those that a killed caller never knew to be taken are answered, too.
  expect(counts.answers).toBeGreaterThanOrEqual(counts.requests);
  expect(counts.requests).toBeGreaterThan(500);
  expect(counts.launches).toBeGreaterThan(0);
});
