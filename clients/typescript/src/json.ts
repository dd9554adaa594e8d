import { SerializationError } from "./errors.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });
const MAX_DEPTH = 200;
const LONG_NUMBER = /\d{16}/;
const INTEGER = /^-?\d+$/;

/** What a value needs to be written: nothing special, exact integers or its own `toJSON`, or no value at all. */
type Need = "plain" | "replacer";

/**
 * Writes a value as JSON in UTF-8. `bigint` is written as an integer, exactly. Properties that are `undefined` are left out, items
 * that are become null, and `undefined` alone is no bytes at all. Objects are written by their `toJSON` or their own properties.
 * @throws SerializationError for what JSON has no form for: NaN, infinities, lone surrogates, functions, symbols, maps, sets, bytes, cycles.
 */
export function encodeJson(value: unknown): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  const text = examine(value, 0) === "plain" ? JSON.stringify(value) : JSON.stringify(value, replace);
  // Takes a third of the time of a TextEncoder.
  return Buffer.from(text);
}

/**
 * Reads JSON in UTF-8. Integers beyond 2^53 become `bigint`, exactly; no bytes at all are `undefined`.
 * @throws SerializationError when it is no JSON.
 */
export function decodeJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    const text = decoder.decode(bytes);
    return LONG_NUMBER.test(text) ? JSON.parse(text, revive) : JSON.parse(text);
  } catch (error) {
    throw new SerializationError(`the body is no JSON: ${(error as Error).message}`, {
      reason: "INVALID_ARGUMENTS",
      code: "INVALID_ARGUMENT",
      cause: error,
    });
  }
}

function revive(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined || !INTEGER.test(source)) return value;
  return BigInt(source);
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return rawJson(value.toString());
  if (typeof value !== "object" || value === null) examine(value, 0);
  else refuseObject(value);
  return value;
}

// Missing from TypeScript's library: https://github.com/tc39/proposal-json-parse-with-source, in V8 since 11.4.
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

function examine(value: unknown, depth: number): Need {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw refused("a string with a lone surrogate");
      return "plain";
    case "number":
      if (!Number.isFinite(value)) throw refused(`the number ${value}`);
      return "plain";
    case "bigint":
      return "replacer";
    case "object":
      return value === null ? "plain" : examineObject(value, depth);
    case "function":
    case "symbol":
      throw refused(`a ${typeof value}`);
    default:
      return "plain";
  }
}

function examineObject(value: object, depth: number): Need {
  if (depth >= MAX_DEPTH) throw refused(`a value that is nested more than ${MAX_DEPTH} deep, or in itself`);
  refuseObject(value);
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return examineOwnForm(value as { toJSON(): unknown }, depth);
  let need: Need = "plain";
  if (Array.isArray(value)) {
    for (const item of value) if (examine(item, depth + 1) === "replacer") need = "replacer";
    return need;
  }
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed()) throw refused("a property name with a lone surrogate");
    if (examine((value as Record<string, unknown>)[key], depth + 1) === "replacer") need = "replacer";
  }
  return need;
}

function examineOwnForm(value: { toJSON(): unknown }, depth: number): Need {
  return examine(value.toJSON(), depth + 1);
}

function refuseObject(value: object): void {
  if (value instanceof Map || value instanceof WeakMap) throw refused("a Map; pass Object.fromEntries(map)");
  if (value instanceof Set || value instanceof WeakSet) throw refused("a Set; pass [...set]");
  if (typeof (value as { then?: unknown }).then === "function") throw refused("a promise; await it first");
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) throw refused("bytes inside a value; pass a Uint8Array alone");
}

function refused(what: string): SerializationError {
  return new SerializationError(`${what} cannot be sent`, { reason: "INVALID_ARGUMENTS", code: "INVALID_ARGUMENT" });
}
