import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Tells a process from a later one that got the same id. */
export interface HostIdentity {
  /** Id of the host's first process, and of its process group. */
  readonly pid: number;
  /** Boot of the machine and start time of the process, as the shim wrote them. */
  readonly start: string;
}

/** Whether the process of an identity lives, is gone, or its id now belongs to another one. */
export type Liveness = "alive" | "gone" | "replaced";

/** What a process has in common with no other, and whether it has ended and only waits to be reaped. */
interface Seen {
  readonly start: string;
  readonly zombie: boolean;
}

/** Reads what the shim wrote; undefined when it is missing or was cut short. */
export function parseIdentity(text: string): HostIdentity | undefined {
  const [pid, start, rest] = text.split("\n");
  if (rest === undefined || start === undefined || !/^[1-9]\d*$/.test(pid ?? "")) return undefined;
  return { pid: Number(pid), start: start.trim() };
}

/** Looks whether a host's first process lives; one that only waits to be reaped does not. */
export async function liveness(identity: HostIdentity): Promise<Liveness> {
  const seen = process.platform === "linux" ? await lookInProc(identity.pid) : await askPs(identity.pid);
  if (seen === undefined) return "gone";
  if (seen.start !== identity.start) return "replaced";
  return seen.zombie ? "gone" : "alive";
}

async function lookInProc(pid: number): Promise<Seen | undefined> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The program's name, in brackets, may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  return { start: `${boot.trim()} ${fields[19]}`, zombie: state === "Z" || state === "X" };
}

async function askPs(pid: number): Promise<Seen | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "stat=,lstart=", "-p", String(pid)]);
    const [, state, start] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(stdout) ?? [];
    return state === undefined || start === undefined ? undefined : { start, zombie: state.startsWith("Z") };
  } catch {
    // It exits with 1 when there is no such process.
    return undefined;
  }
}
