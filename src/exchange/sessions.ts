import { timingSafeEqual } from "node:crypto";
import type { Ids } from "../core/clock.ts";
import { describe, type EntityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { SessionRecord } from "../core/store.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { ExchangeParts } from "./exchange-parts.ts";
import { failed } from "./failed-answer.ts";
import type { Mailbox } from "./mailbox.ts";
import { Session, type Sink, type Taken } from "./session.ts";

/** Who wants to listen, as its entity token says. */
export interface Listener {
  readonly key: EntityKey;
  /** Fence of its attempt; 0 for a standing host and for users. */
  readonly fence: number;
}

/** How it wants to listen. */
export interface ListenOptions {
  readonly protocols: readonly string[];
  /** Requests that may be delivered at first. */
  readonly credits: number;
  /** Whether a settled delivery gives its credit back. */
  readonly returnsCredits: boolean;
  /** How long the session outlives its stream or call. */
  readonly windowMs: number;
  readonly sink: Sink;
}

/** A session to go on with. */
export interface ResumeRef {
  readonly sessionId: string;
  readonly resumeToken: string;
  /** Deliveries that the listener has. Others that it was sent come again. */
  readonly held: readonly number[];
}

/** Opens, resumes, lapses and ends sessions: one listener a mailbox, the newest. */
export class Sessions {
  readonly #parts: ExchangeParts;
  readonly #dispatcher: Dispatcher;
  readonly #ids: Ids;
  readonly #byId = new Map<string, Session>();
  readonly #endListeners = new Set<(key: EntityKey, fence: number) => void>();

  constructor(parts: ExchangeParts, dispatcher: Dispatcher, ids: Ids) {
    this.#parts = parts;
    this.#dispatcher = dispatcher;
    this.#ids = ids;
  }

  /** Takes a record of the store; its window starts now. */
  restore(record: SessionRecord): void {
    const mailbox = this.#parts.directory.find(record.mailbox);
    if (mailbox === undefined) return;
    const session = new Session(mailbox, record);
    mailbox.session = session;
    this.#byId.set(session.id, session);
    this.#startWindow(session);
  }

  /** The session of an id. */
  find(id: string): Session | undefined {
    return this.#byId.get(id);
  }

  /**
   * Opens a session; it takes the place of the one before.
   * @throws LyceumError mailbox_not_found, mailbox_terminated, superseded.
   */
  open(listener: Listener, options: ListenOptions): Session {
    const mailbox = this.#mailbox(listener);
    if (mailbox.session !== undefined) this.end(mailbox.session, superseded("a newer session of the same entity took over"), true);
    mailbox.epoch += 1;
    const session = new Session(
      mailbox,
      {
        key: this.#ids.uuid(),
        mailbox: mailbox.key,
        resumeToken: this.#ids.secret(),
        epoch: mailbox.epoch,
        fence: listener.fence,
        protocols: options.protocols,
        takenThrough: 0,
        refusals: [],
        windowMs: options.windowMs,
      },
      options.returnsCredits,
    );
    mailbox.session = session;
    this.#byId.set(session.id, session);
    this.#parts.journal.put("mailboxes", mailbox.record());
    this.#parts.journal.put("sessions", session.record());
    this.#connect(session, options);
    this.#dispatcher.pump(mailbox);
    return session;
  }

  /**
   * Goes on with a session after its stream was cut or its call is over.
   * @throws LyceumError as {@link open}, and session_ended.
   */
  resume(listener: Listener, ref: ResumeRef, options: ListenOptions): Session {
    const session = this.claim(listener, ref);
    this.#returnUntaken(session);
    const held = new Set(ref.held);
    session.windowMs = options.windowMs;
    this.#connect(session, options);
    for (const message of session.held.values()) {
      if (message.delivered && !held.has(message.key)) this.#parts.bodies.hand(message, session);
    }
    this.#dispatcher.pump(session.mailbox);
    return session;
  }

  /**
   * The session that a listener may use.
   * @throws LyceumError mailbox_not_found, mailbox_terminated, superseded, session_ended.
   */
  claim(listener: Listener, ref: Omit<ResumeRef, "held">): Session {
    const mailbox = this.#mailbox(listener);
    const session = this.#byId.get(ref.sessionId);
    if (session === undefined || session.mailbox !== mailbox || !sameSecret(session.resumeToken, ref.resumeToken)) {
      if (mailbox.session !== undefined) throw superseded("a newer session of the same entity took over");
      throw new LyceumError("session_ended", "the session is over or unknown; open a new one");
    }
    return session;
  }

  /** Whether a listener could open a session now. */
  mayListen({ key, fence }: Listener): boolean {
    const mailbox = this.#parts.directory.find(key);
    return mailbox !== undefined && !standsOutside(mailbox, fence);
  }

  /** Takes what a session has for its sink, and leases what there is room for now. */
  take(session: Session, maxDeliveries: number, maxBytes: number): Taken {
    const taken = session.take(maxDeliveries, maxBytes);
    if (taken.deliveries.length > 0) this.#dispatcher.pump(session.mailbox);
    return taken;
  }

  /** Lets more requests be delivered. */
  grant(session: Session, credits: number): void {
    session.credits += credits;
    this.#dispatcher.pump(session.mailbox);
  }

  /** A stream or call left: the session lives on for its window. */
  disconnect(session: Session, sink: Sink, returnUntaken: boolean): void {
    if (session.ended !== undefined || !session.isConnectedTo(sink)) return;
    session.disconnect();
    if (returnUntaken) this.#returnUntaken(session);
    session.mailbox.heardAtMs = this.#parts.clock.monotonic();
    this.#startWindow(session);
  }

  /**
   * Ends a session for good. Its leases go back, counted or not; what it had acknowledged, or counted as begun, is answered `host_lost`.
   * @param unbegun what counted as begun and goes back, since it did not begin.
   */
  end(session: Session, error: LyceumError, counted: boolean, unbegun: ReadonlySet<number> = new Set()): void {
    if (session.ended !== undefined) return;
    session.end(error);
    this.#returnHeld(session, counted, unbegun);
    const { mailbox } = session;
    if (mailbox.session === session) mailbox.session = undefined;
    mailbox.heardAtMs = this.#parts.clock.monotonic();
    this.#byId.delete(session.id);
    this.#parts.journal.remove("sessions", session.id);
    this.#parts.journal.afterCommit(() => session.wake());
  }

  /** The listener was heard: a session without a stream lives on for another window. */
  extend(session: Session): void {
    session.heardAtMs = this.#parts.clock.monotonic();
    if (!session.connected && session.windowTimer !== undefined) this.#startWindow(session);
  }

  /**
   * Ends a session as its listener asked: leases go back without counting. It is told at once, or with what it did before, once that is kept.
   * @param begun of what counted as begun, what did begin; the rest goes back, too.
   */
  detach(session: Session, begun: readonly number[]): void {
    if (session.ended !== undefined) return;
    const unbegun = new Set(session.held.keys()).difference(new Set(begun));
    this.end(session, new LyceumError("session_ended", "the listener ended the session"), false, unbegun);
    session.wake();
    this.#tellEnd(session);
  }

  /** Calls when a listener ended its session or left it to lapse. */
  onEnd(listener: (key: EntityKey, fence: number) => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  /** Stops all windows; the sessions stay in the store. */
  stop(): void {
    for (const session of this.#byId.values()) session.windowTimer?.cancel();
  }

  #mailbox({ key, fence }: Listener): Mailbox {
    const mailbox = this.#parts.directory.find(key);
    if (mailbox === undefined) {
      const gravestone = this.#parts.directory.gravestone(key);
      if (gravestone === undefined) throw new LyceumError("mailbox_not_found", "the token's mailbox is not registered; register it first");
      throw new LyceumError("mailbox_terminated", `the mailbox of ${describe(gravestone.record.entity)} is terminated for good`);
    }
    if (standsOutside(mailbox, fence)) throw superseded("a newer attempt of this agent runs");
    return mailbox;
  }

  #connect(session: Session, options: ListenOptions): void {
    session.credits = options.returnsCredits ? options.credits - session.held.size : options.credits;
    session.redeliverable = undefined;
    session.connect(options.sink, this.#parts.clock.monotonic());
  }

  #startWindow(session: Session): void {
    session.windowTimer?.cancel();
    session.windowTimer = this.#parts.clock.after(session.windowMs, () => this.#lapse(session));
  }

  /** The window is over: leases go back. The session itself may yet be resumed, until another takes over, so that its items keep their numbers. */
  #lapse(session: Session): void {
    if (session.connected || session.ended !== undefined) return;
    session.windowTimer = undefined;
    this.#returnHeld(session, true);
    this.#tellEnd(session);
  }

  #returnUntaken(session: Session): void {
    for (const message of session.empty().reverse()) if (message.delivered) this.#dispatcher.giveBack(message, false);
  }

  #returnHeld(session: Session, counted: boolean, unbegun: ReadonlySet<number> = new Set()): void {
    const untaken = new Set(session.empty());
    const held = [...session.held.values()].sort((one, other) => other.key - one.key);
    for (const message of held) {
      if (message.state === "leased") this.#dispatcher.giveBack(message, counted);
      else if (message.state === "begun" && (untaken.has(message) || unbegun.has(message.key))) this.#dispatcher.giveBack(message, false);
      else this.#dispatcher.answer(message, failed("host_lost", "the host had the request and was lost; the action may have run"));
    }
  }

  #tellEnd(session: Session): void {
    this.#parts.journal.afterCommit(() => {
      for (const listener of this.#endListeners) listener(session.mailbox.key, session.fence);
    });
  }
}

function standsOutside(mailbox: Mailbox, fence: number): boolean {
  return fence === 0 ? !mailbox.standing : fence < mailbox.fence;
}

function superseded(why: string): LyceumError {
  return new LyceumError("superseded", `${why}; do not reconnect`);
}

function sameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
