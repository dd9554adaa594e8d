import { readdirSync, readFileSync } from "node:fs";

/** CPU time that something has taken since it began, in milliseconds; undefined where it cannot be known. */
export type CpuClock = () => number | undefined;

/** Who works beside this process. Absent means that it is no process of its own. */
export interface Roles {
  readonly server?: CpuClock;
  readonly host?: CpuClock;
}

/** CPU times by who took them: the caller is this process. Absent is what cannot be known. */
export type CpuTimes = Readonly<Record<"caller" | "server" | "host", number | undefined>>;

/** Unit of the times in /proc: Linux tells them in hundredths of a second on all that Node.js runs on. */
const TICK_MS = 10;

/** Adds up the CPU time of this process and those beside it, while it is told to. */
export class CpuMeter {
  readonly #clocks: Roles & { readonly caller: CpuClock };
  #takenMs: CpuTimes = { caller: 0, server: 0, host: 0 };

  constructor(roles: Roles) {
    this.#clocks = { ...roles, caller: ownCpu };
  }

  /** Counts what is taken while something is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#read();
    const result = await work();
    const after = this.#read();
    this.#takenMs = times((role) => {
      const [taken, from, to] = [this.#takenMs[role], before[role], after[role]];
      return taken === undefined || from === undefined || to === undefined ? undefined : taken + to - from;
    });
    return result;
  }

  /** What was taken for each of a number of things, in microseconds. */
  perThing(count: number): CpuTimes {
    return times((role) => {
      const takenMs = this.#takenMs[role];
      return takenMs === undefined ? undefined : (takenMs * 1_000) / count;
    });
  }

  #read(): CpuTimes {
    return times((role) => this.#clocks[role]?.());
  }
}

function times(of: (role: keyof CpuTimes) => number | undefined): CpuTimes {
  return { caller: of("caller"), server: of("server"), host: of("host") };
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
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
    let parent = statOf(pid);
    while (parent !== undefined) {
      const livingMs = cpuOfLiving(pid);
      const { endedChildrenMs } = parent;
      parent = statOf(pid);
      // A child that ended meanwhile may be in neither figure.
      if (parent?.endedChildrenMs === endedChildrenMs) return livingMs + endedChildrenMs;
    }
    return undefined;
  };
}

/** The CPU time of those below a process that have not ended, and of what these have seen end. */
function cpuOfLiving(pid: number): number {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
  let livingMs = 0;
  let generation = new Set([pid]);
  while (generation.size > 0) {
    const children = all.filter((stat) => generation.has(stat.parent));
    for (const child of children) livingMs += child.ownMs + child.endedChildrenMs;
    generation = new Set(children.map((child) => child.pid));
  }
  return livingMs;
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
