import {
  type Attach,
  type Detach,
  type FailedItem,
  type SessionEvent,
  type SessionGrant,
  type SessionUpdate,
  SettlementKind,
} from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Delivery, Envelope } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import type { LyceumError } from "../errors.ts";
import { errorOfItem } from "../item-error.ts";
import { Asides } from "./asides.ts";
import { Credits } from "./credits.ts";
import { type AnswerInit, answerOf, settlementOf } from "./envelope.ts";
import type { Held, SessionListener } from "./held.ts";
import { Holdings } from "./holdings.ts";
import { type Entry, Outbox, sendEntry, settleEntry, type Taken } from "./outbox.ts";
import { endedHere, Place } from "./place.ts";
import type { Budget, SessionCarrier, SessionOptions } from "./session-carrier.ts";
import { TokenKeeper } from "./token-keeper.ts";
import { Waiters } from "./waiters.ts";

/**
 * An entity's hold on its mailbox: it sends, receives and settles. It outlives the streams that carry it: what the exchange has not
 * confirmed is sent again, and what it holds is not delivered twice.
 */
export class Session {
  readonly #carrier: SessionCarrier;
  readonly #listener: SessionListener;
  readonly #tokens: TokenKeeper;
  readonly #credits: Credits;
  readonly #outbox = new Outbox();
  readonly #holdings = new Holdings();
  readonly #place = new Place();
  readonly #asides = new Asides();
  /** Whether it takes and begins nothing more, and ends with its last words. */
  #leaving = false;
  #over: LyceumError | undefined;
  readonly #settled = new Waiters();
  readonly #gone = new Waiters();

