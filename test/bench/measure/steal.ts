import { readFileSync } from "node:fs";

/**
 * How much of the processors' time went to others on the same hardware, while something here wanted it: what Linux calls steal, of a virtual machine.
 * It tells of a noisy neighbour whatever is measured.
 */
export class Steal {
  readonly #read: () => Times | undefined;
  readonly #before: Times | undefined;

  /** Begins now. */
  constructor(read: () => Times | undefined = timesOfAll) {
    this.#read = read;
    this.#before = read();
  }

  /** The share since then, from 0 to 1; undefined where it cannot be known. */
  share(): number | undefined {
    const [before, after] = [this.#before, this.#read()];
    if (before === undefined || after === undefined) return undefined;
    const all = after.all - before.all;
    return all === 0 ? 0 : (after.stolen - before.stolen) / all;
  }
}

/** Times of all processors since the system began, in ticks. */
export interface Times {
  readonly stolen: number;
  readonly all: number;
}

/** What Linux says of the processors; undefined on other systems. */
function timesOfAll(): Times | undefined {
  let text: string;
  try {
    text = readFileSync("/proc/stat", "latin1");
  } catch {
    return undefined;
  }
  // user, nice, system, idle, iowait, irq, softirq, steal; what guests took is among user and nice.
  const times = text.slice(0, text.indexOf("\n")).trim().split(/\s+/).slice(1, 9).map(Number);
  return { stolen: times[7] ?? 0, all: times.reduce((total, each) => total + each, 0) };
}
