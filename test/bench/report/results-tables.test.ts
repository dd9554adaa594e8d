import { describe, expect, it } from "vitest";
import { type Summary, summarise } from "../measure/summary.ts";
import { heldTable, loadTable, metTable, withTable } from "./results-tables.ts";

function summary(name: string, rate: number | undefined): Summary {
  const figures = { rate, p50Ms: 1.2345, p99Ms: 1, cpuUs: { caller: 1, server: 2, host: undefined } };
  return summarise({ name, floor: "echo 100 B x1", rounds: [{ floor: figures, own: figures, turns: { rates: [], p50s: [0.5] } }] });
}

describe("tables of the results", () => {
  it("have the figures of all runs side by side, of the cases that all have", () => {
    const runs = [
      [summary("a", 1_234.5), summary("b", undefined), summary("c", 1)],
      [summary("b", 7), summary("a", 99.99)],
    ];
    expect(loadTable(runs)).toEqual([
      "| case | floor | a second | p50, ms | rate / floor's | p50 / floor's | us caller | us server | us host |",
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
      "| a | echo 100 B x1 | 1,235, 100 | 1.23, 1.23 |  | 0.5, 0.5 | 1, 1 | 2, 2 |  |",
      "| b | echo 100 B x1 |  | 1.23, 1.23 |  | 0.5, 0.5 | 1, 1 | 2, 2 |  |",
    ]);
  });

  it("say of a target in how many runs it was met", () => {
    const target = (figure: "RATE" | "P50", now: number, met: boolean) => {
      return { name: "a", figure, bound: 2, now: { median: now, least: now, greatest: now }, met };
    };
    const rows = metTable([
      [target("RATE", 3, true), target("P50", 3, false)],
      [target("RATE", 1, false), target("P50", 2.5, false)],
    ]);
    expect(rows.slice(2)).toEqual(["| a | RATE | ≥ 2 | 3, 1 | met in 1 of 2 |", "| a | P50 | ≤ 2 | 3, 2.5 | missed |"]);
  });

  it("tell what was held", () => {
    const upkeep = { perThing: { resident: 2_048, live: 1_024 }, cpuMsPerSecond: 0.5 };
    const result = { name: "held", rounds: [{ count: 1, fillMs: 1_500, server: upkeep, clients: undefined }] };
    expect(heldTable([[result]]).at(-1)).toBe("| held | 1.5 | 2 | 1 | 0.5 |  |  |  |");
  });

  it("take the place of those that are there", () => {
    const page = ["## One", "", "| old |", "", "## Two", "", "words", "", "| old |", "| row |", "", "| other |", ""].join("\n");
    expect(withTable(page, "Two", ["| new |"])).toBe(page.replace("| old |\n| row |", "| new |"));
    expect(() => withTable(page, "Three", [])).toThrow('there is no table under "Three"');
  });
});
