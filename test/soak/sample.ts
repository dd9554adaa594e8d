import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What a server holds at one moment. */
export interface Sample {
  /** Time since the start, in seconds. */
  readonly atS: number;
  /** Resident memory of the process, in MiB. */
  readonly memoryMib: number;
  /** Open file descriptors. */
  readonly handles: number;
  /** Size of the store's files, in MiB. */
  readonly storeMib: number;
  /** Calls that were answered so far. */
  readonly calls: number;
}

const MIB = 1_048_576;

/** Looks at a server's process and its data folder; Linux alone tells all of it. */
export function takeSample(pid: number, dataFolder: string, atS: number, calls: number): Sample {
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
  const store = readdirSync(dataFolder).filter((name) => name.startsWith("lyceum.db"));
  return {
    atS: Math.round(atS),
    memoryMib: Math.round((Number(rss) / 1_024) * 10) / 10,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    storeMib: Math.round((store.reduce((sum, name) => sum + statSync(join(dataFolder, name)).size, 0) / MIB) * 10) / 10,
    calls,
  };
}
