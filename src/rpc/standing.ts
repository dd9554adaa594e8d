import type { DescMethod } from "@bufbuild/protobuf";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { entityKey } from "../core/entity.ts";
import type { BuiltInExchange } from "../exchange/exchange.ts";
import type { Managers } from "../manager/managers.ts";
import { permissionOf } from "./permissions.ts";
import type { Principal } from "./service.ts";

/**
 * Whether what a credential is for goes on: an entity's mailbox is open and no later host has taken it over; a run's attempt is the one
 * under way. Hosts may say goodbye after that, and whoever ends a mailbox may say so again.
 */
export function isStanding(
  { kind, namespace, entity, fence = 0, runId, attempt }: Principal,
  method: DescMethod,
  { exchange, managers }: { readonly exchange: BuiltInExchange; readonly managers: Managers },
): boolean {
  if (method === ExchangeService.method.terminate || permissionOf(method).need === "hosting") return true;
  if (entity !== undefined) return exchange.sessions.mayListen({ key: entityKey(namespace, entity), fence });
  if (kind !== "run" || runId === undefined || attempt === undefined) return true;
  return managers.hosts.isUnderWay({ namespace, runId, attempt });
}
