import type { HistoryEvent } from "../history.ts";
import type { Rule, Violation } from "../violation.ts";

/** Actions that may run at most once, by how callers call them. */
const ONCE = new Set(["once", "slow", "stream"]);

/** What a host may be asked by itself. */
const OWN = "hello";

/** An action that is not redeliverable runs at most once, whatever happens; none runs that was refused or never sent; what succeeded has run. */
export class ExecutionsRule implements Rule {
  readonly #sent = new Map<string, string>();
  readonly #runs = new Map<string, number>();
  readonly #succeeded = new Set<string>();
  readonly #refused = new Set<string>();

  see([kind, ...facts]: HistoryEvent): void {
    const [id, what] = facts as [string, string];
    if (kind === "sent" || kind === "called") this.#sent.set(id, what);
    else if (kind === "ran") this.#runs.set(id, (this.#runs.get(id) ?? 0) + 1);
    else if (kind === "refused") this.#refused.add(id);
    else if (kind === "answer" && what === "OK") this.#succeeded.add(id);
  }

  *verdict(): Generator<Violation> {
    for (const [id, runs] of this.#runs) {
      const what = this.#sent.get(id);
      if (id === OWN) continue;
      if (what === undefined) yield broken(id, "ran and was never sent");
      else if (runs > 1 && ONCE.has(what)) yield broken(id, `${what} may run once and ran ${runs} times`);
      else if (this.#refused.has(id)) yield broken(id, "was refused and ran");
    }
    for (const id of this.#succeeded) {
      const what = this.#sent.get(id) ?? "";
      if ((ONCE.has(what) || what === "again" || what === "due") && !this.#runs.has(id)) yield broken(id, "succeeded and never ran");
    }
  }
}

function broken(about: string, what: string): Violation {
  return { rule: "runs at most once", about, what: `request ${about} ${what}` };
}
