import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RunTargetSchema } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { type EntityId, isEntityId, protoOf } from "../entity.ts";
import type { Registration } from "../exchange-client.ts";
import type { AgentHandle } from "../handle.ts";
import type { Run } from "./run.ts";

/** A run, or an agent, which means its latest run. */
export type Target = EntityId | AgentHandle | Registration | Run;

/** The agent that a target names. */
export function agentOf(target: Target): EntityId {
  return isEntityId(target) ? target : target.agentId;
}

/** Writes a target for the API. */
export function targetToProto(target: Target): MessageInitShape<typeof RunTargetSchema> {
  if (!isEntityId(target) && "runId" in target && typeof target.runId === "string")
    return { target: { case: "runId", value: target.runId } };
  return { target: { case: "agent", value: protoOf(agentOf(target)) } };
}
