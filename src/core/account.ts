/**
 * What an account may do within its namespaces: an admin everything, in every namespace; an operator everything; a member what is its own or
 * shared with its groups; a viewer reads.
 */
export const accountRoles = ["admin", "operator", "member", "viewer"] as const;

/** A role of accounts. */
export type AccountRole = (typeof accountRoles)[number];

/** A person or program that the operator knows. */
export interface Account {
  /** Names it as an owner. */
  readonly subject: string;
  readonly role: AccountRole;
  /** Groups that mailboxes can be shared with. */
  readonly groups: readonly string[];
}

/** Whether a role may do everything within its namespaces. */
export function operates(role: AccountRole): boolean {
  return role === "admin" || role === "operator";
}
