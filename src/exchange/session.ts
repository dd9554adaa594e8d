import type { Timer } from "../core/clock.ts";
import type { LyceumError } from "../core/errors.ts";
import type { Delivery, Header } from "../core/message.ts";
import type { Refusal, SessionRecord } from "../core/store.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";
import { wireBytes } from "./wire-size.ts";

/** Most that is leased to a session and not yet taken by its stream: a slow reader is sent no more. */
const MAX_BUFFERED = 1_024;
const MAX_BUFFERED_BYTES = 1_048_576;

/** Who takes what a session has: a stream, or a waiting call. */
export interface Sink {
  /** Called when there is something to take; often, so it must be cheap. */
  wake(): void;
  /** Called when there is something to take that may wait a little for what else there will be. */
  linger(): void;
}

/** What a session has for its sink. */
export interface Taken {
  readonly deliveries: readonly Outgoing[];
  /** How many bytes they take on the wire, at most. */
  readonly bytes: number;
  /** Whether a bound kept more from being taken. */
  readonly more: boolean;
  /** Items up to this sequence are kept, but for those that failed; absent means no news. */
  readonly takenThrough: number | undefined;
  readonly failed: readonly Refusal[];
  /** Set once: the session is over. */
  readonly end: LyceumError | undefined;
}

/** A delivery on its way out. A part has no message. */
export interface Outgoing {
  readonly sequence: number;
  readonly attempt: number;
  /** Whether its action may start without an acknowledgement. */
  readonly begun: boolean;
  readonly header: Header;
  readonly body: Uint8Array;
  /** Wall time at which its answer is due. */
  readonly deadlineAtMs: number | undefined;
}

interface Entry {
  readonly message: Message | undefined;
  readonly part: Delivery | undefined;
  /** How many bytes it takes on the wire, at most. */
  readonly bytes: number;
  /** Journal batch that keeps its lease. */
  readonly batch: number;
}

/** A listener's hold on a mailbox. It outlives its stream by its window. */
export class Session {
  readonly id: string;
  readonly mailbox: Mailbox;
  readonly resumeToken: string;
  readonly epoch: number;
  readonly fence: number;
  readonly protocols: readonly string[];
  windowMs: number;
  /** Items up to this sequence were taken. */
  takenThrough: number;
  /** Refused items whose sender may not know yet. */
  refusals: readonly Refusal[];
  credits = 0;
  /** Whether a settled delivery gives its credit back (calls without explicit credits). */
  readonly returnsCredits: boolean;
  /** Actions of its host that may run twice; requests for the others count as begun from their delivery on. Absent means that none do. */
  redeliverable: ReadonlySet<string> | undefined;
  heardAtMs = 0;
  windowTimer: Timer | undefined;
  /** Set when it is over. */
  ended: LyceumError | undefined;
  #sink: Sink | undefined;
  #outbox: Entry[] = [];
  #buffered = 0;
  #bufferedBytes = 0;
  #keptBatch = -1;
  #confirmed: number | undefined;
  /** Batches of items that are taken and not yet confirmed. */
  #unconfirmed = 0;
  #failed: Refusal[] = [];
  #endTold = false;
  // Made when first needed, since most listeners are idle.
  #held: Map<number, Message> | undefined;

  constructor(mailbox: Mailbox, record: SessionRecord, returnsCredits = false) {
    this.mailbox = mailbox;
    this.id = record.key;
    this.resumeToken = record.resumeToken;
    this.epoch = record.epoch;
    this.fence = record.fence;
    this.protocols = record.protocols;
    this.windowMs = record.windowMs;
    this.takenThrough = record.takenThrough;
    this.refusals = record.refusals;
    this.returnsCredits = returnsCredits;
  }

  /** Deliveries that are leased, begun or acknowledged, by key. */
  get held(): Map<number, Message> {
    this.#held ??= new Map();
    return this.#held;
  }

  /** Whether a stream or call takes its deliveries now. */
  get connected(): boolean {
    return this.#sink !== undefined && this.ended === undefined;
  }

  /** Whether more may be leased to it. */
  get hasRoom(): boolean {
    return this.connected && this.#buffered < MAX_BUFFERED && this.#bufferedBytes < MAX_BUFFERED_BYTES;
  }

  /** Connects what takes its deliveries. */
  connect(sink: Sink, nowMs: number): void {
    this.#sink = sink;
    this.heardAtMs = nowMs;
    this.windowTimer?.cancel();
    this.windowTimer = undefined;
  }

  /** Whether a message counts as begun once it is delivered here. An event never does: nobody would be told that it was lost. */
  begins({ kind, action }: Header): boolean {
    return kind === "action" && this.redeliverable?.has(action) === false;
  }

  /** Whether what a message asks for may be done twice. */
  repeats({ kind, action }: Header): boolean {
    return kind === "action" && this.redeliverable?.has(action) === true;
  }

  /** Whether this sink is the one that is connected. */
  isConnectedTo(sink: Sink): boolean {
    return this.#sink === sink;
  }

  /** Disconnects its sink. */
  disconnect(): void {
    this.#sink = undefined;
  }

