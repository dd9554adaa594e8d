import { CpuMeter, type CpuTimes, type Roles } from "./cpu.ts";

/** What was seen in one measurement. */
export interface Sample {
  /** Things done: round trips, events, launches, ends. */
  readonly count: number;
  /** From the first to the last of them; absent where a rate says nothing. */
  readonly tookMs: number | undefined;
  readonly latenciesMs: readonly number[];
}

/** Something to measure, again and again. */
export interface Measurable {
  /** The processes that do the work beside this one, by what they are. */
  readonly roles: Roles;
  /** Brings it to where a measurement begins; not measured. */
  prepare(): Promise<void>;
  measure(): Promise<Sample>;
  /** Takes back what the measurement left; not measured. */
  restore(): Promise<void>;
}

/** A measurement, in numbers. */
export interface Figures {
  readonly rate: number | undefined;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time for each thing done, in microseconds, by who took it. */
  readonly cpuUs: CpuTimes;
}

/** Measurements of one thing that count as one. */
export class Measurement {
  readonly #what: Measurable;
  readonly #meter: CpuMeter;
  readonly #samples: Sample[] = [];

  constructor(what: Measurable) {
    this.#what = what;
    this.#meter = new CpuMeter(what.roles);
  }

  /** Measures once more. */
  async add(): Promise<void> {
    await this.#what.prepare();
    try {
      this.#samples.push(await this.#meter.during(() => this.#what.measure()));
    } finally {
      await this.#what.restore();
    }
  }

  /** What each of them saw. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /** What they say together. */
  figures(): Figures {
    const count = sum(this.#samples.map((sample) => sample.count));
    const tookMs = this.#samples.flatMap((sample) => sample.tookMs ?? []);
    const sorted = this.#samples.flatMap(({ latenciesMs }) => latenciesMs).sort((one, other) => one - other);
    return {
      rate: tookMs.length < this.#samples.length ? undefined : (count / sum(tookMs)) * 1_000,
      p50Ms: atRank(sorted, 0.5),
      p99Ms: atRank(sorted, 0.99),
      cpuUs: this.#meter.perThing(count),
    };
  }
}

/** All of them together. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The value below which a share of the sorted values lies. */
export function atRank(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
