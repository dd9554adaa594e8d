import { closedManager, newAgent, newManager, newUser } from "../parties.ts";
import { type Provocation, provoke, refuse } from "../provocation.ts";
import { rpcs } from "../rpcs.ts";

const CREATE = "ManagerService.CreateManager";
const ADD = "ManagerService.AddExecutor";
const REGISTER = "ManagerService.RegisterAgents";
const DEFAULT = "ManagerService.SetDefaultExecutor";

const executor = { name: "away", template: "external" };

/** RPCs that name a manager. */
const withManager = [...rpcs].filter(([, { input }]) => input.fields.some(({ name }) => name === "manager_id")).map(([rpc]) => rpc);

/** What each of these needs of a request beside the manager. */
const onClosed: Readonly<Record<string, object>> = {
  "ManagerService.KeepAlive": {},
  [ADD]: { executor },
  [DEFAULT]: {},
  [REGISTER]: {},
  "ManagerService.Launch": { spec: { executor: "default" } },
  "ManagerService.LaunchBatch": {},
};

/** What making and asking managers fails with. */
export const managerProvocations: readonly Provocation[] = [
  ...withManager.map((rpc) => refuse(rpc, "MANAGER_NOT_FOUND", async () => [{ manager_id: "nobody" }])),
  ...Object.entries(onClosed).map(([rpc, request]) =>
    refuse(rpc, "MANAGER_CLOSED", async (scene) => [{ manager_id: await closedManager(scene), ...request }]),
  ),
  refuse(CREATE, "ID_REUSED", async (scene) => {
    await newManager(scene, { request_id: "r1" });
    return [{ request_id: "r1" }];
  }),
  refuse(CREATE, "INVALID_FIELD", async () => [{ executors: [executor], default_executor: "near" }]),
  refuse(CREATE, "TEMPLATE_NOT_FOUND", async () => [{ executors: [{ template: "gpu" }] }]),
  refuse("ManagerService.CloseManager", "DEFAULT_MANAGER", async () => [{}]),
  refuse(ADD, "ID_REUSED", async (scene) => {
    const manager_id = await newManager(scene);
    await scene.call(ADD, { request_id: "r1", manager_id, executor });
    return [{ request_id: "r1", manager_id, executor: { ...executor, name: "far" } }];
  }),
  refuse(ADD, "TEMPLATE_NOT_FOUND", async (scene) => [{ manager_id: await newManager(scene), executor: { name: "gpu" } }]),
  refuse(ADD, "EXECUTOR_EXISTS", async () => [{ executor: { name: "inline" } }]),
  refuse(DEFAULT, "EXECUTOR_NOT_FOUND", async () => [{ name: "gpu" }]),
  refuse(REGISTER, "ID_REUSED", async (scene) => {
    await scene.call(REGISTER, { request_id: "r1", agents: [{ name: "ada" }] });
    return [{ request_id: "r1", agents: [{ name: "bob" }] }];
  }),
  refuse(REGISTER, "KIND_NOT_FOUND", async () => [{ agents: [{ kind: "nobody" }] }]),
  ...["GetRun", "Shutdown", "Wait"].flatMap((name) => {
    const rpc = `ManagerService.${name}`;
    const request = (target: object) => (name === "Wait" ? { targets: [target] } : { target });
    return [
      refuse(rpc, "RUN_NOT_FOUND", async () => [request({ run_id: "nobody" })]),
      refuse(rpc, "NOT_LAUNCHED_HERE", async (scene) => [request({ agent: (await newAgent(scene)).entity })]),
    ];
  }),
  provoke(["ManagerService.WatchRuns TOKEN_EXPIRED"], async (scene) => {
    const alice = await newUser(scene);
    const manager_id = await newManager(scene, {}, { as: alice.token });
    await scene.open("ManagerService.WatchRuns", { manager_id }, { as: scene.shortToken(alice) }).over();
  }),
  refuse("ManagerService.WatchRuns", "CURSOR_EXPIRED", async () => [{ after_revision: "1000000" }]),
];
