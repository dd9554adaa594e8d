import type { Duration, Timestamp } from "@bufbuild/protobuf/wkt";
import { invalidField } from "../core/errors.ts";

const MAX_SECONDS = 315_576_000_000n;

/** Writes milliseconds as a google.protobuf.Duration. */
export function durationToProto(ms: number): Duration {
  const seconds = Math.trunc(ms / 1_000);
  return { $typeName: "google.protobuf.Duration", seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1_000) * 1e6) };
}

/** Writes an optional duration. */
export function optionalDuration(ms: number | undefined): Duration | undefined {
  return ms === undefined ? undefined : durationToProto(ms);
}

/**
 * Reads a duration of a request in milliseconds; absent stays absent.
 * @throws LyceumError invalid_field when it is negative or malformed.
 */
export function durationFromProto(value: Duration | undefined, field: string): number | undefined {
  if (value === undefined) return undefined;
  if (value.seconds < 0n || value.seconds > MAX_SECONDS || value.nanos < 0 || value.nanos > 999_999_999) {
    throw invalidField(field, "must be a duration of zero or more");
  }
  return Number(value.seconds) * 1_000 + value.nanos / 1e6;
}

/** Writes wall time in milliseconds as a google.protobuf.Timestamp. */
export function timestampToProto(ms: number): Timestamp {
  const seconds = Math.floor(ms / 1_000);
  return { $typeName: "google.protobuf.Timestamp", seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1_000) * 1e6) };
}

/** Writes an optional timestamp. */
export function optionalTimestamp(ms: number | undefined): Timestamp | undefined {
  return ms === undefined ? undefined : timestampToProto(ms);
}

/** Reads a timestamp in milliseconds of wall time. */
export function timestampFromProto(value: Timestamp): number {
  return Number(value.seconds) * 1_000 + value.nanos / 1e6;
}
