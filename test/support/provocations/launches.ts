import { endedAgent, launch, NOBODY, newAgent, newManager, newUser } from "../parties.ts";
import { type Provocation, provoke, refuse } from "../provocation.ts";
import type { Scene } from "../scene.ts";
import { TOO_LARGE } from "./messages.ts";

const LAUNCH = "ManagerService.Launch";
const BATCH = "ManagerService.LaunchBatch";

/** A bad launch: why, and how it is said; what it needs is made first. */
type Bad = readonly [reason: string, spec: (scene: Scene) => Promise<object>];

const bad: readonly Bad[] = [
  ["INVALID_FIELD", async () => ({ executor: "inline" })],
  ["MESSAGE_TOO_LARGE", async () => ({ executor: "external", arguments: { data: TOO_LARGE } })],
  ["KIND_NOT_FOUND", async () => ({ kind: "nobody" })],
  ["EXECUTOR_NOT_FOUND", async () => ({ executor: "gpu" })],
  ["MAILBOX_NOT_FOUND", async () => ({ executor: "external", registration: NOBODY })],
  ["MAILBOX_TERMINATED", async (scene) => ({ executor: "external", registration: (await endedAgent(scene)).entity })],
  ["ALREADY_EXECUTED", async (scene) => ({ executor: "external", registration: (await launch(scene)).run.agent })],
  [
    "ALREADY_RUNNING",
    async (scene) => {
      const manager_id = await newManager(scene);
      const { entity } = await newAgent(scene);
      await launch(scene, { manager_id }, { executor: "default", registration: entity });
      return { executor: "external", registration: entity };
    },
  ],
];

/** What launching fails with, one by one and as items of a batch. */
export const launchProvocations: readonly Provocation[] = [
  ...bad.map(([reason, spec]) => refuse(LAUNCH, reason, async (scene) => [{ spec: await spec(scene) }])),
  provoke(
    bad.map(([reason]) => `${BATCH} ${reason} item`),
    async (scene) => {
      const specs: object[] = [];
      for (const [, spec] of bad) specs.push(await spec(scene));
      await scene.call(BATCH, { specs });
    },
  ),
  provoke([`${LAUNCH} NO_DEFAULT_EXECUTOR`, `${BATCH} NO_DEFAULT_EXECUTOR item`], async (scene) => {
    const manager_id = await newManager(scene, { executors: [{ name: "external" }] });
    await scene.refusal(LAUNCH, { manager_id, spec: {} });
    await scene.call(BATCH, { manager_id, specs: [{}] });
  }),
  provoke([`${LAUNCH} NOT_PERMITTED`, `${BATCH} NOT_PERMITTED item`], async (scene) => {
    const [{ entity: registration }, { token: as }] = [await newAgent(scene), await newUser(scene)];
    const manager_id = await newManager(scene, {}, { as });
    await scene.refusal(LAUNCH, { manager_id, spec: { registration } }, { as });
    await scene.call(BATCH, { manager_id, specs: [{ registration }] }, { as });
  }),
  provoke([`${LAUNCH} ID_REUSED`, `${BATCH} ID_REUSED`], async (scene) => {
    const spec = { executor: "external" };
    await scene.call(LAUNCH, { request_id: "r1", spec });
    await scene.refusal(LAUNCH, { request_id: "r1", spec: { ...spec, name: "other" } });
    await scene.call(BATCH, { request_id: "r1", specs: [spec] });
    await scene.refusal(BATCH, { request_id: "r1", specs: [spec, spec] });
  }),
];
