import { decodeJwt, errors } from "jose";
import type { Clock } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import { hashOf } from "./account-file.ts";
import type { Identity } from "./identity.ts";
import type { JwtIssuer } from "./jwt-issuer.ts";

/** How long a token that was verified is believed without another look, so that most calls cost no signature. */
const BELIEVED_MS = 30_000;
const MAX_BELIEVED = 10_000;

const MAX_TOKEN = 16_384;

interface Believed {
  readonly identity: Identity;
  readonly untilMs: number;
}

/** Verifies JWTs of the issuers that the operator trusts. */
export class JwtVerifier {
  readonly #issuers: ReadonlyMap<string, JwtIssuer>;
  readonly #clock: Clock;
  /** By hash, oldest first. */
  readonly #believed = new Map<string, Believed>();

  constructor(issuers: readonly JwtIssuer[], clock: Clock) {
    this.#issuers = new Map(issuers.map((issuer) => [issuer.config.issuer, issuer]));
    this.#clock = clock;
  }

  /** Says whether a credential has the form of a JWT, and there is somebody to ask about it. */
  mayVerify(token: string): boolean {
    return this.#issuers.size > 0 && token.length <= MAX_TOKEN && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
  }

  /**
   * Says who a token is of; at once where it was asked for shortly before.
   * @throws LyceumError token_invalid, token_expired.
   */
  verify(token: string): Identity | Promise<Identity> {
    const hash = hashOf(token);
    const believed = this.#believed.get(hash);
    if (believed !== undefined && this.#clock.now() < believed.untilMs) return believed.identity;
    return this.#verify(token, hash);
  }

  async #verify(token: string, hash: string): Promise<Identity> {
    const issuer = this.#issuers.get(issuerOf(token) ?? "");
    if (issuer === undefined) throw new LyceumError("token_invalid", "the credential is of an issuer that this server does not trust");
    const identity = await issuer.verify(token);
    const untilMs = Math.min(this.#clock.now() + BELIEVED_MS, identity.expiresAtMs ?? Number.POSITIVE_INFINITY);
    this.#believed.delete(hash);
    this.#believed.set(hash, { identity, untilMs });
    if (this.#believed.size > MAX_BELIEVED) this.#believed.delete(this.#believed.keys().next().value!);
    return identity;
  }
}

/** What a token says of its issuer, which is only to find out whom to ask. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
