import { GUEST_DEADLINE_MS } from "../guest-deadline.ts";
import type { HistoryEvent } from "../history.ts";
import type { Rule, Violation, Witness } from "../violation.ts";

/** How much later than its deadline a call may return: its process may have been stopped meanwhile. */
const SLACK_MS = 10_000;

/** Calls of the SDK return within their deadlines, with a result or an error of the SDK; the sessions of callers last. */
export class CallsRule implements Rule {
  readonly #open = new Map<string, string>();
  readonly #violations: Violation[] = [];
  /** Errors that calls returned, by name. */
  readonly errors = new Map<string, number>();
  calls = 0;

  see([kind, ...facts]: HistoryEvent, witness: Witness): void {
    if (kind === "guest") {
      // A life that follows another means that the one before was killed, with its calls.
      this.#open.clear();
    } else if (kind === "called") {
      this.calls += 1;
      this.#open.set(facts[0] as string, witness.name);
    } else if (kind === "returned") {
      this.#returned(facts as [string, string, number, string]);
    } else if (kind === "ended" && witness.kind === "caller") {
      this.#violate(witness.name, `the session of ${witness.name}.${witness.life} ended: ${facts[0]} ${facts[1]}`);
    }
  }

  *verdict(): Generator<Violation> {
    yield* this.#violations;
    for (const id of this.#open.keys()) yield { rule: "calls return in time", about: id, what: `call ${id} never returned` };
  }

  #returned([id, error, ms, message]: [string, string, number, string]): void {
    this.#open.delete(id);
    if (ms > GUEST_DEADLINE_MS + SLACK_MS) this.#violate(id, `call ${id} returned after ${ms} ms`);
    if (error.startsWith("bug")) this.#violate(id, `call ${id} failed by a bug: ${error} ${message}`);
    if (error !== "") this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
  }

  #violate(about: string, what: string): void {
    this.#violations.push({ rule: "calls return in time", about, what });
  }
}
