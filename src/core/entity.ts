/** What kind of entity an id names. */
export type Role = "agent" | "user";

/** Names an agent or a user within a namespace; equal by role and uid. */
export interface EntityId {
  readonly uid: string;
  readonly role: Role;
  /** For people; empty means none. */
  readonly name: string;
}

/** Key of an entity across namespaces, for maps and stores: `namespace/role/uid`. */
export type EntityKey = string;

/** Makes the key of an entity. */
export function entityKey(namespace: string, id: { readonly role: Role; readonly uid: string }): EntityKey {
  return `${namespace}/${id.role}/${id.uid}`;
}

/** The namespace of a key; a namespace holds no slash. */
export function namespaceOf(key: EntityKey): string {
  return key.slice(0, key.indexOf("/"));
}

/** How an id reads in a message: `agent counter (1f0c…)`. */
export function describe(id: EntityId): string {
  return id.name === "" ? `${id.role} ${id.uid}` : `${id.role} ${id.name} (${id.uid})`;
}

/** Type that every agent has last in its lineage. */
export const BASE_TYPE = "lyceum.Agent";
