import { readdirSync, readFileSync } from "node:fs";

/** CPU time that something has taken since it began, in milliseconds; undefined where it cannot be known. */
export type CpuClock = () => number | undefined;

/** Who works beside this process. Absent means that it is no process of its own. */
export interface Roles {
  readonly server?: CpuClock;
  readonly host?: CpuClock;
}

/** CPU time by who took it, in microseconds. */
export interface CpuTimes {
  readonly caller: number;
  readonly server: number | undefined;
  readonly host: number | undefined;
}

/** Unit of the times in /proc: Linux tells them in hundredths of a second on all that Node.js runs on. */
const TICK_MS = 10;

/** Takes the CPU time of this process and those beside it, from its making on. */
export class CpuMeter {
  readonly #roles: Roles;
  readonly #own = process.cpuUsage();
  readonly #before: { readonly server: number | undefined; readonly host: number | undefined };

  constructor(roles: Roles) {
    this.#roles = roles;
    this.#before = { server: roles.server?.(), host: roles.host?.() };
  }

  /** What was taken so far for each of a number of things. */
  perThing(count: number): CpuTimes {
    const own = process.cpuUsage(this.#own);
    const since = (clock: CpuClock | undefined, beforeMs: number | undefined) => {
      const nowMs = clock?.();
      return nowMs === undefined || beforeMs === undefined ? undefined : ((nowMs - beforeMs) * 1_000) / count;
    };
    return {
      caller: (own.user + own.system) / count,
      server: since(this.#roles.server, this.#before.server),
      host: since(this.#roles.host, this.#before.host),
    };
  }
}

/** The CPU time of a process. */
export function cpuOf(pid: number): CpuClock {
  return () => {
    const stat = statOf(pid);
    return stat === undefined ? undefined : stat.ownMs;
  };
}

/** The CPU time of all that a process has started, and what that started, those that have ended included. */
export function cpuOfChildren(pid: number): CpuClock {
  return () => {
    const parent = statOf(pid);
    if (parent === undefined) return undefined;
    const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
    let totalMs = parent.endedChildrenMs;
    let generation = new Set([pid]);
    while (generation.size > 0) {
      const children = all.filter((stat) => generation.has(stat.parent));
      for (const child of children) totalMs += child.ownMs + child.endedChildrenMs;
      generation = new Set(children.map((child) => child.pid));
    }
    return totalMs;
  };
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ownMs: number;
  readonly endedChildrenMs: number;
}

/** What Linux says of a process; undefined for one that is gone, and on other systems. */
function statOf(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The program's name, in brackets, may hold blanks and brackets itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = (first: number) => Number(fields[first]) + Number(fields[first + 1]);
  return { pid, parent: Number(fields[1]), ownMs: ticks(11) * TICK_MS, endedChildrenMs: ticks(13) * TICK_MS };
}
