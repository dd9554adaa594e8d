import { z } from "zod";
import { accountRoles } from "./core/account.ts";
import type { Quota, QuotaOf } from "./core/quota.ts";
import { namespacesSchema } from "./rpc/account-file.ts";
import { asymmetricAlgorithms, type IssuerConfig, isTrustworthy } from "./rpc/jwt-issuer.ts";

/** Names of issuers are part of subjects, so they have no slash. */
const issuerName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, "write 1 to 64 small letters, digits, dots or dashes");

const address = z.url().refine(isTrustworthy, "write an https address, or an http address of this machine");

const role = z.enum(accountRoles);

const MAX_SKEW_MS = 300_000;

/** One issuer, as the configuration file has it. @param duration reads a duration as milliseconds. */
export function issuersSchema(duration: z.ZodType<number, string>) {
  const skew = duration.refine((ms) => ms <= MAX_SKEW_MS, "must be at most 5m");
  const claim = z.string().min(1).optional();
  return z.record(
    issuerName,
    z.strictObject({
      issuer: address,
      audience: z.union([
        z
          .string()
          .min(1)
          .transform((each) => [each]),
        z.array(z.string().min(1)).min(1),
      ]),
      jwks: address.optional(),
      algorithms: z.array(z.enum(asymmetricAlgorithms)).min(1).optional(),
      clockSkew: skew.optional(),
      claims: z.strictObject({ subject: claim, role: claim, namespaces: claim, groups: claim }).optional(),
      roles: z.record(z.string().min(1), role).optional(),
      defaultRole: role.exclude(["admin", "operator"]).optional(),
      defaultNamespaces: namespacesSchema.optional(),
    }),
  );
}

type SaidIssuers = z.output<ReturnType<typeof issuersSchema>>;

const DEFAULT_SKEW_MS = 30_000;

/** Fills in what the file leaves open. */
export function issuersOf(said: SaidIssuers): IssuerConfig[] {
  return Object.entries(said).map(
    ([name, { issuer, audience, jwks, algorithms, clockSkew, claims = {}, roles, defaultRole, defaultNamespaces }]) => ({
      name,
      issuer,
      audience,
      jwks,
      algorithms: algorithms ?? asymmetricAlgorithms,
      clockSkewMs: clockSkew ?? DEFAULT_SKEW_MS,
      claims: {
        subject: claims.subject ?? "sub",
        role: claims.role ?? "lyceum_role",
        namespaces: claims.namespaces ?? "lyceum_namespaces",
        groups: claims.groups ?? "groups",
      },
      roles,
      defaultRole,
      defaultNamespaces,
    }),
  );
}

/** Quotas, as the configuration file has them. */
export interface SaidQuotas {
  readonly default?: Quota | undefined;
  readonly namespaces?: Readonly<Record<string, Quota>> | undefined;
}

/** The quota of each namespace: what is said of it wins, one bound at a time, over what is said of all. */
export function quotaOf({ default: common = {}, namespaces = {} }: SaidQuotas = {}): QuotaOf {
  return (namespace) => {
    const own = Object.hasOwn(namespaces, namespace) ? namespaces[namespace]! : {};
    return {
      mailboxes: own.mailboxes ?? common.mailboxes,
      runs: own.runs ?? common.runs,
      storedBytes: own.storedBytes ?? common.storedBytes,
    };
  };
}
