import type { SessionGrant } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Clock, Timer } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import type { Refusal } from "../core/store.ts";
import type { Session, Sink } from "../exchange/session.ts";
import { atWallTime } from "./wall-timer.ts";

/** A session's place on a Connect stream. */
export class Channel implements Sink {
  readonly number: number;
  readonly #clock: Clock;
  readonly #mark: (patient: boolean) => void;
  session: Session | undefined;
  /** To be told once: the session is open. */
  grant: SessionGrant | undefined;
  /** To be told with the grant: what was refused before the stream was cut. */
  failed: readonly Refusal[] = [];
  /** Set when the session could not be opened or kept. */
  failure: LyceumError | undefined;
  #expiry: Timer | undefined;

  /** @param mark called when it has something to tell, which may wait a little if it is patient. */
  constructor(number: number, clock: Clock, mark: (patient: boolean) => void) {
    this.number = number;
    this.#clock = clock;
    this.#mark = mark;
  }

  wake(): void {
    this.#mark(false);
  }

  linger(): void {
    this.#mark(true);
  }

  /** Ends the session's use of this stream at a wall time, unless its token is renewed. */
  expireAt(atMs: number): void {
    this.#expiry?.cancel();
    this.#expiry = atWallTime(this.#clock, atMs, () =>
      this.fail(new LyceumError("token_expired", "the entity token has expired: get a new one and resume the session")),
    );
  }

  /** Ends the session's use of this stream. */
  fail(error: LyceumError): void {
    this.failure = error;
    this.#mark(false);
  }

  /** Ends the timer. */
  stop(): void {
    this.#expiry?.cancel();
  }
}
