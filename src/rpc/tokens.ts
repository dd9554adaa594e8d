import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import type { Role } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { Issued } from "./audit.ts";

/** What an entity token says: its holder may use this entity's mailbox. */
export interface EntityClaims {
  readonly namespace: string;
  readonly role: Role;
  readonly uid: string;
  /** Fence of the attempt that hosts the agent; 0 for a user, and for an agent that no manager runs. */
  readonly fence: number;
}

/** What a run token says: its holder hosts this attempt. It has no end of its own; it ends with the attempt. */
export interface RunClaims {
  readonly namespace: string;
  readonly runId: string;
  readonly attempt: number;
  /** Uid of the agent, in whose name the host acts. */
  readonly uid: string;
}

/** An entity token and its end. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

interface EntityPayload {
  readonly ns: string;
  readonly role: Role;
  readonly uid: string;
  readonly fence: number;
  readonly exp: number;
}

interface RunPayload {
  readonly ns: string;
  readonly run: string;
  readonly att: number;
  readonly uid: string;
}

/** First characters of an entity token. */
export const ENTITY_PREFIX = "lye_";

/** First characters of a run token. */
export const RUN_PREFIX = "lyr_";

/** How long an entity token is good for where nobody says otherwise. */
export const ENTITY_TOKEN_MS = 3_600_000;

/** Who makes tokens of its own accord. */
const SERVER = "server";

const MAX_TOKEN = 4_096;

/** Says whether a credential looks like an entity or run token of a Lyceum server, good or not. */
export function isIssued(token: string): boolean {
  return token.startsWith(ENTITY_PREFIX) || token.startsWith(RUN_PREFIX);
}

/** Issues and checks entity and run tokens: `prefix + payload + "." + HMAC-SHA256`, both in base64url. */
export class Tokens {
  // Not the bytes: a hash with these makes an object of them each time, which takes six times as long as the hash.
  readonly #key: KeyObject;
  readonly #clock: Clock;
  readonly #entityTokenMs: number;
  readonly #issued: ((issued: Issued) => void) | undefined;

  /**
   * @param key secret of this server's store, so that tokens outlive a restart.
   * @param issued told of each token that is made.
   */
  constructor(key: Uint8Array, clock: Clock, entityTokenMs = ENTITY_TOKEN_MS, issued?: (issued: Issued) => void) {
    this.#key = createSecretKey(key);
    this.#clock = clock;
    this.#entityTokenMs = entityTokenMs;
    this.#issued = issued;
  }

  /** Issues an entity token. @param who subject of whose call it is made for. */
  issueEntity(claims: EntityClaims, who = SERVER): IssuedToken {
    const { namespace, role, uid } = claims;
    const expiresAtMs = this.#clock.now() + this.#entityTokenMs;
    const payload: EntityPayload = { ns: claims.namespace, role: claims.role, uid: claims.uid, fence: claims.fence, exp: expiresAtMs };
    this.#issued?.({ who, what: "entity token", on: `${role}/${uid}`, namespace, expiresAtMs });
    return { token: this.#seal(ENTITY_PREFIX, payload), expiresAtMs };
  }

  /**
   * Reads an entity token.
   * @throws LyceumError token_missing, token_invalid, token_expired.
   */
  verifyEntity(token: string): EntityClaims & { readonly expiresAtMs: number } {
    const payload = this.#open<EntityPayload>(ENTITY_PREFIX, token, "an entity token");
    if (payload.exp <= this.#clock.now()) {
      throw new LyceumError("token_expired", "the entity token has expired: register the entity again, or fetch the run spec again");
    }
    return { namespace: payload.ns, role: payload.role, uid: payload.uid, fence: payload.fence, expiresAtMs: payload.exp };
  }

  /** Issues a run token. @param who subject of whose call it is made for. */
  issueRun(claims: RunClaims, who = SERVER): string {
    const { namespace, runId, attempt } = claims;
    this.#issued?.({ who, what: "run token", on: `run/${runId}/${attempt}`, namespace });
    const payload: RunPayload = { ns: claims.namespace, run: claims.runId, att: claims.attempt, uid: claims.uid };
    return this.#seal(RUN_PREFIX, payload);
  }

  /**
   * Reads a run token. Whether its attempt is still the run's is for the manager to say.
   * @throws LyceumError token_missing, token_invalid.
   */
  verifyRun(token: string): RunClaims {
    const payload = this.#open<RunPayload>(RUN_PREFIX, token, "a run token");
    return { namespace: payload.ns, runId: payload.run, attempt: payload.att, uid: payload.uid };
  }

  #seal(prefix: string, payload: EntityPayload | RunPayload): string {
    const text = prefix + Buffer.from(JSON.stringify(payload)).toString("base64url");
    return `${text}.${this.#mac(text).toString("base64url")}`;
  }

  #open<P>(prefix: string, token: string, what: string): P {
    if (token === "") throw new LyceumError("token_missing", `${what} is needed`);
    const dot = token.indexOf(".");
    if (!token.startsWith(prefix) || dot < 0 || token.length > MAX_TOKEN) throw notOurs(what);
    const text = token.slice(0, dot);
    const mac = Buffer.from(token.slice(dot + 1), "base64url");
    const expected = this.#mac(text);
    if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) throw notOurs(what);
    return JSON.parse(Buffer.from(text.slice(prefix.length), "base64url").toString()) as P;
  }

  #mac(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}

function notOurs(what: string): LyceumError {
  return new LyceumError("token_invalid", `the credential is not ${what} of this server`);
}
