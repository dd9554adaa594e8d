import type { Clock } from "../core/clock.ts";
import type { Journal } from "../core/journal.ts";
import type { Store } from "../core/store.ts";
import type { Message } from "./message.ts";
import type { Session } from "./session.ts";

/** Wait before a body that could not be read is asked for again. */
const RETRY_MS = 250;

/** Decides which bodies stay in memory beside the store, and fetches the others when they are delivered. */
export class Bodies {
  readonly #store: Store;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #budgetBytes: number;
  #residentBytes = 0;
  readonly #batches = new WeakMap<Session, number>();
  /** Messages on their way out whose bodies the store alone has. */
  readonly #missing = new WeakMap<Session, Message[]>();

  constructor(store: Store, journal: Journal, clock: Clock, budgetBytes: number) {
    this.#store = store;
    this.#journal = journal;
    this.#clock = clock;
    this.#budgetBytes = budgetBytes;
  }

  /** Takes a new message: its body stays while there is room, else until it is kept in the store. */
  admit(message: Message): void {
    if (message.bodyBytes === 0) return;
    if (this.#residentBytes + message.bodyBytes <= this.#budgetBytes) {
      message.resident = true;
      this.#residentBytes += message.bodyBytes;
    } else {
      this.#journal.afterCommit(() => {
        if (message.state === "queued") message.body = undefined;
      });
    }
  }

  /** Lets go of a body that is not delivered any more. */
  discard(message: Message): void {
    message.body = undefined;
    if (!message.resident) return;
    message.resident = false;
    this.#residentBytes -= message.bodyBytes;
  }

  /** Hands a leased message to its session; it leaves once the lease is kept and the body is here. */
  hand(message: Message, session: Session): void {
    const { batch } = this.#journal;
    session.push(message, batch);
    if (message.body === undefined && message.bodyBytes > 0) this.#miss(message, session);
    if (this.#batches.get(session) === batch) return;
    this.#batches.set(session, batch);
    this.#journal.afterCommit(() => {
      session.kept(batch);
      const missing = this.#missing.get(session);
      this.#missing.delete(session);
      if (missing !== undefined) this.#fetch(missing, session);
    });
  }

  #miss(message: Message, session: Session): void {
    const missing = this.#missing.get(session);
    if (missing === undefined) this.#missing.set(session, [message]);
    else missing.push(message);
  }

  #fetch(missing: readonly Message[], session: Session): void {
    this.#store.bodies(missing.map((message) => message.key)).then(
      (bodies) => {
        for (const message of missing) message.body = bodies.get(message.key) ?? message.body;
        session.wake();
      },
      () => this.#clock.after(RETRY_MS, () => this.#fetch(missing, session)),
    );
  }
}
