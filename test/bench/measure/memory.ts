import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Memory of a process of Node.js, in bytes. */
export interface Memory {
  /** What the system gave it. */
  readonly resident: number;
  /** What its objects and buffers need. */
  readonly live: number;
}

const COLLECTIONS = 4;
const GIVES_BACK = { type: "major", flavor: "last-resort" } as const;

/**
 * Memory of this process once all that is garbage is gone, and what V8 keeps for a load like the last one is given back. V8 does so by itself in a
 * process that is idle for some minutes; its young generation may have 100 MB until then, however little is held.
 */
export async function settledMemory(): Promise<Memory> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (how: typeof GIVES_BACK) => void;
  for (let done = 0; done < COLLECTIONS; done += 1) {
    collect(GIVES_BACK);
    await turn();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, live: heapUsed + external };
}

/** What each of a number of things added. */
export function growthPerThing(before: Memory, after: Memory, count: number): Memory {
  return { resident: (after.resident - before.resident) / count, live: (after.live - before.live) / count };
}
