import { type HistoryEvent, historyNames, readHistory } from "./history.ts";
import { AnswersRule } from "./rules/answers.ts";
import { CallsRule } from "./rules/calls.ts";
import { EventsRule } from "./rules/events.ts";
import { ExecutionsRule } from "./rules/executions.ts";
import { FencesRule } from "./rules/fences.ts";
import { OrderRule } from "./rules/order.ts";
import { RevisionsRule } from "./rules/revisions.ts";
import { RunsRule } from "./rules/runs.ts";
import type { Violation, Witness } from "./violation.ts";

/** A violation with what proves it. */
export interface Proven extends Violation {
  /** Events that name what it is about: whose history, then the event. */
  readonly events: readonly (readonly [whose: string, event: HistoryEvent])[];
}

/** What the checker found. */
export interface Finding {
  readonly violations: readonly Proven[];
  readonly eventsChecked: number;
  /** What the histories tell of. */
  readonly counts: {
    readonly requests: number;
    readonly answers: number;
    readonly events: number;
    readonly deliveries: number;
    readonly calls: number;
    readonly launches: number;
    readonly changes: number;
  };
  /** Errors that calls of the SDK returned, by name. */
  readonly callErrors: Readonly<Record<string, number>>;
}

/** Most violations that are told with their events, and most events of each. */
const MOST_PROVEN = 12;
const MOST_EVENTS = 24;

/** Holds the histories of a folder against every rule. */
export async function check(folder: string): Promise<Finding> {
  const answers = new AnswersRule();
  const executions = new ExecutionsRule();
  const order = new OrderRule();
  const events = new EventsRule();
  const runs = new RunsRule();
  const revisions = new RevisionsRule();
  const calls = new CallsRule();
  const rules = [answers, executions, new FencesRule(), order, events, runs, revisions, calls];
  let eventsChecked = 0;
  for (const name of historyNames(folder)) {
    let witness: Witness | undefined;
    for await (const event of readHistory(folder, name)) {
      witness ??= witnessOf(name, event);
      eventsChecked += 1;
      for (const rule of rules) rule.see(event, witness);
    }
  }
  const violations = rules.flatMap((rule) => [...rule.verdict()]);
  return {
    violations: await proven(folder, violations),
    eventsChecked,
    counts: {
      requests: answers.requests,
      answers: answers.answers,
      events: events.events,
      deliveries: order.deliveries,
      calls: calls.calls,
      launches: runs.launches,
      changes: revisions.changes,
    },
    callErrors: Object.fromEntries(calls.errors),
  };
}

function witnessOf(name: string, [kind, ...facts]: HistoryEvent): Witness {
  const host = kind === "host";
  const [, life = "1"] = /\.(\d+)$/.exec(name) ?? [];
  return {
    kind,
    name: name.slice(0, name.lastIndexOf(".")),
    life: Number(life),
    uid: host ? String(facts[0]) : "",
    fence: host ? Number(facts[1]) : 0,
  };
}

/** Gathers the events that name what the first violations are about. */
async function proven(folder: string, violations: readonly Violation[]): Promise<Proven[]> {
  const about = new Map(violations.slice(0, MOST_PROVEN).map((violation) => [violation.about, [...(violation.events ?? [])]]));
  if (about.size > 0) {
    for (const name of historyNames(folder)) {
      for await (const event of readHistory(folder, name)) {
        for (const fact of event) {
          const events = typeof fact === "string" ? about.get(fact) : undefined;
          if (events !== undefined && events.length < MOST_EVENTS) events.push([name, event]);
        }
      }
    }
  }
  return violations.map((violation) => ({ ...violation, events: about.get(violation.about) ?? violation.events ?? [] }));
}
