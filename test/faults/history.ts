import { closeSync, createReadStream, openSync, readdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Something that a process did or saw: its kind, then what the kind has. The first event of a history says whose it is. */
export type HistoryEvent = readonly [kind: string, ...facts: (string | number | boolean)[]];

const SUFFIX = ".jsonl";

/**
 * What one life of a process did and saw, written down at the end of each step of its event loop: before what it wrote to a socket in that step
 * leaves, so that others never know more of it than its history does. What was written outlives a SIGKILL of the process.
 */
export class History implements Disposable {
  readonly #file: number;
  #lines = "";
  #scheduled = false;

  constructor(folder: string, name: string) {
    this.#file = openSync(join(folder, `${name}${SUFFIX}`), "a");
  }

  /** Adds an event. */
  add(...event: HistoryEvent): void {
    this.#lines += `${JSON.stringify(event)}\n`;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.flush());
  }

  /** Writes down now. */
  flush(): void {
    this.#scheduled = false;
    const lines = this.#lines;
    this.#lines = "";
    if (lines !== "") writeSync(this.#file, lines);
  }

  [Symbol.dispose](): void {
    this.flush();
    closeSync(this.#file);
  }
}

/** Names of the histories of a folder, in order: those of one process follow each other. */
export function historyNames(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  return names.map((name) => name.slice(0, -SUFFIX.length)).sort(byLife);
}

/** Reads a history; a last line that a kill cut short is left out. */
export async function* readHistory(folder: string, name: string): AsyncGenerator<HistoryEvent, void, undefined> {
  const lines = createInterface({ input: createReadStream(join(folder, `${name}${SUFFIX}`)), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.endsWith("]")) yield JSON.parse(line) as HistoryEvent;
  }
}

/** Reads the latest life before this one that wrote anything; nothing where there is none. */
export async function* readLifeBefore(folder: string, name: string, life: number): AsyncGenerator<HistoryEvent, void, undefined> {
  const names = historyNames(folder);
  for (let before = life - 1; before > 0; before -= 1) {
    if (!names.includes(`${name}.${before}`)) continue;
    let written = false;
    for await (const event of readHistory(folder, `${name}.${before}`)) {
      written = true;
      yield event;
    }
    if (written) return;
  }
}

/** Order of `name.life` by name, then by number. */
function byLife(one: string, other: string): number {
  const [oneName, oneLife] = parts(one);
  const [otherName, otherLife] = parts(other);
  if (oneName === otherName) return oneLife - otherLife;
  return oneName < otherName ? -1 : 1;
}

function parts(name: string): [string, number] {
  const dot = name.lastIndexOf(".");
  return [name.slice(0, dot), Number(name.slice(dot + 1))];
}
