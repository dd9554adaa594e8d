import type { HistoryEvent } from "../history.ts";
import type { Rule, Violation } from "../violation.ts";

/** Every event that was taken reaches a host, unless its mailbox was ended or it is a dead letter. */
export class EventsRule implements Rule {
  readonly #sent = new Map<string, string>();
  readonly #open = new Set<string>();
  readonly #reached = new Set<string>();
  readonly #ended = new Set<string>();
  events = 0;

  see([kind, ...facts]: HistoryEvent): void {
    const [first, second, third] = facts as [string, string, string];
    if (kind === "sent" && second === "note") {
      this.#sent.set(first, third);
    } else if (kind === "taken" && this.#sent.has(first)) {
      this.events += 1;
      this.#open.add(first);
    } else if (kind === "got") {
      if (this.#sent.has(third) || third.startsWith("caller")) this.#reached.add(third);
    } else if (kind === "dead") {
      this.#reached.add(second);
    } else if (kind === "terminated") {
      this.#ended.add(first);
    }
  }

  *verdict(): Generator<Violation> {
    for (const id of this.#open) {
      if (this.#reached.has(id) || this.#ended.has(this.#sent.get(id) ?? "")) continue;
      yield { rule: "every event arrives", about: id, what: `event ${id} was taken and reached nobody` };
    }
  }
}
