import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Clock } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import { type ClaimMapping, identityOf } from "./claims.ts";
import type { Identity } from "./identity.ts";

/** Signatures whose makers have a key that their checkers lack. */
export const asymmetricAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

/** An issuer of JWTs that the operator trusts. */
export interface IssuerConfig extends ClaimMapping {
  /** Name of the operator's choice, part of the subjects of its accounts, so that those of two issuers are never mixed up. */
  readonly name: string;
  /** What its tokens have as `iss`; where its keys are not named, they are found from here as OpenID Connect Discovery says. */
  readonly issuer: string;
  /** Tokens must be made for one of these. */
  readonly audience: readonly string[];
  readonly jwks?: string | undefined;
  readonly algorithms: readonly string[];
  /** How far its clock and ours may differ. */
  readonly clockSkewMs: number;
}

/** Options of {@link JwtIssuer}. */
export interface JwtIssuerOptions {
  readonly clock: Clock;
  /** Least time between two fetches of the keys because of one that is not known; default 30,000 ms. */
  readonly cooldownMs?: number | undefined;
}

const FETCH_MS = 5_000;
const KEYS_MS = 600_000;
const COOLDOWN_MS = 30_000;
const RETRY_MS = 5_000;

/** Verifies the tokens of one issuer. Its keys are fetched when first needed, and again when a token names one that is not known. */
export class JwtIssuer {
  readonly config: IssuerConfig;
  readonly #clock: Clock;
  readonly #cooldownMs: number;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(config: IssuerConfig, { clock, cooldownMs = COOLDOWN_MS }: JwtIssuerOptions) {
    this.config = config;
    this.#clock = clock;
    this.#cooldownMs = cooldownMs;
  }

  /**
   * Says who a token is of.
   * @throws LyceumError token_invalid (with a delay where the issuer could not be asked), token_expired.
   */
  async verify(token: string): Promise<Identity> {
    const { name, issuer, audience, algorithms, clockSkewMs } = this.config;
    const payload = await this.#verify(token, {
      issuer,
      audience: [...audience],
      algorithms: [...algorithms],
      clockTolerance: clockSkewMs / 1_000,
      currentDate: new Date(this.#clock.now()),
      requiredClaims: ["exp"],
    });
    const { subject, ...rest } = identityOf(payload, this.config);
    return { ...rest, subject: `jwt/${name}/${subject}`, expiresAtMs: payload.exp! * 1_000 + clockSkewMs };
  }

  async #verify(token: string, options: Parameters<typeof jwtVerify>[2]): Promise<JWTPayload> {
    const keys = await this.#openKeys();
    try {
      return (await jwtVerify(token, keys, options)).payload;
    } catch (cause) {
      throw refusalOf(cause, this.config.name);
    }
  }

  async #openKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#findKeys();
    try {
      return await this.#keys;
    } catch (cause) {
      this.#keys = undefined;
      throw unreachable(this.config.name, cause);
    }
  }

  async #findKeys(): Promise<JWTVerifyGetKey> {
    const url = this.config.jwks ?? (await discover(this.config.issuer));
    return createRemoteJWKSet(new URL(url), { timeoutDuration: FETCH_MS, cacheMaxAge: KEYS_MS, cooldownDuration: this.#cooldownMs });
  }
}

/** Where an issuer's keys are, as it says itself. @see OpenID Connect Discovery 1.0, section 4 */
async function discover(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_MS) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const { issuer: said, jwks_uri: jwks } = (await response.json()) as Readonly<Record<string, unknown>>;
  if (said !== issuer) throw new Error(`${url} is of another issuer`);
  if (typeof jwks !== "string" || !isTrustworthy(jwks)) throw new Error(`${url} names no keys at an https address`);
  return jwks;
}

/** Whether what is fetched from an address can be trusted: by TLS, or from this machine. */
export function isTrustworthy(address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname));
}

function refusalOf(cause: unknown, issuer: string): LyceumError {
  if (cause instanceof errors.JWTExpired)
    return new LyceumError("token_expired", "the credential has expired: get a fresh one from its issuer", { cause });
  if (cause instanceof errors.JWTClaimValidationFailed) {
    const why = cause.claim === "nbf" ? "is not valid yet" : `has a wrong ${cause.claim}`;
    return new LyceumError("token_invalid", `the credential ${why}: get another from its issuer`, { facts: { claim: cause.claim }, cause });
  }
  if (
    cause instanceof errors.JWKSTimeout ||
    cause instanceof TypeError ||
    (cause instanceof errors.JOSEError && cause.code === "ERR_JOSE_GENERIC")
  ) {
    return unreachable(issuer, cause);
  }
  if (cause instanceof errors.JOSEError)
    return new LyceumError("token_invalid", "the credential is not one that its issuer signed for this server", { cause });
  throw cause;
}

function unreachable(issuer: string, cause: unknown): LyceumError {
  return new LyceumError("token_invalid", `the credential cannot be checked now: the keys of issuer ${issuer} cannot be fetched`, {
    facts: { issuer },
    retryDelayMs: RETRY_MS,
    cause,
  });
}
