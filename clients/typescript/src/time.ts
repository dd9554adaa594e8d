import type { Duration, Timestamp } from "@bufbuild/protobuf/wkt";

/** A duration as the generated messages take it. */
export interface DurationInit {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** Writes milliseconds as a google.protobuf.Duration. */
export function durationOf(ms: number): DurationInit {
  const seconds = Math.trunc(ms / 1_000);
  return { seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1_000) * 1e6) };
}

/** Reads a google.protobuf.Duration in milliseconds; absent stays absent. */
export function msOf(duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : Number(duration.seconds) * 1_000 + duration.nanos / 1e6;
}

/** Reads a google.protobuf.Timestamp; absent stays absent. */
export function dateOf(timestamp: Timestamp | undefined): Date | undefined {
  return timestamp === undefined ? undefined : new Date(Number(timestamp.seconds) * 1_000 + timestamp.nanos / 1e6);
}
