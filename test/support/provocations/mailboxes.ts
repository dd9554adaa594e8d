import { action, endedAgent, NOBODY, newAgent, newUser, send, supersede, take } from "../parties.ts";
import { type Provocation, provoke, refuse } from "../provocation.ts";
import type { Scene } from "../scene.ts";

const LIST = "ExchangeService.ListDeadLetters";
const REQUEUE = "ExchangeService.Requeue";
const TERMINATE = "ExchangeService.Terminate";

const lineage = ["Echo"];

/** How a mailbox of a chosen uid is registered by each RPC that can. */
const registrations = [
  ["ExchangeService.RegisterUser", (request_id: string, name: string, uid: string) => ({ request_id, name, uid })],
  ["ExchangeService.RegisterAgents", (request_id: string, name: string, uid: string) => ({ request_id, agents: [{ name, uid, lineage }] })],
] as const;

/** What registering, ending and looking after mailboxes fails with. */
export const mailboxProvocations: readonly Provocation[] = [
  ...registrations.flatMap(([rpc, request]) => [
    refuse(rpc, "ID_REUSED", async (scene) => {
      await scene.call(rpc, request("r1", "ada", ""));
      return [request("r1", "bob", "")];
    }),
    refuse(rpc, "UID_TAKEN", async (scene) => {
      await scene.call(rpc, request("", "", "mine"));
      return [request("", "", "mine"), { as: (await newUser(scene)).token }];
    }),
    refuse(rpc, "MAILBOX_TERMINATED", async (scene) => {
      await scene.call(rpc, request("", "", "gone"));
      const role = rpc.endsWith("User") ? "ROLE_USER" : "ROLE_AGENT";
      await scene.call(TERMINATE, { entity: { uid: "gone", role } });
      return [request("", "", "gone")];
    }),
  ]),
  ...[TERMINATE, LIST, REQUEUE].map((rpc) =>
    refuse(rpc, "NOT_PERMITTED", async (scene) => [{ entity: (await newAgent(scene)).entity }, { as: (await newUser(scene)).token }]),
  ),
  ...[LIST, REQUEUE].flatMap((rpc) => [
    refuse(rpc, "MAILBOX_NOT_FOUND", async () => [{ entity: NOBODY }]),
    refuse(rpc, "MAILBOX_TERMINATED", async (scene) => [{ entity: (await endedAgent(scene)).entity }]),
  ]),
  refuse(REQUEUE, "DEAD_LETTER_NOT_FOUND", async (scene) => [{ entity: (await newAgent(scene)).entity, dead_letter_ids: ["7"] }]),
  provoke([`${REQUEUE} MAILBOX_FULL`], fullByDeadLetter, true),
];

async function fullByDeadLetter(scene: Scene): Promise<void> {
  const [worker, alice] = [await newAgent(scene), await newUser(scene)];
  await send(scene, alice, action(worker, "a"));
  await take(scene, worker);
  await supersede(scene, worker);
  const { dead_letters } = await scene.call(LIST, { entity: worker.entity });
  await send(scene, await newUser(scene), action(worker, "b"));
  await scene.refusal(REQUEUE, {
    entity: worker.entity,
    dead_letter_ids: dead_letters.map(({ dead_letter_id }: { dead_letter_id: string }) => dead_letter_id),
  });
}
