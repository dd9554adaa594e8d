import { describe, expect, it } from "vitest";
import { type Measurable, Measurement, type Sample } from "./measurement.ts";

/** Gives out samples in turn, and tells what was asked of it. */
class Scripted implements Measurable {
  readonly asked: string[] = [];
  readonly roles: Measurable["roles"];
  readonly #samples: readonly (Sample | Error)[];
  #cpuMs = 0;
  #given = 0;

  constructor(samples: readonly (Sample | Error)[]) {
    this.#samples = samples;
    this.roles = { server: () => this.#cpuMs };
  }

  /** Costs the server something that is not to be counted. */
  async prepare(): Promise<void> {
    this.asked.push("prepare");
    this.#cpuMs += 1_000;
  }

  async measure(): Promise<Sample> {
    this.asked.push("measure");
    this.#cpuMs += 3;
    const sample = this.#samples[this.#given++ % this.#samples.length]!;
    if (sample instanceof Error) throw sample;
    return sample;
  }

  async restore(): Promise<void> {
    this.asked.push("restore");
    this.#cpuMs += 1_000;
  }
}

async function measured(what: Measurable, times: number) {
  const measurement = new Measurement(what);
  for (let time = 0; time < times; time += 1) await measurement.add();
  return measurement.figures();
}

describe("a measurement", () => {
  it("tells a rate, ranks of latencies and CPU time", async () => {
    const what = new Scripted([{ count: 3, tookMs: 30, latenciesMs: [1, 2, 3] }]);
    const { rate, p50Ms, p99Ms, cpuUs } = await measured(what, 1);
    expect({ rate, p50Ms, p99Ms, serverUs: cpuUs.server }).toEqual({ rate: 100, p50Ms: 2, p99Ms: 3, serverUs: 1_000 });
    expect(what.asked).toEqual(["prepare", "measure", "restore"]);
  });

  it("takes samples together, and leaves out what is between them", async () => {
    const what = new Scripted([
      { count: 1, tookMs: 10, latenciesMs: [5] },
      { count: 3, tookMs: 30, latenciesMs: [4, 1, 9] },
    ]);
    const { rate, p50Ms, p99Ms, cpuUs } = await measured(what, 2);
    expect({ rate, p50Ms, p99Ms, serverUs: cpuUs.server }).toEqual({ rate: 100, p50Ms: 5, p99Ms: 9, serverUs: 1_500 });
    expect(what.asked).toEqual(["prepare", "measure", "restore", "prepare", "measure", "restore"]);
  });

  it("has no rate where one says nothing, nor the CPU time of who is not there", async () => {
    const { rate, cpuUs } = await measured(new Scripted([{ count: 1, tookMs: undefined, latenciesMs: [5] }]), 3);
    expect([rate, cpuUs.host]).toEqual([undefined, undefined]);
    expect(cpuUs.caller).toBeGreaterThan(0);
  });

  it("takes back what one left that failed", async () => {
    const what = new Scripted([{ count: 1, tookMs: 1, latenciesMs: [1] }, new Error("it broke")]);
    await expect(measured(what, 3)).rejects.toThrow("it broke");
    expect(what.asked.slice(3)).toEqual(["prepare", "measure", "restore"]);
  });
});
