import type { EntityToken, RenewToken } from "./entity-token.ts";
import type { Session } from "./session.ts";

/** How an entity listens. */
export interface SessionOptions {
  readonly token: EntityToken;
  /** Absent means that the token cannot be renewed; the session ends with it. */
  readonly renew?: RenewToken | undefined;
  /** Requests that may be delivered before one is begun; default 256. 0 means none until {@link Session.host}. */
  readonly window?: number | undefined;
}

/** What a session needs of its connection. */
export interface SessionCarrier {
  /** There is something to write. */
  wake(session: Session): void;
  /** There is something to write that may wait a little for what else there will be. */
  linger(session: Session): void;
  /** It must be attached again, after a delay. */
  reattach(session: Session, delayMs: number): void;
  /** It is over. */
  forget(session: Session): void;
  /** Its server took it in. */
  granted(): void;
}

/** What a frame may still take. */
export interface Budget {
  items: number;
  bytes: number;
  /** Whether it has no items yet. */
  empty: boolean;
}
