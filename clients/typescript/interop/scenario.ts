import { encodeJson } from "../src/json.ts";

/** What must come of a case. */
export interface Expectation {
  readonly result?: unknown;
  readonly bytes?: string;
  readonly failure?: { readonly message?: string; readonly cause?: string; readonly stack?: true; readonly language?: true };
  /** Reason of a typed error. */
  readonly error?: string;
  /** Whether it is raised before anything is sent. */
  readonly local?: true;
}

/** One thing that must work between any two languages. */
export interface Case {
  readonly name: string;
  readonly do: string;
  readonly action?: string;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly bytes?: string;
  readonly timeout_ms?: number;
  readonly cancel_after_ms?: number;
  readonly parts?: number;
  readonly actions?: readonly string[];
  readonly value?: string;
  readonly traceparent?: string;
  readonly expect: Expectation;
}

/** The file. */
export interface Scenario {
  readonly cases: readonly Case[];
}

/** Writes out what a scenario abbreviates: texts that repeat. */
export function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand);
  if (typeof value !== "object" || value === null) return value;
  const { $repeat } = value as { readonly $repeat?: readonly [string, number] };
  if ($repeat !== undefined) return $repeat[0].repeat($repeat[1]);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, expand(each)]));
}

/** Fails unless two values are equal in JSON, whatever the order of properties. */
export function assertEqual(found: unknown, expected: unknown): void {
  const [one, other] = [textOf(found), textOf(expected)];
  if (one !== other) throw new Error(`expected ${other.slice(0, 200)}, got ${one.slice(0, 200)}`);
}

function textOf(value: unknown): string {
  return new TextDecoder().decode(encodeJson(sorted(value)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
