import { timingSafeEqual } from "node:crypto";
import { LyceumError } from "../core/errors.ts";
import type { Principal } from "./service.ts";
import { ENTITY_PREFIX, RUN_PREFIX, type Tokens } from "./tokens.ts";

/** Header that chooses an operator's namespace. */
export const NAMESPACE_HEADER = "lyceum-namespace";

/** Namespace of a call that names none. */
export const DEFAULT_NAMESPACE = "default";

const NAMESPACE = /^[a-z0-9][a-z0-9-_.]{0,62}$/i;
const BEARER = /^bearer +(\S+) *$/i;

/** Whose calls are taken. */
export interface AuthOptions {
  /** The server's own token; absent means that whoever reaches the server is its operator. */
  readonly operatorToken: string | undefined;
  readonly tokens: Tokens;
}

/** Says whether text can be a namespace. */
export function isNamespace(text: string): boolean {
  return NAMESPACE.test(text);
}

/** Turns the headers of a call into who calls. */
export class Auth {
  readonly #operatorToken: Buffer | undefined;
  readonly #tokens: Tokens;

  constructor(options: AuthOptions) {
    this.#operatorToken = options.operatorToken === undefined ? undefined : Buffer.from(options.operatorToken);
    this.#tokens = options.tokens;
  }

  /**
   * Says who calls.
   * @throws LyceumError token_missing, token_invalid, token_expired, invalid_field.
   */
  principal(header: (name: string) => string | undefined): Principal {
    const authorization = header("authorization");
    const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    if (token?.startsWith(ENTITY_PREFIX)) return this.#entity(token, header);
    if (token?.startsWith(RUN_PREFIX)) return this.#run(token, header);
    if (this.#operatorToken === undefined) return operator(header);
    if (authorization === undefined) {
      throw new LyceumError(
        "token_missing",
        "the call has no credential: send authorization: Bearer <token>, with the token in the server's token file",
      );
    }
    if (token === undefined || !same(Buffer.from(token), this.#operatorToken)) {
      throw new LyceumError("token_invalid", "the credential is not one of this server: read the token again from its token file");
    }
    return operator(header);
  }

  #entity(token: string, header: (name: string) => string | undefined): Principal {
    const { namespace, role, uid, fence, expiresAtMs } = this.#tokens.verifyEntity(token);
    assertOwnNamespace(namespace, header);
    return { subject: `${role}/${uid}`, namespace, kind: "entity", entity: { uid, role, name: "" }, fence, expiresAtMs };
  }

  #run(token: string, header: (name: string) => string | undefined): Principal {
    const { namespace, runId, attempt } = this.#tokens.verifyRun(token);
    assertOwnNamespace(namespace, header);
    return { subject: `run/${runId}`, namespace, kind: "run", runId, attempt };
  }
}

function operator(header: (name: string) => string | undefined): Principal {
  const namespace = header(NAMESPACE_HEADER) ?? DEFAULT_NAMESPACE;
  if (!isNamespace(namespace)) {
    throw new LyceumError("invalid_field", `${NAMESPACE_HEADER} must be 1 to 63 letters, digits, dots, dashes or underscores`, {
      facts: { field: NAMESPACE_HEADER },
    });
  }
  return { subject: "operator", namespace, kind: "operator" };
}

function assertOwnNamespace(namespace: string, header: (name: string) => string | undefined): void {
  const wanted = header(NAMESPACE_HEADER);
  if (wanted !== undefined && wanted !== namespace) {
    throw new LyceumError("token_invalid", `the credential is for namespace ${JSON.stringify(namespace)}, not ${JSON.stringify(wanted)}`);
  }
}

// How long the token is is no secret.
function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
