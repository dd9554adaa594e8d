import type { Clock } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import { type AccountTable, hashOf } from "./account-file.ts";
import { type Identity, NAMESPACE_HEADER, principalOf } from "./identity.ts";
import type { JwtVerifier } from "./jwt-verifier.ts";
import type { Principal } from "./service.ts";
import { ENTITY_PREFIX, RUN_PREFIX, type Tokens } from "./tokens.ts";

const BEARER = /^bearer +(\S+) *$/i;

/** Whose calls are taken. */
export interface AuthOptions {
  /** The server's own token; absent means that whoever reaches the server is its operator. */
  readonly operatorToken: string | undefined;
  readonly tokens: Tokens;
  readonly clock: Clock;
  /** Accounts of the operator's file, as it is now; absent means none. */
  readonly accounts?: (() => AccountTable) | undefined;
  /** Absent means that no issuer is trusted. */
  readonly jwts?: JwtVerifier | undefined;
}

type Header = (name: string) => string | undefined;

/** Who has the server's own token, and everybody where authentication is off. */
const OPERATOR: Identity = { subject: "operator", role: "admin", groups: [], namespaces: "all" };

/** Turns the headers of a call into who calls. */
export class Auth {
  readonly #options: AuthOptions;
  readonly #operatorHash: string | undefined;

  constructor(options: AuthOptions) {
    this.#options = options;
    this.#operatorHash = options.operatorToken === undefined ? undefined : hashOf(options.operatorToken);
  }

  /**
   * Says who calls; at once, unless the keys of an issuer must be asked for.
   * @throws LyceumError token_missing, token_invalid, token_expired, invalid_field, not_permitted.
   */
  principal(header: Header): Principal | Promise<Principal> {
    const authorization = header("authorization");
    const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    if (token?.startsWith(ENTITY_PREFIX)) return this.#entity(token, header);
    if (token?.startsWith(RUN_PREFIX)) return this.#run(token, header);
    if (this.#operatorHash === undefined) return principalOf(OPERATOR, header);
    if (authorization === undefined) {
      throw new LyceumError(
        "token_missing",
        "the call has no credential: send authorization: Bearer <token>, with the token in the server's token file",
      );
    }
    const identity = token === undefined ? undefined : this.#identity(token);
    if (identity === undefined) {
      throw new LyceumError("token_invalid", "the credential is not one of this server: read the token again from its token file");
    }
    return identity instanceof Promise ? identity.then((known) => principalOf(known, header)) : principalOf(identity, header);
  }

  #identity(token: string): Identity | Promise<Identity> | undefined {
    const { accounts, jwts, clock } = this.#options;
    // Hashes are compared, so that the time it takes tells nothing of the token.
    const hash = hashOf(token);
    if (hash === this.#operatorHash) return OPERATOR;
    const account = accounts?.().get(hash);
    if (account === undefined) return jwts?.mayVerify(token) ? jwts.verify(token) : undefined;
    if (account.expiresAtMs === undefined || clock.now() < account.expiresAtMs) return account;
    throw new LyceumError("token_expired", "the account's token has expired: ask the operator for a fresh one");
  }

  #entity(token: string, header: Header): Principal {
    const { namespace, role, uid, fence, expiresAtMs } = this.#options.tokens.verifyEntity(token);
    assertOwnNamespace(namespace, header);
    const entity = { uid, role, name: "" };
    return { subject: `${role}/${uid}`, namespace, kind: "entity", role: "member", groups: [], entity, fence, expiresAtMs };
  }

  #run(token: string, header: Header): Principal {
    const { namespace, runId, attempt, uid } = this.#options.tokens.verifyRun(token);
    assertOwnNamespace(namespace, header);
    return { subject: `agent/${uid}`, namespace, kind: "run", role: "member", groups: [], runId, attempt };
  }
}

function assertOwnNamespace(namespace: string, header: Header): void {
  const wanted = header(NAMESPACE_HEADER);
  if (wanted !== undefined && wanted !== namespace) {
    throw new LyceumError("token_invalid", `the credential is for namespace ${JSON.stringify(namespace)}, not ${JSON.stringify(wanted)}`);
  }
}
