import { type EntityId as ProtoEntityId, Role as ProtoRole } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { EntityId } from "../core/entity.ts";
import { invalidField } from "../core/errors.ts";

const MAX_UID = 128;
const MAX_NAME = 256;
const UID = /^[\x21-\x2e\x30-\x7e]+$/;

/** Checks a uid that a client chose: 1 to 128 visible ASCII characters without a slash. */
export function checkUid(uid: string, field: string): string {
  if (uid.length > MAX_UID || !UID.test(uid)) throw invalidField(field, `must be 1 to ${MAX_UID} visible ASCII characters without a slash`);
  return uid;
}

/** Checks a name for people. */
export function checkName(name: string, field: string): string {
  if (name.length > MAX_NAME) throw invalidField(field, `must be at most ${MAX_NAME} characters`);
  return name;
}

/** The one that was read last: who sends many messages at once sends most of them to the same. */
let last: { readonly proto: ProtoEntityId; readonly entity: EntityId } | undefined;

/**
 * Reads an entity id of a request.
 * @throws LyceumError invalid_field
 */
export function entityFromProto(id: ProtoEntityId | undefined, field: string): EntityId {
  if (id === undefined) throw invalidField(field, "is missing: name an entity");
  if (last?.proto === id) return last.entity;
  if (id.role !== ProtoRole.AGENT && id.role !== ProtoRole.USER) throw invalidField(`${field}.role`, "must be ROLE_AGENT or ROLE_USER");
  const entity: EntityId = {
    uid: checkUid(id.uid, `${field}.uid`),
    role: id.role === ProtoRole.AGENT ? "agent" : "user",
    name: checkName(id.name, `${field}.name`),
  };
  last = { proto: id, entity };
  return entity;
}

/** Those of mailboxes, which are written again and again. */
const written = new WeakMap<EntityId, ProtoEntityId>();

/** Writes an entity id. */
export function entityToProto(id: EntityId): ProtoEntityId {
  const before = written.get(id);
  if (before !== undefined) return before;
  const role = id.role === "agent" ? ProtoRole.AGENT : ProtoRole.USER;
  const proto: ProtoEntityId = { $typeName: "lyceum.v1.EntityId", uid: id.uid, role, name: id.name };
  written.set(id, proto);
  return proto;
}
