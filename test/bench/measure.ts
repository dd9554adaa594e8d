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

/** Measures once. */
export async function measure(what: Measurable): Promise<Figures> {
  await what.prepare();
  try {
    const meter = new CpuMeter(what.roles);
    const { count, tookMs, latenciesMs } = await what.measure();
    const cpuUs = meter.perThing(count);
    const sorted = latenciesMs.toSorted((one, other) => one - other);
    return {
      rate: tookMs === undefined ? undefined : (count / tookMs) * 1_000,
      p50Ms: atRank(sorted, 0.5),
      p99Ms: atRank(sorted, 0.99),
      cpuUs,
    };
  } finally {
    await what.restore();
  }
}

/** The value below which a share of the sorted values lies. */
export function atRank(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
