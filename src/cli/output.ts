import { styleText } from "node:util";
import type { ErrorReport } from "./cli-error.ts";
import { block, line } from "./plain-text.ts";
import { type Column, table } from "./table.ts";

/** Where lines go. */
export interface Sink {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What an {@link Output} is made of. */
export interface OutputOptions {
  readonly out: Sink;
  readonly err: Sink;
  /** Whether programs read it: JSON, a value a line. */
  readonly json: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A colour of text. */
export type Color = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";

/** What a command tells: to people by tables and lines, to programs by JSON. */
export class Output {
  readonly json: boolean;
  readonly #out: Sink;
  readonly #err: Sink;
  readonly #colors: boolean;

  constructor({ out, err, json, env }: OutputOptions) {
    this.json = json;
    this.#out = out;
    this.#err = err;
    this.#colors = out.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  }

  /** Whether a person looks at it now. */
  get onTerminal(): boolean {
    return this.#out.isTTY === true;
  }

  /** Tells one thing: JSON for programs, else lines. */
  tell(json: unknown, ...lines: readonly string[]): void {
    if (this.json) this.#out.write(`${JSON.stringify(json)}\n`);
    else for (const each of lines) this.#out.write(`${each}\n`);
  }

  /** Tells things: one JSON array for programs, else a table, or a sentence when there are none. */
  list<T>(
    things: readonly T[],
    how: { readonly json: (thing: T) => unknown; readonly columns: readonly Column<T>[]; readonly none: string },
  ): void {
    if (this.json) this.tell(things.map(how.json));
    else if (things.length === 0) this.note(how.none);
    else for (const each of this.table(how.columns, things)) this.#out.write(`${each}\n`);
  }

  /** Lays out a table for this output. */
  table<T>(columns: readonly Column<T>[], things: readonly T[]): string[] {
    return table(columns, things, { colors: this.#colors, width: this.onTerminal ? this.#out.columns : undefined });
  }

  /** Writes bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#out.write(bytes);
  }

  /** Colours text, where a person sees it. */
  paint(color: Color, text: string): string {
    return this.#colors ? styleText(color, text, { validateStream: false }) : text;
  }

  /** Says something aside, to people only. */
  note(text: string): void {
    if (!this.json) this.#err.write(`${block(text)}\n`);
  }

  /** Tells an error: one sentence and its reason. */
  error({ reason, message, facts, exitCode }: ErrorReport): void {
    if (this.json) this.#err.write(`${JSON.stringify({ error: { reason, message, facts, exitCode } })}\n`);
    else this.#err.write(`lyceum: ${line(message)} (${reason})\n`);
  }
}
