import { describe, expect, it } from "vitest";
import { type Floor, LONE_ECHO } from "../floors/floors.ts";
import type { Figures, Measurable } from "./measurement.ts";
import { joined, runRounds } from "./rounds.ts";
import { Steal } from "./steal.ts";
import type { Case } from "./suite.ts";

const FIGURES: Figures = { rate: 1, p50Ms: 1, p99Ms: 1, cpuUs: { caller: 1, server: 1, host: undefined } };
const STARTS: Floor = { kind: "start", of: "threads", atOnce: 4 };

/** Tells in which order it was measured, and its floor. */
class Order {
  readonly names: string[] = [];

  readonly floors = { of: ({ kind }: Floor, turns: number) => this.named(`${kind} of ${turns}`) };

  named(name: string): Measurable {
    const measure = async () => {
      this.names.push(name);
      return { count: 1, tookMs: 1, latenciesMs: [1] };
    };
    return { roles: {}, prepare: async () => undefined, measure, restore: async () => undefined };
  }
}

describe("rounds", () => {
  it("take turns of each case and its floor, once all were rehearsed", async () => {
    const order = new Order();
    const cases: Case[] = [
      { name: "load", what: order.named("load"), floor: LONE_ECHO },
      { name: "launch", what: order.named("launch"), floor: STARTS, turns: 2 },
    ];
    const told: string[] = [];
    const onProgress = (what: string) => told.push(what);
    const results = await runRounds(cases, order.floors, { rounds: 2, rehearsalMs: 0, onProgress, watchSteal: stealOf(0) });
    const turns = (count: number, ...names: string[]) => Array.from({ length: count }, () => names).flat();
    const round = ["echo of 13", ...turns(12, "load", "echo of 13"), "start of 3", ...turns(2, "launch", "start of 3")];
    expect(order.names).toEqual(["echo of 13", "load", "start of 3", "launch", ...round, ...round]);
    expect(results.map(({ name, floor, rounds }) => [name, floor, rounds.length])).toEqual([
      ["load", "echo 100 B x1", 2],
      ["launch", "start threads x4", 2],
    ]);
    expect(told).toEqual([
      "rehearsal: load",
      "rehearsal: launch",
      "round 1 of 2: load",
      "round 1 of 2: launch",
      "round 2 of 2: load",
      "round 2 of 2: launch",
    ]);
  });

  it("that others disturbed are done once more, after the last", async () => {
    const order = new Order();
    const cases = ["a", "b"].map((name): Case => ({ name, what: order.named(name), floor: LONE_ECHO, turns: 1 }));
    const told: string[] = [];
    const onProgress = (what: string) => told.push(what);
    const results = await runRounds(cases, order.floors, { rounds: 1, rehearsalMs: 0, onProgress, watchSteal: stealOf(0.5, 0.05, 0.2) });
    expect(told.slice(cases.length)).toEqual(["round 1 of 1: a", "round 1 of 1: b", "once more: a"]);
    const steals = results.map(({ rounds, disturbed }) => [rounds, disturbed].map((list) => list.map(({ steal }) => steal)));
    expect(steals).toEqual([
      [[0.2], [0.5]],
      [[0.05], []],
    ]);
  });

  it("of later passes come after those of before, by the names of cases", () => {
    const result = (name: string, rates: readonly number[]) => {
      const rounds = rates.map((rate) => ({ floor: FIGURES, own: { ...FIGURES, rate }, turns: { rates: [rate], p50s: [1] } }));
      return { name, floor: "echo 100 B x1", rounds, passes: [rates.length], disturbed: rounds.slice(1) };
    };
    const all = joined([result("a", [1, 2]), result("b", [3])], [result("b", [4]), result("c", [5])]);
    expect(all.map(({ passes }) => passes)).toEqual([[2], [1, 1], [1]]);
    expect(all.map(({ disturbed }) => disturbed.map(({ own }) => own.rate))).toEqual([[2], [], []]);
    expect(all.map(({ name, floor, rounds }) => [name, floor, ...rounds.map(({ own }) => own.rate)])).toEqual([
      ["a", "echo 100 B x1", 1, 2],
      ["b", "echo 100 B x1", 3, 4],
      ["c", "echo 100 B x1", 5],
    ]);
  });
});

/** Shares of so many rounds, of which the last is also that of all others. */
function stealOf(...shares: readonly number[]): () => Steal {
  const left = [...shares];
  return () => {
    const share = left.length > 1 ? left.shift()! : left[0]!;
    const times = [
      { stolen: 0, all: 100 },
      { stolen: 100 * share, all: 200 },
    ];
    return new Steal(() => times.shift());
  };
}
