import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { AgentService } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { RunnerService } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import { LyceumError } from "../core/errors.ts";
import type { Principal } from "./service.ts";

/**
 * What a call needs before its handler looks at what it is about: nothing, not even a credential; a role that reads; one that acts; or
 * the credential of a host, which its handler asks for.
 */
export type Need = "nothing" | "reading" | "acting" | "hosting";

/** What a call needs, and whether it changes something, so that the audit has it. */
export interface Permission {
  readonly need: Need;
  readonly changes: boolean;
}

const open: Permission = { need: "nothing", changes: false };
const reads: Permission = { need: "reading", changes: false };
const acts: Permission = { need: "acting", changes: true };
const hosts: Permission = { need: "hosting", changes: true };
/** It reads what is not for viewers, since bodies are in it. */
const opens: Permission = { need: "acting", changes: false };

/** The compiler asks for each method, so that none is forgotten. */
type Table<S extends DescService> = Readonly<Record<keyof S["method"], Permission>>;

const exchange: Table<typeof ExchangeService> = {
  getServerInfo: open,
  registerUser: acts,
  registerAgents: acts,
  terminate: acts,
  getMailbox: reads,
  discover: reads,
  listDeadLetters: opens,
  requeue: acts,
  share: acts,
  unshare: acts,
  listShares: opens,
  send: acts,
  listen: acts,
  receive: acts,
  settle: acts,
  connect: acts,
};

const manager: Table<typeof ManagerService> = {
  createManager: acts,
  getManager: reads,
  listManagers: reads,
  keepAlive: acts,
  closeManager: acts,
  addExecutor: acts,
  setDefaultExecutor: acts,
  listExecutors: reads,
  registerAgents: acts,
  launch: acts,
  launchBatch: acts,
  listRuns: reads,
  getRun: reads,
  shutdown: acts,
  wait: reads,
  watchRuns: reads,
};

const agent: Table<typeof AgentService> = {
  invoke: acts,
  invokeStream: acts,
  ping: reads,
  cancel: acts,
  shutdown: acts,
  describe: opens,
  getStats: reads,
};

const runner: Table<typeof RunnerService> = { getRunSpec: hosts, reportStarted: hosts, reportExit: hosts };

const permissions: ReadonlyMap<DescMethod, Permission> = new Map([
  ...rows(ExchangeService, exchange),
  ...rows(ManagerService, manager),
  ...rows(AgentService, agent),
  ...rows(RunnerService, runner),
]);

function rows<S extends DescService>(service: S, table: Table<S>): [DescMethod, Permission][] {
  const byName: Readonly<Record<string, Permission>> = table;
  return service.methods.map((method) => [method, byName[method.localName]!]);
}

/** What a method needs. What it does to a mailbox, manager or run needs a right to that beside it. */
export function permissionOf(method: DescMethod): Permission {
  return permissions.get(method)!;
}

/**
 * Says whether somebody may make calls of a method at all.
 * @throws LyceumError not_permitted
 */
export function assertPermitted(method: DescMethod, { role }: Principal): void {
  if (permissionOf(method).need !== "acting" || role !== "viewer") return;
  throw new LyceumError("not_permitted", `a viewer may read, not call ${method.name}: ask the operator for another role`);
}
