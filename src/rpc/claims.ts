import type { AccountRole } from "../core/account.ts";
import { LyceumError } from "../core/errors.ts";
import { type Identity, isNamespace } from "./identity.ts";

/** Which claims of a token say what. A name with dots is looked for as it is, then as a path. */
export interface ClaimNames {
  /** Default `sub`. */
  readonly subject: string;
  /** Default `lyceum_role`. */
  readonly role: string;
  /** Default `lyceum_namespaces`. */
  readonly namespaces: string;
  /** Default `groups`. */
  readonly groups: string;
}

/** How the claims of an issuer's tokens are read. */
export interface ClaimMapping {
  readonly claims: ClaimNames;
  /** Values of the role's claim that stand for roles; absent means that they are roles' names. The strongest wins. */
  readonly roles?: Readonly<Record<string, AccountRole>> | undefined;
  /** What a token without the claim gets; absent refuses it. */
  readonly defaultRole?: AccountRole | undefined;
  readonly defaultNamespaces?: readonly string[] | "all" | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

const OWN_NAMES: Readonly<Record<string, AccountRole>> = { admin: "admin", operator: "operator", member: "member", viewer: "viewer" };
const STRENGTH: readonly AccountRole[] = ["admin", "operator", "member", "viewer"];
const MAX_TEXT = 256;
const MAX_TEXTS = 1_000;

/**
 * Says who the claims of a token, which was verified, are of.
 * @throws LyceumError token_invalid when they do not say enough.
 */
export function identityOf(claims: Claims, mapping: ClaimMapping): Pick<Identity, "subject" | "role" | "namespaces" | "groups"> {
  const { claims: names } = mapping;
  const [subject] = texts(claimOf(claims, names.subject));
  if (subject === undefined) throw lacking(names.subject, "whose it is");
  const role = roleOf(claims, mapping);
  return {
    subject,
    role,
    namespaces: role === "admin" ? "all" : namespacesOf(claims, mapping),
    groups: texts(claimOf(claims, names.groups)),
  };
}

function roleOf(claims: Claims, { claims: names, roles = OWN_NAMES, defaultRole }: ClaimMapping): AccountRole {
  const said = new Set(texts(claimOf(claims, names.role)).flatMap((text) => (Object.hasOwn(roles, text) ? [roles[text]!] : [])));
  const role = STRENGTH.find((each) => said.has(each)) ?? defaultRole;
  if (role === undefined) throw lacking(names.role, "a role");
  return role;
}

function namespacesOf(claims: Claims, { claims: names, defaultNamespaces }: ClaimMapping): Identity["namespaces"] {
  const said = texts(claimOf(claims, names.namespaces));
  if (said.includes("*")) return "all";
  const namespaces = said.filter(isNamespace);
  if (namespaces.length > 0) return namespaces;
  if (defaultNamespaces === undefined) throw lacking(names.namespaces, "a namespace");
  return defaultNamespaces;
}

function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const step of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Claims)[step];
  }
  return value;
}

/** A claim as a list: issuers write one text, several in one with spaces between, or an array. */
function texts(claim: unknown): readonly string[] {
  const list = typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim : [];
  return list.filter((each): each is string => typeof each === "string" && each !== "" && each.length <= MAX_TEXT).slice(0, MAX_TEXTS);
}

function lacking(claim: string, what: string): LyceumError {
  return new LyceumError("token_invalid", `the credential does not say ${what}: its issuer must give it the claim ${claim}`, {
    facts: { claim },
  });
}
