// Missing from TypeScript's library: https://github.com/tc39/proposal-json-parse-with-source, in V8 since 11.4.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/**
 * Reads JSON so that `JSON.stringify` writes its numbers digit by digit as they were: those that a `number` cannot hold are kept
 * as text.
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, keepSource);
}

/** What {@link tryParse} makes of a text. */
export type Parsed = { readonly value: unknown } | { readonly problem: string };

/** Reads JSON as {@link parseExactly} does; says what is wrong with a text that is none. */
export function tryParse(text: string): Parsed {
  try {
    return { value: parseExactly(text) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function keepSource(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === "number" && source !== undefined && String(value) !== source ? rawJSON(source) : value;
}
