import { known } from "../known-accounts.ts";
import { action, endedAgent, NOBODY, newAgent, newUser, send } from "../parties.ts";
import { type Provocation, provoke, refuse } from "../provocation.ts";
import type { CallBy, Scene } from "../scene.ts";
import { attached, take } from "./connect.ts";

const SHARE = "ExchangeService.Share";
const UNSHARE = "ExchangeService.Unshare";
const LIST = "ExchangeService.ListShares";
const SEND = "ExchangeService.Send";

const share = { group: "lab", rights: ["RIGHT_READ"] };

const by = (name: keyof typeof known, { namespace }: Scene): CallBy => ({ as: known[name].token, namespace });

/** What sharing, and what has bounds by namespace, fails with. */
export const accessProvocations: readonly Provocation[] = [
  ...[SHARE, UNSHARE, LIST].flatMap((rpc) => [
    refuse(rpc, "MAILBOX_NOT_FOUND", async () => [{ entity: NOBODY, ...(rpc === LIST ? {} : share) }]),
    refuse(rpc, "MAILBOX_TERMINATED", async (scene) => [{ entity: (await endedAgent(scene)).entity, ...(rpc === LIST ? {} : share) }]),
  ]),
  provoke([`${SEND} NOT_PERMITTED item`], async (scene) => {
    const [worker, bob] = await readable(scene);
    await send(scene, bob, action(worker, "a"));
  }),
  provoke(["ExchangeService.Connect NOT_PERMITTED item"], async (scene) => {
    const [worker, bob] = await readable(scene);
    await take(await attached(scene, bob), action(worker, "a"));
  }),
  refuse("ExchangeService.RegisterUser", "QUOTA_EXCEEDED", async (scene) => {
    scene.limit({ mailboxes: 0 });
    return [{}];
  }),
  refuse("ExchangeService.RegisterAgents", "QUOTA_EXCEEDED", async (scene) => {
    scene.limit({ mailboxes: 1 });
    return [{ agents: [{ lineage: ["Echo"] }, { lineage: ["Echo"] }] }];
  }),
  refuse("ManagerService.RegisterAgents", "QUOTA_EXCEEDED", async (scene) => {
    scene.limit({ mailboxes: 0 });
    return [{ agents: [{ name: "ada", lineage: ["Echo"] }] }];
  }),
  ...(["runs", "mailboxes"] as const).flatMap((what) => [
    refuse("ManagerService.Launch", "QUOTA_EXCEEDED", async (scene) => {
      scene.limit({ [what]: 0 });
      return [{ spec: { executor: "external" } }];
    }),
    refuse("ManagerService.LaunchBatch", "QUOTA_EXCEEDED", async (scene) => {
      scene.limit({ [what]: 1 });
      return [{ specs: [{ executor: "external" }, { executor: "external" }] }];
    }),
  ]),
  provoke([`${SEND} QUOTA_EXCEEDED item`, "ExchangeService.Connect QUOTA_EXCEEDED item"], async (scene) => {
    scene.limit({ storedBytes: 4 });
    const [worker, alice] = [await newAgent(scene), await newUser(scene)];
    await send(scene, alice, action(worker, "a"), action(worker, "b"));
    await take(await attached(scene, alice), action(worker, "c"));
  }),
  ...["AgentService.Invoke", "AgentService.InvokeStream"].map((rpc) =>
    refuse(rpc, "QUOTA_EXCEEDED", async (scene) => {
      scene.limit({ storedBytes: 4 });
      return [{ agent: (await newAgent(scene)).entity, action: "echo", arguments: { data: Buffer.from("[1, 2]") } }];
    }),
  ),
];

/** An agent of ada that her group may see, and a user of bob, who is of it. */
async function readable(scene: Scene) {
  const worker = await newAgent(scene, {}, by("ada", scene));
  await scene.call(SHARE, { entity: worker.entity, ...share }, by("ada", scene));
  return [worker, await newUser(scene, {}, by("bob", scene))] as const;
}
