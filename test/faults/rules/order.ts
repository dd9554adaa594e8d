import type { HistoryEvent } from "../history.ts";
import type { Rule, Violation, Witness } from "../violation.ts";

interface Mailbox {
  readonly seen: Set<number>;
  highest: number;
}

/** Work reaches a mailbox's hosts, the first time, in the order of its numbers; what comes again may come at any time. */
export class OrderRule implements Rule {
  readonly #mailboxes = new Map<string, Mailbox>();
  readonly #violations: Violation[] = [];
  deliveries = 0;

  see([kind, ...facts]: HistoryEvent, { uid, fence }: Witness): void {
    if (kind !== "got") return;
    const [number, attempt, id] = facts as [number, number, string];
    this.deliveries += 1;
    let mailbox = this.#mailboxes.get(uid);
    if (mailbox === undefined) {
      mailbox = { seen: new Set(), highest: 0 };
      this.#mailboxes.set(uid, mailbox);
    }
    const first = !mailbox.seen.has(number);
    mailbox.seen.add(number);
    if (attempt !== 1) return;
    if (first && number < mailbox.highest) {
      const what = `agent ${uid}: host ${fence} first got ${number} (${id}) after ${mailbox.highest}`;
      this.#violations.push({ rule: "first deliveries in order", about: id, what });
    }
    mailbox.highest = Math.max(mailbox.highest, number);
  }

  verdict(): Iterable<Violation> {
    return this.#violations;
  }
}
