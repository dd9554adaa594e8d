import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RegistrationSchema } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { EntityId } from "../core/entity.ts";
import { invalidField } from "../core/errors.ts";
import { entityToProto } from "./convert-entity.ts";
import { timestampToProto } from "./convert-time.ts";
import type { Principal } from "./service.ts";
import type { Tokens } from "./tokens.ts";

const MAX_TYPES = 32;
const MAX_TYPE = 256;

/**
 * Checks an agent's types, from its own to the most general.
 * @throws LyceumError invalid_field
 */
export function checkLineage(lineage: readonly string[], field: string): readonly string[] {
  if (lineage.length === 0 || lineage.length > MAX_TYPES)
    throw invalidField(field, `must have 1 to ${MAX_TYPES} types, the agent's own first`);
  for (const type of lineage)
    if (type === "" || type.length > MAX_TYPE) throw invalidField(field, `must have types of 1 to ${MAX_TYPE} characters`);
  return lineage;
}

/** An entity that is registered, and who is to be told. */
export interface Registered {
  readonly entity: EntityId;
  readonly lineage: readonly string[];
  /** Fence of the attempt that hosts it; absent means that no manager runs it. */
  readonly fence?: number;
  readonly to: Principal;
}

/** Writes a registration, with a fresh entity token in the namespace of who is told. */
export function registrationToProto(
  tokens: Tokens,
  { entity, lineage, fence = 0, to }: Registered,
): MessageInitShape<typeof RegistrationSchema> {
  const claims = { namespace: to.namespace, role: entity.role, uid: entity.uid, fence };
  const { token, expiresAtMs } = tokens.issueEntity(claims, to.subject);
  return { entity: entityToProto(entity), lineage: [...lineage], token, tokenExpireTime: timestampToProto(expiresAtMs) };
}
