import type { Clock, Ids } from "../core/clock.ts";
import type { EntityId } from "../core/entity.ts";
import { entityKey } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import type { Repeats } from "../core/repeats.ts";
import type { BuiltInExchange } from "../exchange/exchange.ts";
import type { Mailbox } from "../exchange/mailbox.ts";
import type { Listener } from "../exchange/sessions.ts";
import type { Principal } from "./service.ts";
import type { Tokens } from "./tokens.ts";

/** What `GetServerInfo` tells beside the limits. */
export interface ServerFacts {
  readonly version: string;
  readonly capabilities: readonly string[];
  readonly store: string;
  /** Monotonic time of its start. */
  readonly startedAtMs: number;
}

/** What the exchange's handlers need. */
export interface ExchangeDeps {
  readonly exchange: BuiltInExchange;
  readonly journal: Journal;
  readonly tokens: Tokens;
  readonly repeats: Repeats;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly facts: ServerFacts;
  /** Aborts when the server begins to stop. */
  readonly draining: AbortSignal;
  /** How long a stop waits for what is under way. */
  readonly graceMs: number;
}

/** The entity of a token, as the sender or listener it stands for. */
export interface TokenHolder {
  readonly listener: Listener;
  readonly namespace: string;
  readonly entity: EntityId;
  readonly expiresAtMs: number;
}

/**
 * Reads an entity token of a request; the caller's credential must be of the same namespace.
 * @throws LyceumError token_missing, token_invalid, token_expired.
 */
export function holderOf(token: string, principal: Principal, { tokens }: Pick<ExchangeDeps, "tokens">): TokenHolder {
  const { namespace, role, uid, fence, expiresAtMs } = tokens.verifyEntity(token);
  if (namespace !== principal.namespace)
    throw new LyceumError("token_invalid", "the entity token is of another namespace than the credential");
  return { listener: { key: entityKey(namespace, { role, uid }), fence }, namespace, entity: { uid, role, name: "" }, expiresAtMs };
}

/**
 * The mailbox of a token's entity.
 * @throws LyceumError as {@link holderOf}, and mailbox_not_found, mailbox_terminated.
 */
export function senderOf(token: string, principal: Principal, deps: ExchangeDeps): Mailbox {
  const { namespace, entity } = holderOf(token, principal, deps);
  return deps.exchange.mailbox(namespace, entity);
}
