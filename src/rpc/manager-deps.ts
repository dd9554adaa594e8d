import { createHash } from "node:crypto";
import { type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { operates } from "../core/account.ts";
import { LyceumError } from "../core/errors.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import type { RepeatId, Repeats } from "../core/repeats.ts";
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
}

/**
 * The manager that a call names, if its caller may know of it: the operator every one of the namespace, an entity
 * those that it owns.
 * @throws LyceumError manager_not_found, token_invalid.
 */
export function managerOf(deps: ManagerDeps, principal: Principal, managerId: string): Manager {
  assertNoHost(principal);
  const manager = principal.kind === "entity" && managerId === "" ? undefined : deps.managers.get(principal.namespace, managerId);
  if (manager !== undefined && (operates(principal.role) || manager.record.owner === principal.subject)) return manager;
  throw new LyceumError("manager_not_found", `there is no manager ${JSON.stringify(managerId)}: see ListManagers`, {
    facts: { manager: managerId },
  });
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
