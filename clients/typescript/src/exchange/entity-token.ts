import type { Registration } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { dateOf } from "../time.ts";

/** Proves to the exchange who listens. */
export interface EntityToken {
  readonly token: string;
  /** When it ends, in milliseconds since 1970; absent means never. */
  readonly expiresAtMs?: number | undefined;
}

/** Gets a fresh token of the same entity. */
export type RenewToken = () => Promise<EntityToken>;

/** Reads the token of a registration. */
export function tokenOf(registration: Registration): EntityToken {
  return { token: registration.token, expiresAtMs: dateOf(registration.tokenExpireTime)?.getTime() };
}

const RENEW_AT = 0.75;
const MIN_MS = 1_000;
const MAX_MS = 2 ** 31 - 1;

/** Time until a token should be renewed; absent when it never ends. */
export function renewalDelayMs({ expiresAtMs }: EntityToken, nowMs: number): number | undefined {
  if (expiresAtMs === undefined) return undefined;
  return Math.min(MAX_MS, Math.max(MIN_MS, (expiresAtMs - nowMs) * RENEW_AT));
}
