import { createHash } from "node:crypto";
import { type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { LyceumError } from "../core/errors.ts";
import type { MailboxView } from "../core/exchange.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import type { RepeatId, Repeats } from "../core/repeats.ts";
import { assertMayManage, type Caller, mayKnowManager } from "../manager/access.ts";
import type { Launcher } from "../manager/launch.ts";
import type { Manager } from "../manager/manager.ts";
import type { Managers } from "../manager/managers.ts";
import { checkRequestId } from "./request-id.ts";
import type { Principal } from "./service.ts";
import type { Tokens } from "./tokens.ts";

/** What the handlers of managers and hosts need. */
export interface ManagerDeps {
  readonly managers: Managers;
  readonly journal: Journal;
  /** Replies by request id. */
  readonly repeats: Repeats;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly actors: Actors;
}

/** Who callers are, and what they may do to agents. */
export interface Actors {
  /** Who calls, with the account that answers for it. */
  of(principal: Principal): Caller;
  /** Remembers an account that comes to own something. */
  note(principal: Principal): void;
  /** Throws where somebody may not run the agent of a mailbox. */
  assertMayRun(principal: Principal, mailbox: MailboxView): void;
}

/** A manager that a caller knows of, with who that is. */
export interface KnownManager {
  readonly manager: Manager;
  readonly caller: Caller;
}

/**
 * The manager that a call names, if its caller may know of it.
 * @throws LyceumError manager_not_found, token_invalid.
 */
export function knownManager(deps: ManagerDeps, principal: Principal, managerId: string): KnownManager {
  assertNoHost(principal);
  const caller = deps.actors.of(principal);
  const hidden = principal.kind === "entity" && managerId === "";
  const manager = hidden ? undefined : deps.managers.get(principal.namespace, managerId);
  if (manager !== undefined && mayKnowManager(caller, manager.record)) return { manager, caller };
  throw new LyceumError("manager_not_found", `there is no manager ${JSON.stringify(managerId)}: see ListManagers`, {
    facts: { manager: managerId },
    denied: true,
  });
}

/**
 * The manager that a call names, if its caller may manage it.
 * @throws LyceumError as {@link knownManager}, and not_permitted.
 */
export function managedBy(deps: ManagerDeps, principal: Principal, managerId: string): Manager {
  const { manager, caller } = knownManager(deps, principal, managerId);
  assertMayManage(caller, manager.record);
  return manager;
}

/** Who launches, as the rules have it. */
export function launcherOf({ actors }: ManagerDeps, principal: Principal): Launcher {
  const { subject, account } = actors.of(principal);
  return { subject, account, assertMayRun: (mailbox) => actors.assertMayRun(principal, mailbox) };
}

/**
 * A run token is for RunnerService alone.
 * @throws LyceumError token_invalid
 */
export function assertNoHost({ kind }: Principal): void {
  if (kind === "run")
    throw new LyceumError("token_invalid", "a run token is for RunnerService alone: use the operator's or an entity's token");
}

/**
 * Names a call for its repeats: who calls what, by which request id, with what content.
 * @throws LyceumError invalid_field
 */
export function repeatOf<D extends DescMessage>(
  principal: Principal,
  schema: D,
  request: MessageShape<D> & { readonly requestId: string },
): RepeatId {
  const requestId = checkRequestId(request.requestId);
  const digest = requestId === "" ? "" : createHash("sha256").update(toBinary(schema, request)).digest("base64url");
  return { scope: `${principal.namespace} ${principal.subject} ${schema.typeName}`, requestId, digest };
}
