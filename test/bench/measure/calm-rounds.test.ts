import { describe, expect, it } from "vitest";
import { CalmRounds } from "./calm-rounds.ts";

const FIGURES = { rate: 1, p50Ms: 1, p99Ms: 1, cpuUs: { caller: 1, server: 1, host: undefined } };

function of(wanted: number, steals: readonly (number | undefined)[]) {
  const rounds = new CalmRounds(wanted);
  for (const steal of steals) rounds.add({ floor: FIGURES, own: FIGURES, turns: { rates: [], p50s: [] }, steal });
  const shares = (all: CalmRounds["counted"]) => all.map(({ steal }) => steal);
  return { complete: rounds.complete, counted: shares(rounds.counted), disturbed: shares(rounds.disturbed) };
}

describe("calm rounds", () => {
  it("are complete with so many of which others took little", () => {
    expect(of(3, [0, 0.05])).toEqual({ complete: false, counted: [0, 0.05], disturbed: [] });
    expect(of(3, [0, 0.05, 0.01])).toEqual({ complete: true, counted: [0, 0.05, 0.01], disturbed: [] });
    expect(of(3, [0, 0.06, 0.01]).complete).toBe(false);
  });

  it("have the calmest of those that were done, and keep the others aside", () => {
    expect(of(2, [0.2, 0.1, 0, 0.3])).toEqual({ complete: false, counted: [0.1, 0], disturbed: [0.2, 0.3] });
    expect(of(2, [0.2, 0.1, 0, 0.03])).toEqual({ complete: true, counted: [0, 0.03], disturbed: [0.2, 0.1] });
  });

  it("are taken for calm where nobody can tell", () => {
    expect(of(2, [undefined, undefined]).complete).toBe(true);
  });
});
