import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Fleet, terminate } from "./fleet.ts";
import type { Seat } from "./seat.ts";

/** One thing that goes wrong. */
export interface Fault {
  readonly kind: FaultKind;
  /** Time since the fault before it began. */
  readonly afterMs: number;
  /** Chooses among those that it can happen to. */
  readonly target: number;
  /** How long it lasts, where it lasts. */
  readonly holdMs: number;
  /** Chooses how far a clock jumps. */
  readonly degree: number;
}

const HOUR_MS = 3_600_000;

type Inject = (fleet: Fleet, fault: Fault) => Promise<void>;

/** Faults by kind; each is over, and healed, when its promise resolves. */
export const faults = {
  "server killed": (fleet) =>
    fleet.server.turn(async () => {
      await fleet.server.end("SIGKILL");
      await fleet.startServer();
    }),
  "server stopped": (fleet, { holdMs }) => fleet.server.turn(() => stopped(fleet.server, holdMs)),
  "server restarted": (fleet) =>
    fleet.server.turn(async () => {
      await fleet.server.end("SIGTERM");
      await fleet.startServer();
    }),
  "store full": (fleet, { holdMs }) => fleet.server.turn(() => ordered(fleet, "fill", holdMs)),
  "store read-only": (fleet, { holdMs }) => fleet.server.turn(() => ordered(fleet, "protect", holdMs)),
  "disk full": (fleet, { holdMs }) =>
    fleet.server.turn(async () => {
      fleet.disk?.fill();
      await pause(holdMs);
      fleet.disk?.heal();
    }),
  "clock jumped": (fleet, { degree, holdMs }) =>
    fleet.server.turn(async () => {
      await fleet.moveClock(Math.round((degree - 0.5) * 50 * HOUR_MS));
      await pause(holdMs);
      await fleet.moveClock(0);
    }),
  "host killed": (fleet, { target }) => {
    const { seat } = seatOf(fleet, target);
    return onSeat(seat, async () => {
      await seat.host.end("SIGKILL");
      await seat.seat();
    });
  },
  "host stopped": (fleet, { target, holdMs }) => {
    const { seat } = seatOf(fleet, target);
    return onSeat(seat, () => stopped(seat.host, holdMs));
  },
  "host superseded": (fleet, { target }) => {
    const { seat } = seatOf(fleet, target);
    return onSeat(seat, () => seat.seat());
  },
  "stopped host superseded": (fleet, { target }) => {
    const { seat } = seatOf(fleet, target);
    return onSeat(seat, async () => {
      const before = seat.host;
      before.signal("SIGSTOP");
      await seat.seat();
      before.signal("SIGCONT");
    });
  },
  "mailbox terminated": (fleet, { target }) => {
    const { seat } = seatOf(fleet, target);
    return onSeat(seat, async () => {
      const { uid } = seat.callee;
      fleet.history.add("terminated", uid);
      await terminate(fleet, uid);
      await seat.register();
      await seat.seat();
      fleet.announce();
    });
  },
  "agent's process killed": async (fleet, { target }) => {
    const pids = agentPids(fleet.folder, fleet.server.pid);
    const pid = pids[target % Math.max(1, pids.length)];
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  },
  "caller killed": (fleet, { target }) => {
    const { member } = clientOf(fleet, target);
    return member.turn(async () => {
      await member.end("SIGKILL");
      await member.start();
    });
  },
  "caller stopped": (fleet, { target, holdMs }) => {
    const { member } = clientOf(fleet, target);
    return member.turn(() => stopped(member, holdMs));
  },
  "connection cut": async (fleet, { target }) => relayOf(fleet, target).cut(),
  "connection reset": async (fleet, { target }) => relayOf(fleet, target).reset(),
  "connection blackholed": (fleet, { target, holdMs }) => weather(fleet, target, "blackhole", holdMs),
  "connection half dead": (fleet, { target, holdMs }) => weather(fleet, target, "halve", holdMs),
  "connection slowed": (fleet, { target, holdMs }) => weather(fleet, target, "slow", holdMs),
} as const satisfies Readonly<Record<string, Inject>>;

/** Kinds of faults. */
export type FaultKind = keyof typeof faults;

/** Whether a kind can happen to a fleet. */
export function canHappen(kind: FaultKind, fleet: Fleet): boolean {
  if (kind === "disk full") return fleet.disk !== undefined;
  if (kind === "agent's process killed") return fleet.kept.length > 0;
  return true;
}

/** What happens to seats, one at a time each. */
const turns = new WeakMap<Seat, Promise<void>>();

function onSeat(seat: Seat, act: () => Promise<void>): Promise<void> {
  const mine = (turns.get(seat) ?? Promise.resolve()).then(act);
  turns.set(
    seat,
    mine.catch(() => undefined),
  );
  return mine;
}

async function stopped(member: { signal: (signal: NodeJS.Signals) => void }, holdMs: number): Promise<void> {
  member.signal("SIGSTOP");
  await pause(holdMs);
  member.signal("SIGCONT");
}

async function ordered(fleet: Fleet, order: "fill" | "protect", holdMs: number): Promise<void> {
  await fleet.server.order({ order });
  await pause(holdMs);
  await fleet.server.order({ order: "heal" });
}

async function weather(fleet: Fleet, target: number, what: "blackhole" | "halve" | "slow", holdMs: number): Promise<void> {
  const relay = relayOf(fleet, target);
  relay[what]();
  await pause(holdMs);
  relay.heal();
}

function seatOf(fleet: Fleet, target: number): { readonly seat: Seat } {
  return { seat: fleet.seats[target % fleet.seats.length] as Seat };
}

function clientOf(fleet: Fleet, target: number): Fleet["clients"][number] {
  return fleet.clients[target % fleet.clients.length]!;
}

function relayOf(fleet: Fleet, target: number): Fleet["relays"][number] {
  return fleet.relays[target % fleet.relays.length]!;
}

/** Processes that the server started for agents: those that wrote a history here, and are not the server's own. */
function agentPids(folder: string, server: number | undefined): number[] {
  const names = readdirSync(folder).filter((name) => name.startsWith("agent-"));
  const pids = new Set<number>();
  for (const name of names) {
    const first = readFileSync(`${folder}/${name}`, "utf8").split("\n", 1)[0] ?? "";
    const pid = first.endsWith("]") ? (JSON.parse(first) as number[])[3] : undefined;
    if (pid !== undefined && pid !== server && isAgentHost(pid)) pids.add(pid);
  }
  return [...pids].sort((one, other) => one - other);
}

/** Whether a process is the host of a run still: its number may be another's by now. */
function isAgentHost(pid: number): boolean {
  try {
    return /process-entry\.ts|subject-host\.ts/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    return false;
  }
}