  /** Empties the outbox; returns the messages that its sink never took. */
  empty(): Message[] {
    const untaken = this.#outbox.flatMap((entry) => (entry.message === undefined ? [] : [entry.message]));
    this.#outbox = [];
    this.#buffered = 0;
    this.#bufferedBytes = 0;
    return untaken;
  }

  /** Lets go of a message that it held; its credit comes back where credits do. */
  release(message: Message): void {
    this.held.delete(message.key);
    message.session = undefined;
    if (message.state === "leased") this.returnCredit(message);
  }

  /** Gives the credit of a delivery back, where settling does that. */
  returnCredit(message: Message): void {
    if (this.returnsCredits && message.isWork) this.credits += 1;
  }

  /** Puts a leased message into the outbox; it leaves once the batch is kept and its body is there. */
  push(message: Message, batch: number): void {
    this.#add({ message, part: undefined, bytes: message.wireBytes, batch });
  }

  /** Puts a leased message with its body into the outbox that need not wait until its lease is kept. */
  pushEarly(message: Message): void {
    this.#add({ message, part: undefined, bytes: message.wireBytes, batch: -1 });
    this.#sink?.wake();
  }

  /** Puts a part into the outbox. */
  pushPart(part: Delivery): void {
    const { header, body } = part.envelope;
    this.#add({ message: undefined, part, bytes: wireBytes(header, body.length), batch: -1 });
    this.#sink?.wake();
  }

  #add(entry: Entry): void {
    this.#outbox.push(entry);
    this.#buffered += 1;
    this.#bufferedBytes += entry.bytes;
  }

  /** Says that a batch is kept: what was leased in it may leave. */
  kept(batch: number): void {
    this.#keptBatch = batch;
    this.#sink?.wake();
  }

  /** Items were taken that are to be confirmed once they are kept; its end is not told before. */
  taking(): void {
    this.#unconfirmed += 1;
  }

  /**
   * Says that items up to a sequence are kept, but for those that failed.
   * @param patient nobody waits to hear that: it may go with what else there is to tell.
   */
  confirm(through: number, failed: readonly Refusal[], patient: boolean): void {
    this.#unconfirmed -= 1;
    this.#confirmed = through;
    this.#failed.push(...failed);
    if (patient && failed.length === 0) this.#sink?.linger();
    else this.#sink?.wake();
  }

  /** Ends it; its sink is told by {@link take}. */
  end(error: LyceumError): void {
    this.ended = error;
    this.windowTimer?.cancel();
    this.windowTimer = undefined;
  }

  /** Tells the sink that there may be something to take. */
  wake(): void {
    this.#sink?.wake();
  }

  /** Takes what may leave now, at most so many deliveries, and so many bytes unless the first one alone has more. */
  take(maxDeliveries: number, maxBytes: number): Taken {
    const deliveries: Outgoing[] = [];
    let bytes = 0;
    let taken = 0;
    let more = false;
    for (const entry of this.#outbox) {
      if (entry.batch > this.#keptBatch) break;
      more = deliveries.length >= maxDeliveries || (deliveries.length > 0 && bytes + entry.bytes > maxBytes);
      if (more) break;
      const outgoing = outgoingOf(entry);
      if (outgoing === "waits") break;
      taken += 1;
      if (outgoing === undefined) continue;
      bytes += entry.bytes;
      deliveries.push(outgoing);
    }
    for (const entry of this.#outbox.splice(0, taken)) {
      if (entry.message?.resident === false) entry.message.body = undefined;
      this.#buffered -= 1;
      this.#bufferedBytes -= entry.bytes;
    }
    const takenThrough = this.#confirmed;
    const failed = this.#failed;
    this.#confirmed = undefined;
    this.#failed = [];
    const end = this.#endTold || this.#unconfirmed > 0 ? undefined : this.ended;
    this.#endTold = end !== undefined || this.#endTold;
    return { deliveries, bytes, more, takenThrough, failed, end };
  }

  /** What the store keeps of it. */
  record(): SessionRecord {
    return {
      key: this.id,
      mailbox: this.mailbox.key,
      resumeToken: this.resumeToken,
      epoch: this.epoch,
      fence: this.fence,
      protocols: this.protocols,
      takenThrough: this.takenThrough,
      refusals: this.refusals,
      windowMs: this.windowMs,
    };
  }
}

/** What leaves for an entry: nothing when it was settled meanwhile, `waits` while its body is with the store. */
function outgoingOf({ message, part }: Entry): Outgoing | undefined | "waits" {
  if (part !== undefined) {
    const { header, body } = part.envelope;
    return { sequence: 0, attempt: part.attempt, begun: false, header, body, deadlineAtMs: undefined };
  }
  if (message === undefined || !message.delivered) return undefined;
  if (message.body === undefined && message.bodyBytes > 0) return "waits";
  return {
    sequence: message.key,
    attempt: message.attempt,
    begun: message.state === "begun",
    header: message.header,
    body: message.body ?? new Uint8Array(0),
    deadlineAtMs: message.deadlineAtMs,
  };
}
