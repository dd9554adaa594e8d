import type { AccessWorld } from "./access-world.ts";
import type { Untyped } from "./proto-client.ts";

/** A call that the matrix makes of ada's things. */
export interface AccessRow {
  readonly rpc: string;
  readonly request: (world: AccessWorld) => object;
  /** Whether an answer shows the thing that was asked for; absent means that every answer does. Of a stream it gets the first one. */
  readonly shows?: (answer: Untyped, world: AccessWorld) => boolean;
}

const entity = ({ agent }: AccessWorld) => ({ entity: agent.entity });
const timeout = { nanos: 30_000_000 };
const echo = ({ agent }: AccessWorld) => ({ agent: agent.entity, action: "echo", timeout });
const managed = ({ managerId }: AccessWorld) => ({ manager_id: managerId });
const target = ({ managerId, run }: AccessWorld) => ({ manager_id: managerId, target: { run_id: run.run_id } });
const ownTarget = ({ ownRun }: AccessWorld) => ({ target: { run_id: ownRun.run_id } });
const spec = { executor: "external", lineage: ["Echo"] };

const has = (runs: readonly Untyped[], { run_id }: Untyped) => runs.some((each) => each.run_id === run_id);

const exchange: Readonly<Record<string, Omit<AccessRow, "rpc">>> = {
  GetServerInfo: { request: () => ({}) },
  RegisterUser: { request: () => ({}) },
  RegisterAgents: { request: ({ agent }) => ({ agents: [{ uid: agent.entity.uid, lineage: ["Echo"] }] }) },
  Terminate: { request: entity, shows: ({ status }) => status === "MAILBOX_STATUS_TERMINATED" },
  GetMailbox: { request: entity, shows: ({ mailbox }) => mailbox.status === "MAILBOX_STATUS_ACTIVE" },
  Discover: {
    request: () => ({ type: "Echo" }),
    shows: ({ agents }, { agent }) => agents.some(({ uid }: Untyped) => uid === agent.entity.uid),
  },
  ListDeadLetters: { request: entity },
  Requeue: { request: (world) => ({ ...entity(world), dead_letter_ids: ["7"] }) },
  Share: { request: (world) => ({ ...entity(world), group: "lab", rights: ["RIGHT_READ"] }) },
  Unshare: { request: (world) => ({ ...entity(world), group: "lab" }) },
  ListShares: { request: entity },
  Send: { request: ({ token, request }) => ({ token, envelopes: [request] }) },
  Listen: { request: ({ token }) => ({ token }) },
  Receive: { request: ({ token }) => ({ token, wait: {} }) },
  Settle: { request: ({ token }) => ({ token, session: { session_id: "gone", resume_token: "gone" } }) },
  Connect: { request: ({ token }) => ({ attaches: [{ channel: 1, token }] }) },
};

const manager: Readonly<Record<string, Omit<AccessRow, "rpc">>> = {
  CreateManager: { request: () => ({ executors: [{ template: "external" }] }) },
  GetManager: { request: managed },
  "GetManager, the server's own": { request: () => ({}) },
  ListManagers: {
    request: () => ({}),
    shows: ({ managers }, { managerId }) => managers.some((each: Untyped) => each.manager_id === managerId),
  },
  KeepAlive: { request: managed },
  CloseManager: { request: managed },
  AddExecutor: { request: (world) => ({ ...managed(world), executor: { name: "more", template: "external" } }) },
  "AddExecutor, the server's own": { request: () => ({ executor: { name: "more", template: "external" } }) },
  SetDefaultExecutor: { request: managed },
  ListExecutors: { request: managed },
  RegisterAgents: { request: (world) => ({ ...managed(world), agents: [{ lineage: ["Echo"] }] }) },
  Launch: { request: (world) => ({ ...managed(world), spec: { ...spec, executor: "default" } }) },
  "Launch, the server's own": { request: () => ({ spec }) },
  "Launch, of ada's agent": { request: ({ agent }) => ({ spec: { ...spec, registration: agent.entity } }) },
  LaunchBatch: { request: (world) => ({ ...managed(world), specs: [{ ...spec, executor: "default" }] }) },
  "LaunchBatch, of ada's agent": { request: ({ agent }) => ({ specs: [{ ...spec, registration: agent.entity }] }) },
  ListRuns: { request: managed, shows: ({ runs }, { run }) => has(runs, run) },
  "ListRuns, the server's own": { request: () => ({}), shows: ({ runs }, { ownRun }) => has(runs, ownRun) },
  GetRun: { request: target },
  "GetRun, the server's own": { request: ownTarget },
  Shutdown: { request: target },
  "Shutdown, the server's own": { request: ownTarget },
  Wait: { request: (world) => ({ ...managed(world), targets: [target(world).target] }) },
  "Wait, the server's own": { request: (world) => ({ targets: [ownTarget(world).target] }) },
  WatchRuns: { request: managed, shows: ({ snapshot }, { run }) => has(snapshot.runs, run) },
  "WatchRuns, the server's own": { request: () => ({}), shows: ({ snapshot }, { ownRun }) => has(snapshot.runs, ownRun) },
};

const agent: Readonly<Record<string, Omit<AccessRow, "rpc">>> = {
  Invoke: { request: echo },
  InvokeStream: { request: echo },
  Ping: { request: ({ agent: { entity: id } }) => ({ agent: id, timeout }) },
  Cancel: { request: ({ agent: { entity: id } }) => ({ agent: id, request_id: "none" }) },
  Shutdown: { request: ({ agent: { entity: id } }) => ({ agent: id }) },
  Describe: { request: ({ agent: { entity: id } }) => ({ agent: id, timeout }) },
  GetStats: { request: ({ agent: { entity: id } }) => ({ agent: id }) },
  "GetStats, its run too": { request: ({ run }) => ({ agent: run.agent }), shows: ({ run }) => run !== null },
};

const runner: Readonly<Record<string, Omit<AccessRow, "rpc">>> = {
  GetRunSpec: { request: () => ({}) },
  ReportStarted: { request: () => ({}) },
  ReportExit: { request: () => ({}) },
};

const services = { ExchangeService: exchange, ManagerService: manager, AgentService: agent, RunnerService: runner };

/** The calls, by the names of the table's rows: an RPC, and what is special about the call. */
export const accessRows: ReadonlyMap<string, AccessRow> = new Map(
  Object.entries(services).flatMap(([service, table]) =>
    Object.entries(table).map(([name, row]) => [`${service}.${name}`, { rpc: `${service}.${name.split(",")[0]}`, ...row }] as const),
  ),
);
