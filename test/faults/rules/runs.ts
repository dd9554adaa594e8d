import type { HistoryEvent } from "../history.ts";
import type { Rule, Violation, Witness } from "../violation.ts";

/** Every run that was launched ends, with one outcome, and whoever waited for it or watched it was told that one. */
export class RunsRule implements Rule {
  readonly #launched = new Set<string>();
  /** Outcomes told, by run or agent. */
  readonly #outcomes = new Map<string, Set<string>>();
  readonly #final = new Map<string, string>();
  readonly #waited = new Set<string>();
  /** Runs that a reader saw end. */
  readonly #ended = new Map<string, Set<string>>();
  readonly #violations: Violation[] = [];

  get launches(): number {
    return this.#launched.size;
  }

  see([kind, ...facts]: HistoryEvent, { name, life }: Witness): void {
    if (kind === "launched") this.#launched.add(facts[0] as string);
    else if (kind === "waited") this.#told(facts[1] as string, facts[2] as string, true);
    else if (kind === "wait-failed") this.#violate(facts[0] as string, `Wait failed: ${facts[1]}`);
    else if (kind === "watch-failed") this.#violate(name, `WatchRuns failed: ${facts[0]}`);
    else if (kind === "final") this.#final.set(facts[1] as string, facts[3] as string);
    else if (kind === "changed") this.#changed(`${name}.${life}`, facts as [number, string, string, string, string]);
  }

  *verdict(): Generator<Violation> {
    yield* this.#violations;
    for (const uid of this.#launched) {
      const outcome = this.#final.get(uid) ?? "";
      if (outcome === "") yield broken(uid, `the run of ${uid} has not ended`);
      else if (!this.#waited.has(uid)) yield broken(uid, `nobody who waited for the run of ${uid} was told its end`);
    }
    for (const [uid, outcomes] of this.#outcomes) {
      const all = new Set([...outcomes, ...(this.#final.has(uid) ? [this.#final.get(uid) as string] : [])]);
      if (all.size > 1) yield broken(uid, `the run of ${uid} ended ${[...all].join(" and ")}`);
    }
  }

  #changed(reader: string, [revision, runId, uid, state, outcome]: [number, string, string, string, string]): void {
    const ended = this.#ended.get(reader) ?? new Set();
    this.#ended.set(reader, ended);
    if (ended.has(runId)) this.#violate(uid, `run ${runId} changed after its end, at revision ${revision}`);
    if (state !== "ended") return;
    ended.add(runId);
    this.#told(uid, outcome, false);
  }

  #told(uid: string, outcome: string, waited: boolean): void {
    if (waited) this.#waited.add(uid);
    const outcomes = this.#outcomes.get(uid) ?? new Set();
    outcomes.add(outcome);
    this.#outcomes.set(uid, outcomes);
  }

  #violate(about: string, what: string): void {
    this.#violations.push(broken(about, what));
  }
}

function broken(about: string, what: string): Violation {
  return { rule: "every run ends once", about, what };
}
