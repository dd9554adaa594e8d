import type { HistoryEvent } from "../history.ts";
import type { Rule, Violation } from "../violation.ts";

interface Request {
  what: string;
  uid: string;
  sentAtMs: number;
  taken: boolean;
  refused: string;
  /** Message number of its answer; 0 while there is none. */
  answer: number;
  status: string;
}

/** Time that a request has which must be answered in time, as callers send it; a little less, for their clocks. */
const DUE_MS = 19_500;

/** Each server numbers from a block of its own. */
const BLOCK = 1_000_000;

/**
 * Every request that was taken is answered exactly once, none that was refused or never sent is, and no answer is another's. None expires before
 * its time. An answer may be delivered again: it then has the same number. One that a server had told and not yet kept when it was killed is
 * given anew by a later server; its requester takes the first.
 */
export class AnswersRule implements Rule {
  readonly #requests = new Map<string, Request>();
  readonly #violations: Violation[] = [];
  /** Requests that were taken, one-way ones left out. */
  requests = 0;
  answers = 0;

  see([kind, ...facts]: HistoryEvent): void {
    if (kind === "sent") this.#sent(facts as [string, string, string, number]);
    else if (kind === "taken") this.#taken(facts[0] as string);
    else if (kind === "refused") this.#refused(facts as [string, string]);
    else if (kind === "answer") this.#answered(facts as [string, string, number, number, string, number]);
  }

  *verdict(): Generator<Violation> {
    yield* this.#violations;
    for (const [id, { what, taken, answer }] of this.#requests) {
      if (taken && answer === 0 && what !== "note") yield this.#broken(id, `${what} was taken and never answered`);
    }
  }

  #sent([id, what, uid, sentAtMs]: [string, string, string, number]): void {
    this.#requests.set(id, { what, uid, sentAtMs, taken: false, refused: "", answer: 0, status: "" });
  }

  #taken(id: string): void {
    const request = this.#requests.get(id);
    if (request === undefined) return;
    request.taken = true;
    if (request.what !== "note") this.requests += 1;
  }

  #refused([id, reason]: [string, string]): void {
    const request = this.#requests.get(id);
    if (request !== undefined) request.refused = reason;
  }

  #answered([id, status, number, , told, atMs]: [string, string, number, number, string, number]): void {
    const request = this.#requests.get(id);
    if (request === undefined) {
      this.#violations.push(this.#broken(id, `an answer ${status} came for a request that was never sent`));
      return;
    }
    if (told !== id) this.#violations.push(this.#broken(id, `it got the answer of ${told}`));
    if (request.refused !== "") this.#violations.push(this.#broken(id, `it was refused (${request.refused}) and answered ${status}`));
    if (request.answer === number) return;
    if (request.answer !== 0 && serverOf(number) > serverOf(request.answer)) {
      request.answer = number;
      return;
    }
    if (request.answer !== 0) {
      this.#violations.push(this.#broken(id, `it was answered twice: ${request.status} (${request.answer}) and ${status} (${number})`));
      return;
    }
    request.answer = number;
    request.status = status;
    this.answers += 1;
    if (status === "EXPIRED" && (request.what !== "due" || atMs - request.sentAtMs < DUE_MS)) {
      this.#violations.push(this.#broken(id, `${request.what} expired ${atMs - request.sentAtMs} ms after it was sent`));
    }
  }

  #broken(about: string, what: string): Violation {
    return { rule: "exactly one answer", about, what: `request ${about}: ${what}` };
  }
}

/** Which of the servers, one after the other, gave a number. */
function serverOf(number: number): number {
  return Math.floor((number - 1) / BLOCK);
}