  constructor(carrier: SessionCarrier, listener: SessionListener, options: SessionOptions) {
    this.#carrier = carrier;
    this.#listener = listener;
    this.#credits = new Credits(options.window);
    this.#tokens = new TokenKeeper(options.token, options.renew, (token) => {
      this.#asides.token = token;
      this.#carrier.wake(this);
    });
  }

  /** Why it is over; absent while it goes on. */
  get over(): LyceumError | undefined {
    return this.#over;
  }

  /** Its number on the present stream; 0 while it is on none. */
  get channel(): number {
    return this.#place.channel;
  }

  /** Sends a message; `taken` is told once whether the exchange has it. */
  send(envelope: Envelope, taken?: Taken): void {
    if (this.#over !== undefined || this.#leaving) taken?.(this.#over ?? endedHere());
    else this.#add(sendEntry(envelope, taken));
  }

  /** Says that a request must never come again; an answer in the same turn takes its place. `kept` is told once that is so for good. */
  acknowledge(held: Held, kept?: () => void): void {
    if (!this.holds(held)) return;
    const taken = (error: LyceumError | undefined): void => {
      if (error === undefined && this.#holdings.acknowledged(held)) kept?.();
    };
    this.#outbox.acknowledge(held, kept && taken);
    this.#carrier.wake(this);
  }

  /** Answers a request. One that is not held any more was answered by the exchange; this answer is dropped then. */
  respond(held: Held, answer: AnswerInit): void {
    if (!this.holds(held)) return;
    this.#outbox.retract(held);
    held.closed = true;
    this.#add(settleEntry(held, settlementOf(held.sequence, SettlementKind.RESPOND, answerOf(answer))));
  }

  /** Says that nothing is owed for a delivery and that it must not come again. */
  drop(held: Held): void {
    if (!this.holds(held)) return;
    held.closed = true;
    this.#outbox.add(settleEntry(held, settlementOf(held.sequence, SettlementKind.ACKNOWLEDGE)));
    this.#carrier.linger(this);
  }

  /**
   * Lets requests be delivered. Those for actions that are not redeliverable count as begun, and need no acknowledgement.
   * For a session whose window is 0 so far.
   */
  host(redeliverable: readonly string[]): void {
    this.#credits.host(redeliverable);
    this.#carrier.wake(this);
  }

  /** Whether a delivery is still to be settled here. */
  holds(held: Held): boolean {
    return this.#over === undefined && !this.#leaving && !held.closed && this.#holdings.has(held);
  }

  /** Lets one more request be delivered. */
  giveCredit(): void {
    if (this.#credits.give()) this.#carrier.wake(this);
  }

  /** Resolves once all that was sent and settled is confirmed, or the session is over. */
  settled(): Promise<void> {
    if (this.#over !== undefined || this.#outbox.empty) return Promise.resolve();
    this.#asides.asks = true;
    this.#carrier.wake(this);
    return this.#settled.wait();
  }

  /** Ends it from this side with its last words; resolves once they are confirmed, or it is gone. What it holds goes to who listens next, uncounted. */
  leave(): Promise<void> {
    this.#leaving = true;
    if (this.channel === 0) this.#endIfDone();
    if (this.#over !== undefined) return Promise.resolve();
    this.#carrier.wake(this);
    return this.#gone.wait();
  }

  /** The word that it leaves, once all else is written. */
  takeDetach(): Detach | undefined {
    return this.#leaving && !this.#outbox.waits(true) ? this.#place.detach(this.#holdings.begun) : undefined;
  }

  /** Ends it from this side at once, as {@link leave} does in the end; what is not confirmed is given up. */
  detach(): Detach | undefined {
    const detach = this.#place.detach(this.#holdings.begun);
    this.#end(endedHere());
    return detach;
  }

  /** Begins on a new stream. */
  attach(channel: number): Attach {
    this.#asides.token = "";
    return this.#place.attach(channel, { token: this.#tokens.token, credits: this.#credits.anew(), held: this.#holdings.sequences });
  }

  /** Its stream is gone; it goes on with the next. */
  cut(): void {
    if (this.#place.granted) this.#outbox.rewind();
    this.#place.leave();
    this.#endIfDone();
  }

  /** Passes on whether its server can be reached. */
  unreachable(error: LyceumError | undefined): void {
    this.#listener.unreachable(error);
  }

  /** Ends it because the server, or the connection, does not carry it any more. */
  fail(error: LyceumError): void {
    if (this.#over !== undefined) return;
    this.#end(error);
    this.#listener.ended(error);
  }

  /** Takes what waits, within the budget; undefined when nothing does. */
  take(budget: Budget, sendsToo: boolean): SessionUpdate | undefined {
    if (!this.#place.granted) return undefined;
    const { items, patient } = this.#outbox.take(budget, sendsToo);
    const hosting = this.#credits.takeHosting();
    const credits = this.#credits.take();
    if (items.length === 0 && credits === 0 && hosting === undefined && this.#asides.empty) return undefined;
    const { asks, token, resultsReadThrough } = this.#asides.take();
    return {
      $typeName: "lyceum.v1.SessionUpdate",
      channel: this.channel,
      items,
      credits,
      resultsReadThrough,
      token,
      hosting,
      patient: items.length === 0 ? !asks : patient && this.#settled.empty,
    };
  }

  /** Whether it has more to write. */
  waits(sendsToo: boolean): boolean {
    return this.#place.granted && this.#outbox.waits(sendsToo);
  }

  /** Takes what the server says of it. */
  receive(event: SessionEvent): void {
    if (event.grant !== undefined) this.#grant(event.grant, event.failed);
    if (event.takenThrough > 0n) this.#confirm(Number(event.takenThrough), event.failed);
    if (!this.#leaving) for (const delivery of event.deliveries) this.#deliver(delivery);
    if (event.end !== undefined) this.#serverEnded(event.end.error === undefined ? undefined : errorOfItem(event.end.error));
  }

  #grant(grant: SessionGrant, failed: readonly FailedItem[]): void {
    if (grant.resumed) this.#confirm(Number(grant.takenThrough), failed);
    else this.#restart();
    this.#place.grant(grant);
    this.#tokens.accepted();
    this.#carrier.granted();
    this.#carrier.wake(this);
    this.#tellSettled();
  }

  #confirm(through: number, failed: readonly FailedItem[]): void {
    this.#outbox.confirm(through, failed, this.#done);
    if (failed.length > 0) {
      this.#asides.readThrough = through;
      this.#carrier.wake(this);
    }
    if (!this.#settled.empty) this.#tellSettled();
  }

  readonly #done = (entry: Entry, error: LyceumError | undefined): void => {
    if (entry.settle !== undefined && error?.retryDelayMs !== undefined) {
      setTimeout(() => this.#add({ ...entry, sequence: 0 }), error.retryDelayMs);
      return;
    }
    if (entry.closes !== undefined) this.#holdings.drop(entry.closes);
    entry.taken?.(error);
  };

  #deliver(delivery: Delivery): void {
    if (delivery.sequence === 0n) {
      if (delivery.envelope !== undefined) this.#listener.part(delivery.envelope);
      return;
    }
    const taken = this.#holdings.take(delivery);
    if (taken === undefined) return;
    if (taken.held.tookCredit) this.#credits.use();
    if (taken.before !== undefined) this.#revoke(taken.before);
    this.#listener.delivered(taken.held);
  }

  #revoke(held: Held): void {
    this.#outbox.retract(held);
    if (held.closed) return;
    held.closed = true;
    this.#listener.revoked(held);
  }

  #restart(): void {
    this.#outbox.restart();
    for (const held of this.#holdings.clear()) this.#revoke(held);
  }

  #serverEnded(error: LyceumError | undefined): void {
    this.cut();
    if (this.#over !== undefined) return;
    if (error === undefined || error.reason === "SESSION_ENDED") {
      this.#place.forget();
      this.#restart();
      this.#endIfDone();
      this.#carrier.reattach(this, 0);
    } else if (error.code === "UNAUTHENTICATED" && this.#tokens.mayRenew()) {
      this.#tokens.renew().then(
        () => this.#carrier.reattach(this, 0),
        (cause: unknown) => this.fail(cause as LyceumError),
      );
    } else if (error.retryDelayMs !== undefined) {
      this.#carrier.reattach(this, error.retryDelayMs);
    } else {
      this.fail(error);
    }
  }

  #add(entry: Entry): void {
    if (this.#over !== undefined) return;
    this.#outbox.add(entry);
    this.#carrier.wake(this);
  }

  /** Without a stream there is nothing to wait for when all was confirmed. */
  #endIfDone(): void {
    if (this.#leaving && this.#outbox.empty) this.#end(endedHere());
  }

  #tellSettled(): void {
    if (this.#over !== undefined || this.#outbox.empty) this.#settled.wake();
  }

  #end(error: LyceumError): void {
    if (this.#over !== undefined) return;
    this.#over = error;
    this.#place.leave();
    this.#tokens.stop();
    for (const entry of this.#outbox.abandon()) entry.taken?.(error);
    this.#carrier.forget(this);
    this.#tellSettled();
    this.#gone.wake();
  }
}
