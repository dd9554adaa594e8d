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
import { ClosedError, type LyceumError } from "../errors.ts";
import { errorOfItem } from "../item-error.ts";
import { Credits } from "./credits.ts";
import { type AnswerInit, answerOf, settlementOf } from "./envelope.ts";
import type { Held, SessionListener } from "./held.ts";
import { Holdings } from "./holdings.ts";
import { type Entry, Outbox, sendEntry, settleEntry, type Taken } from "./outbox.ts";
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
  #resume: { readonly sessionId: string; readonly resumeToken: string } | undefined;
  #channel = 0;
  #granted = false;
  #freshToken = "";
  #readThrough = 0;
  /** Whether to ask what the exchange has taken. */
  #asks = false;
  #over: LyceumError | undefined;
  readonly #settled = new Waiters();

  constructor(carrier: SessionCarrier, listener: SessionListener, options: SessionOptions) {
    this.#carrier = carrier;
    this.#listener = listener;
    this.#credits = new Credits(options.window);
    this.#tokens = new TokenKeeper(options.token, options.renew, (token) => {
      this.#freshToken = token;
      this.#carrier.wake(this);
    });
  }

  /** Why it is over; absent while it goes on. */
  get over(): LyceumError | undefined {
    return this.#over;
  }

  /** Its number on the present stream; 0 while it is on none. */
  get channel(): number {
    return this.#channel;
  }

  /** Sends a message; `taken` is told once whether the exchange has it. */
  send(envelope: Envelope, taken?: Taken): void {
    if (this.#over !== undefined) {
      taken?.(this.#over);
      return;
    }
    this.#add(sendEntry(envelope, taken));
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
    return this.#over === undefined && !held.closed && this.#holdings.has(held);
  }

  /** Lets one more request be delivered. */
  giveCredit(): void {
    if (this.#credits.give()) this.#carrier.wake(this);
  }

  /** Resolves once all that was sent and settled is confirmed, or the session is over. */
  settled(): Promise<void> {
    if (this.#isSettled()) return Promise.resolve();
    this.#asks = true;
    this.#carrier.wake(this);
    return this.#settled.wait();
  }

  /** Ends it from this side: what it holds is delivered again, to whoever listens next, without counting. */
  detach(): Detach | undefined {
    const channel = this.#over === undefined ? this.#channel : 0;
    this.#end(new ClosedError("the session was ended by its client", { reason: "SESSION_ENDED" }));
    return channel === 0 ? undefined : { $typeName: "lyceum.v1.Detach", channel, begun: this.#holdings.begun };
  }

  /** Begins on a new stream. */
  attach(channel: number): Attach {
    this.#channel = channel;
    this.#freshToken = "";
    return {
      $typeName: "lyceum.v1.Attach",
      channel,
      token: this.#tokens.token,
      resume: this.#resume && { $typeName: "lyceum.v1.SessionRef", ...this.#resume, held: this.#holdings.sequences },
      credits: this.#credits.anew(),
      protocols: [],
    };
  }

  /** Its stream is gone; it goes on with the next. */
  cut(): void {
    if (this.#granted) this.#outbox.rewind();
    this.#channel = 0;
    this.#granted = false;
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
    if (!this.#granted) return undefined;
    const { items, patient } = this.#outbox.take(budget, sendsToo);
    const hosting = this.#credits.takeHosting();
    const credits = this.#credits.take();
    const asks = this.#asks;
    this.#asks = false;
    const silent = items.length === 0 && credits === 0 && hosting === undefined && !asks;
    if (silent && this.#freshToken === "" && this.#readThrough === 0) return undefined;
    const update: SessionUpdate = {
      $typeName: "lyceum.v1.SessionUpdate",
      channel: this.#channel,
      items,
      credits,
      resultsReadThrough: BigInt(this.#readThrough),
      token: this.#freshToken,
      hosting,
      patient: items.length === 0 ? !asks : patient && this.#settled.empty,
    };
    this.#freshToken = "";
    this.#readThrough = 0;
    return update;
  }

  /** Whether it has more to write. */
  waits(sendsToo: boolean): boolean {
    return this.#granted && this.#outbox.waits(sendsToo);
  }

  /** Takes what the server says of it. */
  receive(event: SessionEvent): void {
    if (event.grant !== undefined) this.#grant(event.grant, event.failed);
    if (event.takenThrough > 0n) this.#confirm(Number(event.takenThrough), event.failed);
    for (const delivery of event.deliveries) this.#deliver(delivery);
    if (event.end !== undefined) this.#serverEnded(event.end.error === undefined ? undefined : errorOfItem(event.end.error));
  }

  #grant({ sessionId, resumeToken, resumed, takenThrough }: SessionGrant, failed: readonly FailedItem[]): void {
    if (resumed) this.#confirm(Number(takenThrough), failed);
    else this.#restart();
    this.#resume = { sessionId, resumeToken };
    this.#granted = true;
    this.#tokens.accepted();
    this.#carrier.granted();
    this.#carrier.wake(this);
    this.#tellSettled();
  }

  #confirm(through: number, failed: readonly FailedItem[]): void {
    this.#outbox.confirm(through, failed, this.#done);
    if (failed.length > 0) {
      this.#readThrough = through;
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
    if (error === undefined || error.reason === "SESSION_ENDED") {
      this.#resume = undefined;
      this.#restart();
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

  #isSettled(): boolean {
    return this.#over !== undefined || this.#outbox.empty;
  }

  #tellSettled(): void {
    if (this.#isSettled()) this.#settled.wake();
  }

  #end(error: LyceumError): void {
    if (this.#over !== undefined) return;
    this.#over = error;
    this.#channel = 0;
    this.#granted = false;
    this.#tokens.stop();
    for (const entry of this.#outbox.abandon()) entry.taken?.(error);
    this.#carrier.forget(this);
    this.#tellSettled();
  }
}
