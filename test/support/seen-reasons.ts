import { type ServiceError, status } from "@grpc/grpc-js";
import { pairOf } from "./documented-reasons.ts";
import type { Untyped } from "./proto-client.ts";
import { hasDetails, type StatusDetails, statusDetails } from "./status.ts";

/** Statuses that a client's library makes itself. */
const CLIENT_MADE: ReadonlySet<number> = new Set([status.CANCELLED, status.DEADLINE_EXCEEDED]);

/** What a message for people must not have: it is one sentence, without a full stop, about values. */
const NO_SENTENCE = /^$|[\n.]$|\n|\bundefined\b|\bNaN\b|\[object /;

/** Notes the reasons that calls fail with, wherever they show. */
export class SeenReasons {
  /** As `pairOf` writes them. */
  readonly pairs = new Set<string>();
  /** What no error may be: without a reason, or of a text that helps nobody. */
  readonly faults: string[] = [];

  /** Takes what another has seen. */
  add(other: SeenReasons): void {
    for (const pair of other.pairs) this.pairs.add(pair);
    this.faults.push(...other.faults);
  }

  /** Notes the status that a call ended with; undefined for one that the client's own library made. */
  noteStatus(rpc: string, error: ServiceError): StatusDetails | undefined {
    if (!hasDetails(error)) {
      if (!CLIENT_MADE.has(error.code)) this.faults.push(`${rpc} has no reason: ${status[error.code]} ${error.details}`);
      return undefined;
    }
    const details = statusDetails(error);
    if (details.code !== error.code || details.domain !== "lyceum.v1")
      this.faults.push(`${rpc} has odd details: ${JSON.stringify(details)}`);
    this.#note(pairOf(rpc, details.reason ?? "no reason"), details.message);
    return details;
  }

  /** Notes the errors within an answer, or within a message of a stream. */
  noteAnswer(rpc: string, answer: Untyped): void {
    for (const { error } of answer.results ?? []) if (error) this.#noteItem(rpc, error, "item");
    for (const { failed, end } of answer.events ?? []) {
      for (const { error } of failed) this.#noteItem(rpc, error, "item");
      if (end !== null) this.#noteItem(rpc, end.error, "session");
    }
  }

  #noteItem(rpc: string, { reason, message }: Untyped, place: "item" | "session"): void {
    this.#note(pairOf(rpc, reason.replace("REASON_", ""), place), message);
  }

  #note(pair: string, message: string): void {
    this.pairs.add(pair);
    if (NO_SENTENCE.test(message)) this.faults.push(`${pair} says no sentence: ${JSON.stringify(message)}`);
  }
}
