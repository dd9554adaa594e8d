import { expect, it } from "vitest";
import type { Breakage } from "./breakages.ts";
import type { FaultKind } from "./faults.ts";
import { runTrial } from "./trial.ts";

interface Case {
  readonly breakage: Breakage;
  readonly kinds: readonly FaultKind[];
  readonly faults: number;
  /** A rule that must have found it. */
  readonly rule: string;
  readonly managed?: boolean;
}

const cases: readonly Case[] = [
  { breakage: "early-acknowledgement", kinds: ["server killed"], faults: 3, rule: "exactly one answer" },
  { breakage: "fence-off", kinds: ["host superseded"], faults: 3, rule: "nothing of a superseded host" },
  { breakage: "repeats-taken-twice", kinds: ["connection half dead"], faults: 6, rule: "exactly one answer" },
  { breakage: "lost-wake-up", kinds: [], faults: 0, rule: "exactly one answer" },
  { breakage: "change-told-twice", kinds: [], faults: 0, rule: "no change skipped or repeated", managed: true },
];

it.each(cases)(
  "the checker finds out a server with $breakage",
  { timeout: 120_000 },
  async ({ breakage, rule, managed = false, ...plan }) => {
    const size = { typescriptHosts: 1, pythonHosts: 0, callers: 1, guests: 0, managed, rate: 400, window: 200 };
    // A fault that comes before the fleet works finds nothing to break.
    const pace = { warmUpMessages: 500, meanPauseMs: 700, quietMs: 5_000, atLeastMs: 3_000 };
    const result = await runTrial({ seed: 11, size, breakage, ...pace, ...plan });
    const found = result.violations.filter((violation) => violation.rule === rule);
    console.log(`${breakage}: ${result.violations.length} violations, such as: ${found[0]?.what}`);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.events.length).toBeGreaterThan(0);
  },
);
