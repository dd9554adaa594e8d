import { type AccountRole, operates } from "../core/account.ts";
import { LyceumError } from "../core/errors.ts";
import type { ManagerRecord, RunRecord } from "../core/run.ts";

/** Who wants to do something. */
export interface Caller {
  /** Names it as an owner. */
  readonly subject: string;
  /** The account that answers for it: itself, where it is one. */
  readonly account: string;
  readonly role: AccountRole;
}

/** Who owns something: who made it, and the account that answers for that. */
export interface Owner {
  readonly owner?: string | undefined;
  /** Absent means that the owner is one. */
  readonly account?: string | undefined;
}

/**
 * Whether somebody may know of a manager. Admins, operators and viewers know of all in their namespaces, others of their own; an
 * account also of what its entities own, and of the server's own manager.
 */
export function mayKnowManager(caller: Caller, manager: ManagerRecord): boolean {
  return readsAll(caller) || owns(caller, manager) || (manager.managerId === "" && isAccount(caller));
}

/** Whether somebody may equip, renew and close a manager: its owner, admins and operators. */
export function mayManage(caller: Caller, manager: ManagerRecord): boolean {
  return operates(caller.role) || owns(caller, manager);
}

/** Whether somebody may read a run, its failures' stacks and its host's last output too: who launched it, and who has its manager. */
export function mayReadRun(caller: Caller, run: Owner, manager: Owner): boolean {
  return readsAll(caller) || owns(caller, run) || owns(caller, manager);
}

/** Whether somebody may end a run. */
export function mayEndRun(caller: Caller, run: Owner, manager: Owner): boolean {
  return operates(caller.role) || owns(caller, run) || owns(caller, manager);
}

/** What of a manager's runs somebody may read; undefined means all of them. */
export function readableRuns(caller: Caller, manager: ManagerRecord): ((run: RunRecord) => boolean) | undefined {
  if (readsAll(caller) || owns(caller, manager)) return undefined;
  return (run) => mayReadRun(caller, run, manager);
}

/**
 * Says whether somebody may manage a manager that the caller knows of.
 * @throws LyceumError not_permitted
 */
export function assertMayManage(caller: Caller, manager: ManagerRecord): void {
  if (mayManage(caller, manager)) return;
  const what = manager.managerId === "" ? "the server's own manager" : `manager ${JSON.stringify(manager.managerId)}`;
  throw new LyceumError("not_permitted", `only its owner and operators may change ${what}: make a manager of your own`, {
    facts: { manager: manager.managerId },
  });
}

/**
 * Says whether somebody may end a run that the caller knows of.
 * @throws LyceumError not_permitted
 */
export function assertMayEnd(caller: Caller, run: RunRecord, manager: ManagerRecord): void {
  if (mayEndRun(caller, run, manager)) return;
  throw new LyceumError("not_permitted", "only who launched a run, the owner of its manager, and operators may end it", {
    facts: { run: run.key },
  });
}

function readsAll({ role }: Caller): boolean {
  return operates(role) || role === "viewer";
}

function owns(caller: Caller, { owner, account = owner }: Owner): boolean {
  if (owner === undefined) return false;
  return caller.subject === owner || (isAccount(caller) && caller.account === account);
}

function isAccount({ subject, account }: Caller): boolean {
  return subject === account;
}
