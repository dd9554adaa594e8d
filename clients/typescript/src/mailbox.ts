import { Presence as ProtoPresence, MailboxStatus as ProtoStatus } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { Mailbox as ProtoMailbox, MailboxStats as ProtoStats } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { type EntityId, entityOf } from "./entity.ts";
import { dateOf, msOf } from "./time.ts";

/** State of a mailbox: it accepts messages, has ended for good, or was never registered. */
export type MailboxStatus = "active" | "terminated" | "missing";

/** Whether somebody listens: now, once but not now, or never yet. */
export type Presence = "online" | "stale" | "never";

/** Counts of a mailbox since it was opened. */
export interface MailboxStats {
  /** Requests that were accepted for it. */
  readonly incoming: number;
  /** Requests that its entity sent. */
  readonly outgoing: number;
  /** Requests to it that were answered. */
  readonly completed: number;
  /** Requests delivered and not yet answered. */
  readonly inProgress: number;
  /** Requests that wait, and the bytes of all that waits. */
  readonly queued: number;
  readonly queuedBytes: number;
  /** Late, repeated or unknown answers that were dropped. */
  readonly droppedAnswers: number;
  readonly deadLetters: number;
}

/** A mailbox as the exchange sees it. */
export interface Mailbox {
  readonly entity: EntityId;
  readonly status: MailboxStatus;
  readonly presence: Presence;
  /** Time since its listener was last heard, in milliseconds; absent when it never was. */
  readonly heartbeatAgeMs: number | undefined;
  readonly stats: MailboxStats;
  /** The agent's types; empty for a user. */
  readonly lineage: readonly string[];
  readonly createTime: Date | undefined;
}

const statuses = new Map<ProtoStatus, MailboxStatus>([
  [ProtoStatus.ACTIVE, "active"],
  [ProtoStatus.TERMINATED, "terminated"],
]);

const presences = new Map<ProtoPresence, Presence>([
  [ProtoPresence.ONLINE, "online"],
  [ProtoPresence.STALE, "stale"],
]);

/** Reads a status of the API. */
export function mailboxStatusOf(status: ProtoStatus): MailboxStatus {
  return statuses.get(status) ?? "missing";
}

/** Reads a mailbox of the API. */
export function mailboxOf(mailbox: ProtoMailbox | undefined, entity: EntityId): Mailbox {
  return {
    entity: mailbox?.entity === undefined ? entity : entityOf(mailbox.entity),
    status: mailbox === undefined ? "missing" : mailboxStatusOf(mailbox.status),
    presence: presences.get(mailbox?.presence ?? ProtoPresence.NEVER) ?? "never",
    heartbeatAgeMs: msOf(mailbox?.heartbeatAge),
    stats: statsOf(mailbox?.stats),
    lineage: mailbox?.lineage ?? [],
    createTime: dateOf(mailbox?.createTime),
  };
}

function statsOf(stats: ProtoStats | undefined): MailboxStats {
  return {
    incoming: Number(stats?.incoming ?? 0),
    outgoing: Number(stats?.outgoing ?? 0),
    completed: Number(stats?.completed ?? 0),
    inProgress: Number(stats?.inProgress ?? 0),
    queued: Number(stats?.queued ?? 0),
    queuedBytes: Number(stats?.queuedBytes ?? 0),
    droppedAnswers: Number(stats?.droppedAnswers ?? 0),
    deadLetters: Number(stats?.deadLetters ?? 0),
  };
}
