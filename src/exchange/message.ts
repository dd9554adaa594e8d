import { type EntityKey, entityKey } from "../core/entity.ts";
import type { AnswerStatus, Header } from "../core/message.ts";
import { isRequest, needsCredit } from "../core/message.ts";
import type { MessageRecord, MessageState } from "../core/store.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Session } from "./session.ts";
import { wireBytes } from "./wire-size.ts";

/** What a new message is made of. */
export interface MessageInit {
  readonly key: number;
  readonly header: Header;
  /** Key of its sender, where it is at hand. */
  readonly sender?: EntityKey | undefined;
  readonly body: Uint8Array | undefined;
  readonly bodyBytes: number;
  readonly acceptedAtMs: number;
  readonly queueUntilMs?: number | undefined;
  readonly deadlineAtMs?: number | undefined;
}

/** A message in a mailbox. */
export class Message {
  readonly key: number;
  readonly mailbox: Mailbox;
  readonly header: Header;
  /** Absent when the store alone has it, and once it is not needed any more. */
  body: Uint8Array | undefined;
  readonly bodyBytes: number;
  /** How many bytes its delivery takes on the wire, at most. */
  readonly wireBytes: number;
  state: MessageState = "queued";
  /** Deliveries so far that count. */
  attempt = 0;
  session: Session | undefined;
  readonly acceptedAtMs: number;
  queueUntilMs: number | undefined;
  readonly deadlineAtMs: number | undefined;
  /** Index of the part that comes next; absent when not known (after a restart). */
  nextPart: number | undefined;
  deadStatus: AnswerStatus | undefined;
  deadAtMs: number | undefined;
  /** Whether its body counts against what may stay in memory. */
  resident = false;
  /** Whether its body counts against what its namespace may keep. */
  counted = false;
  /** Slot of the expiry wheel it is in. */
  slot: number | undefined;
  /** Neighbours in its lane. */
  previous: Message | undefined;
  next: Message | undefined;
  #sender: EntityKey | undefined;

  constructor(mailbox: Mailbox, init: MessageInit) {
    this.mailbox = mailbox;
    this.key = init.key;
    this.header = init.header;
    this.#sender = init.sender;
    this.body = init.body;
    this.bodyBytes = init.bodyBytes;
    this.wireBytes = wireBytes(init.header, init.bodyBytes);
    this.acceptedAtMs = init.acceptedAtMs;
    this.queueUntilMs = init.queueUntilMs;
    this.deadlineAtMs = init.deadlineAtMs;
  }

  /** Rebuilds a message from its record; its session is found by the caller. */
  static restore(mailbox: Mailbox, record: MessageRecord): Message {
    const message = new Message(mailbox, { ...record, body: undefined });
    message.state = record.state;
    message.attempt = record.attempt;
    message.deadStatus = record.deadStatus;
    message.deadAtMs = record.deadAtMs;
    return message;
  }

  /** Key of its sender; made when it is first asked for, since few answers ever are. */
  get sender(): EntityKey {
    this.#sender ??= entityKey(this.mailbox.namespace, this.header.src);
    return this.#sender;
  }

  /** Whether it is owed an answer. */
  get isRequest(): boolean {
    return isRequest(this.header.kind);
  }

  /** Whether it answers a request of its mailbox's entity. */
  get isAnswer(): boolean {
    return this.header.kind === "response";
  }

  /** Whether it waits for a credit of its listener, and counts against the bounds of its mailbox. */
  get isWork(): boolean {
    return needsCredit(this.header.kind);
  }

  /** Whether its listener has it, or is to get it, with its body. */
  get delivered(): boolean {
    return this.state === "leased" || this.state === "begun";
  }

  /** What the store keeps of it. */
  record(): MessageRecord {
    return {
      key: this.key,
      mailbox: this.mailbox.key,
      header: this.header,
      bodyBytes: this.bodyBytes,
      state: this.state,
      attempt: this.attempt,
      session: this.session?.id,
      acceptedAtMs: this.acceptedAtMs,
      queueUntilMs: this.queueUntilMs,
      deadlineAtMs: this.deadlineAtMs,
      deadStatus: this.deadStatus,
      deadAtMs: this.deadAtMs,
    };
  }
}
