import { type FailedItem, type SessionItem, type Settlement, SettlementKind } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { type Envelope, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import type { LyceumError } from "../errors.ts";
import { errorOfItem } from "../item-error.ts";
import { Deque } from "./deque.ts";
import { PARTS_LABEL, settlementOf } from "./envelope.ts";
import type { Held } from "./held.ts";
import type { Budget } from "./session-carrier.ts";

/** Told once what became of an item: undefined means that the exchange took it. */
export type Taken = (error: LyceumError | undefined) => void;

/** What a session does, on its way to the exchange. */
export interface Entry {
  /** 0 until it is first written; then it is never changed within its session. */
  sequence: number;
  readonly send: Envelope | undefined;
  readonly settle: Settlement | undefined;
  /** The delivery that it settles for good. */
  readonly closes: Held | undefined;
  readonly taken: Taken | undefined;
  /** About how many bytes it takes in a frame. */
  readonly bytes: number;
  /** Whether nobody waits for the exchange to have it. */
  readonly patient: boolean;
}

// About what the envelope round a body takes.
const HEADER_BYTES = 192;

/** An entry that sends a message; who sends what owes no answer waits for the exchange to have it. */
export function sendEntry(envelope: Envelope, taken: Taken | undefined): Entry {
  const patient = envelope.kind !== MessageKind.EVENT && envelope.kind !== MessageKind.PART;
  return { sequence: 0, send: envelope, settle: undefined, closes: undefined, taken, bytes: envelope.body.length + HEADER_BYTES, patient };
}

/** An entry that settles a delivery. */
export function settleEntry(held: Held, settle: Settlement, taken?: Taken): Entry {
  const bytes = (settle.answer?.body.length ?? 0) + HEADER_BYTES;
  return { sequence: 0, send: undefined, settle, closes: held.closed ? held : undefined, taken, bytes, patient: taken === undefined };
}

/** Items of a session: those that wait, and those that were written and are not confirmed, which are kept to be sent again. */
export class Outbox {
  readonly #sends = new Deque<Entry>();
  readonly #finishing = new Deque<Entry>();
  /** Acknowledgements that an answer in the same frame makes needless. */
  readonly #due = new Map<Held, Taken | undefined>();
  #again = new Deque<Entry>();
  #sent = new Deque<Entry>();
  #sequence = 0;

  /** Whether something waits to be written. */
  waits(sendsToo: boolean): boolean {
    return this.#again.size > 0 || this.#due.size > 0 || this.#finishing.size > 0 || (sendsToo && this.#sends.size > 0);
  }

  /** Whether all was written and confirmed. */
  get empty(): boolean {
    return this.#sent.size === 0 && !this.waits(true);
  }

  add(entry: Entry): void {
    (finishes(entry) ? this.#finishing : this.#sends).push(entry);
  }

  /** Adds an acknowledgement, unless it is retracted before the next frame is written. */
  acknowledge(held: Held, taken: Taken | undefined): void {
    this.#due.set(held, taken);
  }

  /** Takes back an acknowledgement that is not yet written. */
  retract(held: Held): void {
    this.#due.delete(held);
  }

  /**
   * Takes the next items to write, within the budget: first those that a cut stream may have lost, then what finishes work, then messages.
   * @param sendsToo whether new messages may go, too.
   */
  take(budget: Budget, sendsToo: boolean): { readonly items: SessionItem[]; readonly patient: boolean } {
    for (const [held, taken] of this.#due) this.add(settleEntry(held, settlementOf(held.sequence, SettlementKind.ACKNOWLEDGE), taken));
    this.#due.clear();
    const items: SessionItem[] = [];
    let patient = true;
    while (budget.items > 0) {
      // An item that is larger than a frame should be has one to itself.
      const entry = this.#next(sendsToo, budget.empty ? Number.POSITIVE_INFINITY : budget.bytes);
      if (entry === undefined) break;
      items.push(itemOf(entry));
      patient &&= entry.patient;
      budget.items -= 1;
      budget.bytes -= entry.bytes;
      budget.empty = false;
    }
    return { items, patient };
  }

  #next(sendsToo: boolean, maxBytes: number): Entry | undefined {
    const queue = this.#again.size > 0 ? this.#again : this.#finishing.size > 0 || !sendsToo ? this.#finishing : this.#sends;
    const entry = queue.peek();
    if (entry === undefined || entry.bytes > maxBytes) return undefined;
    queue.shift();
    if (entry.sequence === 0) entry.sequence = ++this.#sequence;
    this.#sent.push(entry);
    return entry;
  }

  /** Takes note that items up to a sequence were taken, but for those that failed; calls for each, in order. */
  confirm(through: number, failed: readonly FailedItem[], done: (entry: Entry, error: LyceumError | undefined) => void): void {
    const errors = failed.length === 0 ? undefined : new Map(failed.map((item) => [Number(item.sequence), item.error]));
    // Those that wait to be written again may have been taken, too: a grant tells.
    for (const queue of [this.#sent, this.#again]) {
      for (let entry = queue.peek(); entry !== undefined && entry.sequence <= through; entry = queue.peek()) {
        queue.shift();
        const error = errors?.get(entry.sequence);
        done(entry, error === undefined ? undefined : errorOfItem(error));
      }
    }
  }

  /** The session goes on, on a new stream: what was not confirmed is written again, as it was. */
  rewind(): void {
    const unwritten = this.#again.drain();
    this.#again = this.#sent;
    this.#sent = new Deque();
    for (const entry of unwritten) this.#again.push(entry);
  }

  /** A new session begins: messages go with new numbers, and settlements of the old session's deliveries are void. */
  restart(): void {
    this.rewind();
    const entries = [this.#again, this.#finishing, this.#sends].flatMap((queue) => queue.drain());
    const messages = entries.filter(({ send }) => send !== undefined);
    this.#sequence = 0;
    for (const entry of messages) {
      entry.sequence = 0;
      this.#sends.push(entry);
    }
  }

  /** Gives up all that waits or is not confirmed. */
  abandon(): readonly Entry[] {
    this.#due.clear();
    return [this.#sent, this.#again, this.#finishing, this.#sends].flatMap((queue) => queue.drain());
  }
}

/** Whether it brings to an end what was begun, so that a server which is to stop gets it, too: settlements, and parts with what paces them. */
function finishes({ send }: Entry): boolean {
  return send === undefined || send.kind === MessageKind.PART || (send.kind === MessageKind.PING && send.label === PARTS_LABEL);
}

function itemOf(entry: Entry): SessionItem {
  const item: SessionItem["item"] =
    entry.send === undefined ? { case: "settle", value: entry.settle as Settlement } : { case: "send", value: entry.send };
  return { $typeName: "lyceum.v1.SessionItem", sequence: BigInt(entry.sequence), item };
}
