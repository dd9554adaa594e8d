import { CpuMeter, type CpuTimes, type Roles } from "./cpu.ts";

/** What a case saw in one round. */
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

/** Measures once, or in several batches that count as one: what lives but once is too short to be measured by itself. */
export async function measure(what: Measurable, batches = 1): Promise<Figures> {
  const meter = new CpuMeter(what.roles);
  const samples: Sample[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    await what.prepare();
    try {
      samples.push(await meter.during(() => what.measure()));
    } finally {
      await what.restore();
    }
  }
  const { count, tookMs, latenciesMs } = together(samples);
  const sorted = latenciesMs.toSorted((one, other) => one - other);
  return {
    rate: tookMs === undefined ? undefined : (count / tookMs) * 1_000,
    p50Ms: atRank(sorted, 0.5),
    p99Ms: atRank(sorted, 0.99),
    cpuUs: meter.perThing(count),
  };
}

function together(samples: readonly Sample[]): Sample {
  const tookMs = samples.flatMap((sample) => sample.tookMs ?? []);
  return {
    count: sum(samples.map(({ count }) => count)),
    tookMs: tookMs.length < samples.length ? undefined : sum(tookMs),
    latenciesMs: samples.flatMap(({ latenciesMs }) => latenciesMs),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The value below which a share of the sorted values lies. */
export function atRank(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
