import type { EntityId, EntityKey } from "./entity.ts";
import type { Failure } from "./failure.ts";
import type { Delivery, Envelope } from "./message.ts";

/** State of a mailbox. */
export type MailboxStatus = "active" | "terminated" | "missing";

/** Whether somebody listens. */
export type Presence = "online" | "stale" | "never";

/** A mailbox to open. */
export interface NewMailbox {
  readonly entity: EntityId;
  readonly lineage: readonly string[];
}

/** Counts of a mailbox since it was opened (since the server started, for the first four). */
export interface MailboxStats {
  readonly incoming: number;
  readonly outgoing: number;
  readonly completed: number;
  readonly droppedAnswers: number;
  readonly inProgress: number;
  readonly queued: number;
  readonly queuedBytes: number;
  readonly deadLetters: number;
}

/** A mailbox as others see it. */
export interface MailboxView {
  readonly entity: EntityId;
  readonly status: MailboxStatus;
  readonly presence: Presence;
  /** Time since its listener was last heard; absent when never. */
  readonly heartbeatAgeMs: number | undefined;
  readonly lineage: readonly string[];
  readonly owner: string;
  /** Account that answers for it. */
  readonly account: string;
  readonly createdAtMs: number;
  /** Greatest number that {@link Exchange.fence} was given; 0 when no manager ran it. */
  readonly fence: number;
  readonly stats: MailboxStats;
}

/** A mailbox of the server itself, for what it sends in its own name. */
export interface LocalMailbox {
  readonly entity: EntityId;
  /**
   * Sends in its name.
   * @throws LyceumError as `Send` does for an item.
   */
  send(envelope: Envelope): void;
}

/**
 * The exchange, as the manager and agent rules see it. Methods act at once, in memory, and write down what they
 * did; the caller awaits the journal before it tells anybody.
 */
export interface Exchange {
  /**
   * Opens mailboxes, all or none; those that the owner has already are left as they are.
   * @throws LyceumError uid_taken, mailbox_terminated, quota_exceeded.
   */
  register(namespace: string, owner: string, mailboxes: readonly NewMailbox[]): void;
  /** The account that answers for an owner: itself, unless it is an entity; then that of its mailbox. */
  accountOf(namespace: string, owner: string): string;
  /** Ends a mailbox for good and answers all that it owes; the cause goes into the answers. */
  terminate(key: EntityKey, cause?: Failure): MailboxStatus;
  /** Tells about a mailbox; undefined when it is missing. */
  look(key: EntityKey): MailboxView | undefined;
  /**
   * Opens (once a namespace and uid) a mailbox whose deliveries go to a function and count as settled by it. It is called in the
   * turn of the answer, so that what it writes down is in the same transaction; it tells others after the commit. False refuses a
   * part for now: its sender tries again.
   */
  local(namespace: string, uid: string, receive: (delivery: Delivery) => boolean): LocalMailbox;
  /**
   * Lets only hosts of this fence and later ones listen; sessions of earlier ones are superseded, their leases returned. Fences
   * ascend over all runs and attempts of an agent: the next is `look(key).fence + 1`. Entity tokens of an attempt carry its fence.
   */
  fence(key: EntityKey, fence: number): void;
  /** Nobody runs the agent now: a standing host may listen (its token has no fence), hosts of past attempts may not. */
  unfence(key: EntityKey): void;
  /**
   * Ends the session of an attempt whose host is gone. Its leases go back (counted, unless the host drained),
   * what it had acknowledged is answered `host_lost` now.
   */
  hostGone(key: EntityKey, fence: number, drained: boolean): void;
  /** Calls when the listener of a fence ended its session or was not heard for its window. Returns how to stop that. */
  onSessionEnd(listener: (key: EntityKey, fence: number) => void): () => void;
  /** Calls when a mailbox is terminated, by whomever. Returns how to stop that. */
  onTerminate(listener: (key: EntityKey) => void): () => void;
}
