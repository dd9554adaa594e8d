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
import type { StandingPlan } from "./standing.ts";
import type { SuitePlan } from "./suite.ts";

/** What is done, beside a floor. */
export const LOADS: readonly SuitePlan[] = [roundTrips, settings, fleets, events, parts, launches, exits, closes, lookups];

/** What is held while nothing happens. */
export const STANDINGS: readonly StandingPlan[] = [listeners, mailboxes];

/** The cases of a plan that are wanted. */
export function namesOf(plan: SuitePlan | StandingPlan, { suites, wants }: BenchArguments): string[] {
  return plan.names(suites).filter(wants);
}
