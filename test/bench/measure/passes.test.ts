import { describe, expect, it, test } from "vitest";
import { LONE_ECHO } from "../floors/floors.ts";
import type { Measurable } from "./measurement.ts";
import { Passes, type PassesOptions, passesOf, type SuiteResults } from "./passes.ts";
import { Steal } from "./steal.ts";
import { planOf } from "./suite.ts";

test("each pass has two rounds, and the last of an odd number of them three", () => {
  expect([1, 2, 3, 5, 6, 9].map(passesOf)).toEqual([[1], [2], [3], [2, 3], [2, 2, 2], [2, 2, 2, 3]]);
});

describe("passes", () => {
  it("open the suites anew each time, one after the other, and tell of each what there is", async () => {
    const opened: string[] = [];
    const told: Record<string, number>[] = [];
    const passes = passesWith({ rounds: 4, onResults: async (results) => void told.push(countsOf(results)) });
    await passes.measure([wanted("one", opened, { a: steady() }), wanted("other", opened, { b: steady() })]);
    expect(opened).toEqual(["one: a", "other: b", "one: a", "other: b"]);
    expect(told).toEqual([{ a: 2 }, { a: 2, b: 2 }, { a: 4, b: 2 }, { a: 4, b: 4 }]);
  });

  it("go on with what scatters alone, up to three times as many rounds", async () => {
    const opened: string[] = [];
    const told: Record<string, number>[] = [];
    const passes = passesWith({ rounds: 4, error: 0.04, onResults: async (results) => void told.push(countsOf(results)) });
    await passes.measure([wanted("one", opened, { calm: steady(), wild: scattering(9) }), wanted("other", opened, { b: steady() })]);
    const first = ["one: calm, wild", "other: b"];
    expect(opened).toEqual([...first, ...first, "one: wild", "one: wild", "one: wild", "one: wild"]);
    expect(told.at(-1)).toEqual({ calm: 4, wild: 12, b: 4 });
  });

  it("end with a case once its ratio is sure enough", async () => {
    const opened: string[] = [];
    await passesWith({ rounds: 4, error: 0.15 }).measure([wanted("one", opened, { soon: scattering(2) })]);
    expect(opened).toEqual(["one: soon", "one: soon", "one: soon"]);
  });
});

function passesWith(options: Partial<PassesOptions>): Passes {
  return new Passes(
    { of: steady },
    {
      rounds: 2,
      rehearsalMs: 0,
      suites: { durationMs: 1, quick: false, profileFolder: undefined },
      onProgress: () => undefined,
      watchSteal: () => new Steal(() => undefined),
      onResults: async () => undefined,
      ...options,
    },
  );
}

/** A plan of these cases, all of which are wanted; it notes when it was opened, and for which. */
function wanted(title: string, opened: string[], whats: Readonly<Record<string, Measurable>>) {
  const plan = planOf({
    title,
    shapes: () => Object.entries(whats),
    nameOf: ([name]) => name,
    open: async (shapes) => {
      opened.push(`${title}: ${shapes.map(([name]) => name).join(", ")}`);
      return shapes.map(([name, what]) => ({ name, what, floor: LONE_ECHO, turns: 1 }));
    },
  });
  return { plan, names: new Set(Object.keys(whats)) };
}

function steady(): Measurable {
  return taking(() => 1);
}

/** Two times of four it takes so many times as long. */
function scattering(times: number): Measurable {
  let measured = 0;
  return taking(() => (measured++ % 4 < 2 ? times : 1));
}

function taking(tookMs: () => number): Measurable {
  const measure = async () => ({ count: 1, tookMs: tookMs(), latenciesMs: [1] });
  return { roles: {}, prepare: async () => undefined, measure, restore: async () => undefined };
}

function countsOf(results: SuiteResults): Record<string, number> {
  return Object.fromEntries(Object.values(results).flatMap((suite) => suite.map(({ name, rounds }) => [name, rounds.length])));
}
