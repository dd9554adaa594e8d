import type { HistoryEvent } from "./history.ts";

/** A promise that was broken. */
export interface Violation {
  /** The rule that found it. */
  readonly rule: string;
  /** What was promised, and what happened. */
  readonly what: string;
  /** What it is about: the id of a request, a run or a mailbox; the events that name it prove it. */
  readonly about: string;
  /** What proves it, where its events do not name what it is about: whose history, then the event. */
  readonly events?: readonly (readonly [whose: string, event: HistoryEvent])[];
}

/** Whose history an event is of. */
export interface Witness {
  /** Kind of its first event: caller, guest, host, steward, harness. */
  readonly kind: string;
  /** Its name. */
  readonly name: string;
  readonly life: number;
  /** Hosts: the mailbox and the fence. */
  readonly uid: string;
  readonly fence: number;
}

/** One promise, held against a history. */
export interface Rule {
  /** Takes the events of one life in order, and those of the lives of one name in the order of their numbers. */
  see(event: HistoryEvent, witness: Witness): void;
  /** Tells what was broken, once all was seen. */
  verdict(): Iterable<Violation>;
}
