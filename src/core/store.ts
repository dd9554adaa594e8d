import type { EntityId, EntityKey } from "./entity.ts";
import type { ErrorKind } from "./errors.ts";
import type { AnswerStatus, Header } from "./message.ts";
import type { ManagerRecord, RunEventRecord, RunRecord } from "./run.ts";

/** A mailbox; once terminated, its gravestone. */
export interface MailboxRecord {
  readonly key: EntityKey;
  readonly entity: EntityId;
  /** Types from its own to the most general; empty for a user. */
  readonly lineage: readonly string[];
  /** Subject of the principal that registered it. */
  readonly owner: string;
  /** Account that answers for it; absent means its owner, which is one. */
  readonly account?: string | undefined;
  readonly createdAtMs: number;
  /** Order of registration, for discovery. */
  readonly order: number;
  readonly terminatedAtMs?: number | undefined;
  /** Least fence that may listen; 0 for an entity that no manager ran. */
  readonly fence: number;
  /** Whether a host without a fence may listen. */
  readonly standing: boolean;
  /** Number of the last session; the next one is greater. */
  readonly epoch: number;
}

/** How far a message is. A `begun` one is with its listener, as a leased one, but for no other; a `dead` one is a dead letter. */
export type MessageState = "queued" | "leased" | "begun" | "acknowledged" | "dead";

/**
 * A message in a mailbox. The store keeps its body beside it. Mailbox, header, size and time of acceptance never
 * change under a key: a store need not write them again when a put leaves the body as it is.
 */
export interface MessageRecord {
  /** Number of the message, ascending in the order of acceptance. */
  readonly key: number;
  readonly mailbox: EntityKey;
  readonly header: Header;
  readonly bodyBytes: number;
  readonly state: MessageState;
  /** Deliveries so far that count. */
  readonly attempt: number;
  /** Session that holds it, while leased, begun or acknowledged. */
  readonly session?: string | undefined;
  readonly acceptedAtMs: number;
  /** Wall time after which it is not delivered a first time; absent once delivered, and for answers. */
  readonly queueUntilMs?: number | undefined;
  /** Wall time at which the answer is due. */
  readonly deadlineAtMs?: number | undefined;
  /** Dead: how its sender was answered, and when. */
  readonly deadStatus?: AnswerStatus | undefined;
  readonly deadAtMs?: number | undefined;
}

/** An item that was refused and whose sender may not have read it. */
export interface Refusal {
  readonly sequence: number;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly retryDelayMs?: number | undefined;
  readonly facts: Readonly<Record<string, string>>;
}

/** A session; while it is kept, its listener can resume. */
export interface SessionRecord {
  /** Its id. */
  readonly key: string;
  readonly mailbox: EntityKey;
  readonly resumeToken: string;
  readonly epoch: number;
  /** Fence of its host; 0 for a standing host and for users. */
  readonly fence: number;
  readonly protocols: readonly string[];
  /** Items up to this sequence were taken. */
  readonly takenThrough: number;
  readonly refusals: readonly Refusal[];
  /** How long it outlives its stream or call. */
  readonly windowMs: number;
}

/** An id that was used before, for a repeat of the call. */
export interface RepeatRecord {
  /** Scope and id. */
  readonly key: string;
  /** Digest of the content that came with it. */
  readonly digest: string;
  /** The reply, as JSON text; absent where there is none to give again. */
  readonly reply?: string | undefined;
  /** Wall time after which it is forgotten. */
  readonly untilMs: number;
}

/** What a group can be given: to see a mailbox, to send to it, to manage it. */
export type ShareRight = "read" | "send" | "manage";

/** What a group may do to a mailbox. */
export interface ShareRecord {
  /** `mailbox group`. */
  readonly key: string;
  readonly mailbox: EntityKey;
  readonly group: string;
  /** At least one. */
  readonly rights: readonly ShareRight[];
}

/** What an account that owns something was when it last called. */
export interface AccountRecord {
  /** Its subject. */
  readonly key: string;
  readonly role: string;
  readonly groups: readonly string[];
}

/** A fact about the server itself: its token key. */
export interface MetaRecord {
  readonly key: string;
  readonly value: string;
}

/** Tables of a store: name to record. Each record has its own `key`. */
export interface Tables {
  readonly meta: MetaRecord;
  readonly mailboxes: MailboxRecord;
  readonly messages: MessageRecord;
  readonly sessions: SessionRecord;
  readonly repeats: RepeatRecord;
  readonly managers: ManagerRecord;
  readonly runs: RunRecord;
  readonly events: RunEventRecord;
  readonly shares: ShareRecord;
  readonly accounts: AccountRecord;
}

/** Name of a table. */
export type TableName = keyof Tables;

/** All tables, in the order they are loaded. */
export const tableNames = [
  "meta",
  "mailboxes",
  "messages",
  "sessions",
  "repeats",
  "managers",
  "runs",
  "events",
  "shares",
  "accounts",
] as const satisfies readonly TableName[];

/** A record to keep in place of the one with its key. */
export interface Put<T extends TableName = TableName> {
  readonly table: T;
  readonly record: Tables[T];
  /** Messages only: a body to keep; `null` drops the body; absent leaves it as it is. */
  readonly body?: Uint8Array | null | undefined;
}

/** A record to drop; an unknown key is fine. */
export interface Removal {
  readonly table: TableName;
  readonly key: string | number;
}

/** A change of a store. Within a commit there is at most one for each key. */
export type Change = Put | Removal;

/**
 * Keeps records. It decides nothing: the rules live above it, in memory, and write down what they did.
 * One server uses a store at a time.
 */
export interface Store extends AsyncDisposable {
  /** What it is, for people: `sqlite`, `memory`. */
  readonly kind: string;
  /** All records of a table, in the order of their keys; bodies are left where they are. Read once, at start. */
  load<T extends TableName>(table: T): Iterable<Tables[T]>;
  /** Bodies of messages by key; a message without one is absent. */
  bodies(keys: readonly number[]): Promise<ReadonlyMap<number, Uint8Array>>;
  /**
   * Keeps all of the changes or none; once it resolves they outlive a crash of the process.
   * The caller sends one commit at a time.
   * @throws whatever kept the store from writing; the batch is kept as a whole or not at all then, and may be sent again as it was.
   */
  commit(changes: readonly Change[]): Promise<void>;
}
