import { type Duration, type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** A time span for people, in its largest whole unit: `12s`, `3m`, `2h`, `5d`. */
export function span(ms: number): string {
  for (const [unit, unitMs] of UNITS) if (ms >= unitMs) return `${Math.floor(ms / unitMs)}${unit}`;
  return ms >= 1 ? `${Math.floor(ms)}ms` : "0s";
}

/** Milliseconds of a duration. */
export function durationMs({ seconds, nanos }: Duration): number {
  return Number(seconds) * 1_000 + nanos / 1e6;
}

/** A duration as the API takes it. */
export function durationOf(ms: number): { seconds: bigint; nanos: number } {
  const seconds = Math.trunc(ms / 1_000);
  return { seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1_000) * 1e6) };
}

/** How long ago something was, at a wall time; empty when it never was. */
export function age(at: Timestamp | undefined, nowMs: number): string {
  return at === undefined ? "" : span(Math.max(0, nowMs - timestampMs(at)));
}

/** Time of day of a moment, as the clock on the wall shows it. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}
