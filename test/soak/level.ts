import type { Sample } from "./sample.ts";

/** How a figure went from the middle of a run to its end. */
export interface Level {
  readonly name: string;
  /** Medians of the third and of the last quarter. */
  readonly before: number;
  readonly after: number;
  /** Whether it grew by no more than the allowance. */
  readonly level: boolean;
}

/** Figures of a sample that must not grow. */
export const figures = ["memoryMib", "handles", "storeMib"] as const;

/** Growth that is no leak: an allocator and a write-ahead log breathe. */
const ALLOWED_SHARE = 0.15;
const ALLOWED = { memoryMib: 16, handles: 8, storeMib: 8 } as const;

/** Compares the third quarter of a run with the last: warm-up is over in both. */
export function levels(samples: readonly Sample[]): Level[] {
  const quarter = Math.floor(samples.length / 4);
  const third = samples.slice(quarter * 2, quarter * 3);
  const last = samples.slice(quarter * 3);
  return figures.map((name) => {
    const before = median(third.map((sample) => sample[name]));
    const after = median(last.map((sample) => sample[name]));
    return { name, before, after, level: after <= before * (1 + ALLOWED_SHARE) || after - before <= ALLOWED[name] };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
