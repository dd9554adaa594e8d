import { type EntityId as ProtoEntityId, Role as ProtoRole } from "@lyceum/gen/lyceum/v1/entity_pb.ts";

/** What kind of entity an id names. */
export type Role = "agent" | "user";

/** Names an agent or a user; equal by role and uid. A plain value that travels. */
export interface EntityId {
  readonly uid: string;
  readonly role: Role;
  /** For people; empty means none. */
  readonly name: string;
}

/** Names an agent by its uid. */
export function agentId(uid: string, name = ""): EntityId {
  return { uid, role: "agent", name };
}

/** Key of an entity, for maps. */
export function entityKey(id: EntityId): string {
  return `${id.role}/${id.uid}`;
}

/** Whether two ids name the same entity. */
export function sameEntity(one: EntityId, other: EntityId): boolean {
  return one.uid === other.uid && one.role === other.role;
}

/** How an id reads in a message: `agent counter (1f0c…)`. */
export function describeEntity(id: EntityId): string {
  return id.name === "" ? `${id.role} ${id.uid}` : `${id.role} ${id.name} (${id.uid})`;
}

/** Reads an id of the API. */
export function entityOf(id: ProtoEntityId): EntityId {
  return { uid: id.uid, role: id.role === ProtoRole.USER ? "user" : "agent", name: id.name };
}

/** Writes an id for the API. */
export function protoOf(id: EntityId): ProtoEntityId {
  return { $typeName: "lyceum.v1.EntityId", uid: id.uid, role: id.role === "user" ? ProtoRole.USER : ProtoRole.AGENT, name: id.name };
}

/** Whether a value is an id: what a handle travels as. */
export function isEntityId(value: unknown): value is EntityId {
  if (typeof value !== "object" || value === null) return false;
  const { uid, role } = value as Partial<EntityId>;
  return typeof uid === "string" && uid !== "" && (role === "agent" || role === "user");
}

const roles: Readonly<Record<string, Role>> = { agent: "agent", user: "user", ROLE_AGENT: "agent", ROLE_USER: "user" };

/** Reads an id from JSON, in this SDK's form or in that of protobuf (`ROLE_AGENT`), which other languages write; undefined when it is none. */
export function readEntityId(value: unknown): EntityId | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { uid, role, name } = value as Readonly<Record<string, unknown>>;
  const known = typeof role === "string" ? roles[role] : undefined;
  if (typeof uid !== "string" || uid === "" || known === undefined) return undefined;
  return { uid, role: known, name: typeof name === "string" ? name : "" };
}
