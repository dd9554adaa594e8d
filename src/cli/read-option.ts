import { InvalidArgumentError } from "commander";
import { tryParse } from "./exact-json.ts";

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const MAX_MS = 30 * 24 * 3_600_000;
const MAX_COUNT = 1_000_000;

/** Reads a duration such as 500ms, 10s, 2m or 1h in milliseconds; a bare number is seconds. */
export function readDuration(text: string): number {
  const match = DURATION.exec(text);
  const ms = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? "s"] ?? 0);
  if (match === null || ms > MAX_MS) throw new InvalidArgumentError("write a duration such as 500ms, 10s, 2m or 1h, at most 30 days");
  return ms;
}

/** Reads a number of things. */
export function readCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > MAX_COUNT) throw new InvalidArgumentError(`write a whole number from 0 to ${MAX_COUNT}`);
  return count;
}

/** Reads positional arguments: a JSON array. */
export function readArray(text: string): readonly unknown[] {
  const value = readJson(text);
  if (!Array.isArray(value)) throw new InvalidArgumentError("write a JSON array, such as '[1, \"two\"]'");
  return value;
}

/** Reads named arguments: a JSON object. */
export function readObject(text: string): Readonly<Record<string, unknown>> {
  const value = readJson(text);
  if (!text.trimStart().startsWith("{")) throw new InvalidArgumentError("write a JSON object, such as '{\"start\": 1}'");
  return value as Record<string, unknown>;
}

function readJson(text: string): unknown {
  const parsed = tryParse(text);
  if ("problem" in parsed) throw new InvalidArgumentError(`it is no JSON (${parsed.problem})`);
  return parsed.value;
}
