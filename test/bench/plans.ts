import type { BenchArguments } from "./bench-arguments.ts";
import { closes } from "./cases/close.ts";
import { events } from "./cases/events.ts";
import { exits } from "./cases/exit.ts";
import { fleets } from "./cases/fleet.ts";
import { launches } from "./cases/launch.ts";
import { listeners } from "./cases/listeners.ts";
import { lookups } from "./cases/lookup.ts";
import { mailboxes } from "./cases/mailboxes.ts";
import { parts } from "./cases/parts.ts";
import { roundTrips } from "./cases/round-trip.ts";
import { settings } from "./cases/settings.ts";
import type { StandingPlan } from "./measure/standing.ts";
import type { SuitePlan } from "./measure/suite.ts";

/** What is done, beside a floor: by the headings under which the results have it. */
export const SECTIONS: Readonly<Record<string, readonly SuitePlan[]>> = {
  Actions: [roundTrips],
  "What settings cost": [settings],
  "Many agents, events, partial results": [fleets, events, parts],
  "Lives of agents": [launches, exits, closes],
  Lookups: [lookups],
};

/** All of it, in the order in which it is measured. */
export const LOADS: readonly SuitePlan[] = Object.values(SECTIONS).flat();

/** What is held while nothing happens. */
export const STANDINGS: readonly StandingPlan[] = [listeners, mailboxes];

/** The cases of a plan that are wanted. */
export function namesOf(plan: SuitePlan | StandingPlan, { suites, wants }: BenchArguments): string[] {
  return plan.names(suites).filter(wants);
}
