import type { DescMethod } from "@bufbuild/protobuf";
import { AgentService } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { RunnerService } from "@lyceum/gen/lyceum/v1/runner_pb.ts";

/** Every RPC of the API, by names such as `ExchangeService.Send`. */
export const rpcs: ReadonlyMap<string, DescMethod> = new Map(
  [ExchangeService, ManagerService, AgentService, RunnerService].flatMap((service) =>
    service.methods.map((method) => [`${service.name}.${method.name}`, method] as const),
  ),
);
