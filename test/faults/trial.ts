import { setTimeout as pause } from "node:timers/promises";
import { MailboxStatus, Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService, Outcome, RunState } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import type { Breakage } from "./breakages.ts";
import { check, type Finding } from "./checker.ts";
import { canHappen, type Fault, type FaultKind, faults } from "./faults.ts";
import { Fleet, type FleetSize } from "./fleet.ts";
import type { Member } from "./member.ts";
import { planOf } from "./plan.ts";

/** What a trial is. */
export interface TrialOptions {
  readonly seed: number;
  readonly size: FleetSize;
  readonly faults: number;
  readonly meanPauseMs: number;
  /** Absent means all kinds. */
  readonly kinds?: readonly FaultKind[] | undefined;
  /** Breaks the server on purpose. */
  readonly breakage?: Breakage | undefined;
  /** How long the fleet has to come to rest. */
  readonly quietMs?: number | undefined;
  /** Told of progress. */
  readonly progress?: ((line: string) => void) | undefined;
  /** Messages that the fleet has sent before the first fault; default 0. */
  readonly warmUpMessages?: number | undefined;
  /** How long the fleet works at least; default 0. */
  readonly atLeastMs?: number | undefined;
  /** Goes on until this is met, after the faults are over; looked at every second. */
  readonly enough?: ((fleet: Fleet) => boolean) | undefined;
}

/** How a trial came out. */
export interface TrialResult extends Finding {
  readonly seed: number;
  /** How often each kind of fault happened. */
  readonly faults: Readonly<Record<string, number>>;
  /** Faults that could not be made, and why. */
  readonly failed: readonly string[];
  readonly elapsedMs: number;
}

const QUIET_MS = 45_000;

/** A fault that takes longer is told of. */
const LONG_MS = 20_000;

/** Progress is told after so many faults. */
const TOLD = 25;

const outcomeNames = new Map<Outcome, string>(Object.entries(Outcome).map(([name, number]) => [number, name.toLowerCase()]));

/** Runs a fleet, harms it as the seed's plan says, lets it come to rest, and checks what happened. */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const { seed, size, breakage, progress = () => undefined } = options;
  const startMs = performance.now();
  await using fleet = await Fleet.open(seed, size, breakage);
  progress(`the fleet is up after ${Math.round(performance.now() - startMs)} ms`);
  const counts: Record<string, number> = {};
  const failed: string[] = [];
  const under: Promise<void>[] = [];
  const plan = planOf({ seed, count: options.faults, meanPauseMs: options.meanPauseMs, kinds: options.kinds });
  while (fleet.messages < (options.warmUpMessages ?? 0)) await pause(100);
  for (const fault of plan) {
    await pause(fault.afterMs);
    if (!canHappen(fault.kind, fleet)) continue;
    counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
    under.push(harm(fleet, fault, progress, failed));
    if (under.length % TOLD === 0) progress(`${under.length} faults begun, ${fleet.messages} messages`);
  }
  await Promise.all([...under, pause(options.atLeastMs ?? 0)]);
  while (options.enough?.(fleet) === false) await pause(1_000);
  progress("the faults are over");
  await quiet(fleet, options.quietMs ?? QUIET_MS);
  await conclude(fleet);
  progress("the fleet is at rest");
  fleet.history.flush();
  const finding = await check(fleet.folder);
  return { ...finding, seed, faults: counts, failed, elapsedMs: Math.round(performance.now() - startMs) };
}

async function harm(fleet: Fleet, fault: Fault, progress: (line: string) => void, failed: string[]): Promise<void> {
  const startMs = performance.now();
  fleet.history.add("fault", fault.kind, fault.target, fault.holdMs, Math.round(performance.timeOrigin + startMs));
  try {
    await faults[fault.kind](fleet, fault);
    const tookMs = Math.round(performance.now() - startMs);
    if (tookMs > LONG_MS) progress(`${fault.kind} took ${tookMs} ms, its turn included`);
  } catch (error) {
    // A fault that could not be made harms the trial, not the fleet.
    fleet.history.add("fault-failed", fault.kind, String(error));
    if (!fleet.server.alive) await fleet.startServer();
    failed.push(`${fault.kind} after ${Math.round(performance.now() - startMs)} ms: ${error}`);
    progress(`${fault.kind} could not be made: ${error}`);
  }
}

/** Lets callers stop, and waits until all that they are owed has come, or the time is over: the checker then says what has not. */
async function quiet(fleet: Fleet, limitMs: number): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  await Promise.all(fleet.clients.map(({ member }) => atRest(member, limit)));
}

function atRest(member: Member, limit: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      stop();
      limit.removeEventListener("abort", over);
      resolve();
    };
    const stop = member.onWord((word) => {
      if ((word as { quiet?: true }).quiet === true) over();
    });
    limit.addEventListener("abort", over);
    member.tell({ quiet: true });
  });
}

/** Writes down how runs ended, and what is a dead letter. */
async function conclude(fleet: Fleet): Promise<void> {
  for (const { callee } of fleet.seats) {
    const entity = { uid: callee.uid, role: Role.AGENT };
    const { mailbox } = await fleet.transport.unary(ExchangeService.method.getMailbox, { entity });
    // A seat may have lost its mailbox and got no other; what was in it is answered, and kept nowhere.
    if (mailbox?.status !== MailboxStatus.ACTIVE) continue;
    const { deadLetters } = await fleet.transport.unary(ExchangeService.method.listDeadLetters, { entity, pageSize: 1_000 });
    for (const { envelope } of deadLetters) fleet.history.add("dead", callee.uid, envelope?.id ?? "");
  }
  if (fleet.managerId === "") return;
  for (let pageToken = ""; ; ) {
    const page = await fleet.transport.unary(ManagerService.method.listRuns, { managerId: fleet.managerId, pageSize: 1_000, pageToken });
    for (const { runId, agent, state, outcome } of page.runs) {
      const how = state === RunState.ENDED ? (outcomeNames.get(outcome) ?? "") : "";
      fleet.history.add("final", runId, agent?.uid ?? "", state, how);
    }
    pageToken = page.nextPageToken;
    if (pageToken === "") return;
  }
}
