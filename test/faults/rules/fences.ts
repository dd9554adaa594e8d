import type { HistoryEvent } from "../history.ts";
import type { Rule, Violation } from "../violation.ts";

/**
 * Once a host has taken a mailbox over, nothing of those before it is heard. Answers are numbered as they are accepted, so that the fences of an
 * agent's answers never fall in the order of their numbers.
 */
export class FencesRule implements Rule {
  readonly #dest = new Map<string, string>();
  /** Answers of hosts, by agent: number, fence, and the request. */
  readonly #answers = new Map<string, [number: number, fence: number, id: string][]>();

  see([kind, ...facts]: HistoryEvent): void {
    if (kind === "sent") {
      this.#dest.set(facts[0] as string, facts[2] as string);
    } else if (kind === "answer") {
      const [id, , number, fence] = facts as [string, string, number, number];
      const uid = this.#dest.get(id);
      if (fence === 0 || uid === undefined) return;
      const answers = this.#answers.get(uid);
      if (answers === undefined) this.#answers.set(uid, [[number, fence, id]]);
      else answers.push([number, fence, id]);
    }
  }

  *verdict(): Generator<Violation> {
    for (const [uid, answers] of this.#answers) {
      answers.sort(([one], [other]) => one - other);
      let highest = 0;
      for (const [number, fence, id] of answers) {
        if (fence < highest) {
          const what = `agent ${uid}: answer ${number} to ${id} is of host ${fence}, and host ${highest} had answered before`;
          yield { rule: "nothing of a superseded host", about: id, what };
        }
        highest = Math.max(highest, fence);
      }
    }
  }
}
