import type { SessionGrant } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { LyceumError } from "../core/errors.ts";
import type { Refusal } from "../core/store.ts";
import type { Session, Sink } from "../exchange/session.ts";
import type { Expiring } from "./token-expiry.ts";

const NONE: readonly Refusal[] = [];

/** Called when a channel has something to tell, which may wait a little if it is patient. */
export type Mark = (channel: Channel, patient: boolean) => void;

/** A session's place on a Connect stream. */
export class Channel implements Sink, Expiring {
  readonly number: number;
  readonly #mark: Mark;
  session: Session | undefined;
  /** To be told once: the session is open. */
  grant: SessionGrant | undefined;
  /** To be told with the grant: what was refused before the stream was cut. */
  failed: readonly Refusal[] = NONE;
  /** Set when the session could not be opened or kept. */
  failure: LyceumError | undefined;
  expiresAtMs = Number.POSITIVE_INFINITY;

  constructor(number: number, mark: Mark) {
    this.number = number;
    this.#mark = mark;
  }

  wake(): void {
    this.#mark(this, false);
  }

  linger(): void {
    this.#mark(this, true);
  }

  /** Ends the session's use of this stream, since its token was not renewed. */
  expire(): void {
    this.expiresAtMs = Number.POSITIVE_INFINITY;
    this.fail(new LyceumError("token_expired", "the entity token has expired: get a new one and resume the session"));
  }

  /** Ends the session's use of this stream. */
  fail(error: LyceumError): void {
    this.failure = error;
    this.#mark(this, false);
  }

  /** Lets go of the session. Its number is not used again on the stream, so that late frames of a session that ended harm no other. */
  forget(): void {
    this.session = undefined;
    this.expiresAtMs = Number.POSITIVE_INFINITY;
  }
}
