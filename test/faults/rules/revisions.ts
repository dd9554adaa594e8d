import type { HistoryEvent } from "../history.ts";
import type { Rule, Violation, Witness } from "../violation.ts";

/** A watch skips no change and repeats none: the revisions that a reader sees follow each other, from each snapshot on. */
export class RevisionsRule implements Rule {
  readonly #last = new Map<string, HistoryEvent>();
  readonly #violations: Violation[] = [];
  changes = 0;

  see(event: HistoryEvent, { name, life }: Witness): void {
    const [kind, revision] = event as readonly [string, number];
    if (kind !== "changed" && kind !== "manager" && kind !== "snapshot") return;
    const reader = `${name}.${life}`;
    const last = this.#last.get(reader);
    this.#last.set(reader, event);
    this.changes += 1;
    if (last === undefined || kind === "snapshot" || revision === Number(last[1]) + 1) return;
    const what = `${reader} read revision ${revision} after ${last[1]}`;
    const events = [last, event].map((each) => [reader, each] as const);
    this.#violations.push({ rule: "no change skipped or repeated", about: reader, what, events });
  }

  verdict(): Iterable<Violation> {
    return this.#violations;
  }
}
