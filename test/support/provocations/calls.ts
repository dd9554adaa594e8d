import { action, answer, endedAgent, loseHost, NOBODY, newAgent, newUser, send, settle, supersede, take } from "../parties.ts";
import type { Untyped } from "../proto-client.ts";
import { type Provocation, provoke, refuse } from "../provocation.ts";
import type { RecordedStream } from "../recorded-stream.ts";
import type { Scene } from "../scene.ts";
import { TOO_LARGE } from "./messages.ts";

const SHUTDOWN = "AgentService.Shutdown";
const CANCEL = "AgentService.Cancel";
const PING = "AgentService.Ping";
const STATS = "AgentService.GetStats";
const DESCRIBE = "AgentService.Describe";

/** Time to answer where nobody does. */
const BRIEF = { nanos: 1_000_000 };

/** RPCs that call an action, with what they need beside the agent. */
const calls: readonly (readonly [rpc: string, more: object])[] = [
  ["AgentService.Invoke", { action: "echo" }],
  ["AgentService.InvokeStream", { action: "echo" }],
  [DESCRIBE, {}],
];

/** How an agent may say that it did not do what it was asked: its answer's status, and the reason that the caller gets. */
const answers = [
  ["ACTION_NOT_FOUND", "ACTION_NOT_FOUND"],
  ["INVALID_ARGUMENTS", "INVALID_ARGUMENTS"],
  ["UNSUPPORTED", "UNSUPPORTED"],
  ["CANCELLED", "REQUEST_CANCELLED"],
] as const;

/** What calling agents without a mailbox fails with. */
export const callProvocations: readonly Provocation[] = [
  ...[...calls.map(([rpc]) => rpc), PING, CANCEL, SHUTDOWN, STATS].flatMap((rpc) => [
    refuse(rpc, "MAILBOX_NOT_FOUND", async () => [{ agent: NOBODY, action: "echo", request_id: "r1" }]),
    refuse(rpc, "MAILBOX_TERMINATED", async (scene) => [{ agent: (await endedAgent(scene)).entity, action: "echo", request_id: "r1" }]),
  ]),
  ...calls.flatMap(([rpc, more]) => [
    ...answers.map(([status, reason]) =>
      provoke([`${rpc} ${reason}`], async (scene) => {
        const agent = await newAgent(scene);
        await Promise.all([scene.refusal(rpc, { agent: agent.entity, ...more }), answer(scene, agent, status)]);
      }),
    ),
    provoke([`${rpc} INCOMPATIBLE_PROTOCOL`], async (scene) => {
      const agent = await newAgent(scene);
      const calling = scene.refusal(rpc, { agent: agent.entity, ...more });
      const listening = scene.open("ExchangeService.Listen", { token: agent.token, protocols: ["academy/1"] });
      await calling;
      listening.cancel();
    }),
    provoke([`${rpc} HOST_LOST`], async (scene) => {
      const agent = await newAgent(scene);
      await Promise.all([scene.refusal(rpc, { agent: agent.entity, ...more }), loseHost(scene, agent)]);
    }),
    provoke(
      [`${rpc} UNDELIVERABLE`],
      async (scene) => {
        const agent = await newAgent(scene);
        const calling = scene.refusal(rpc, { agent: agent.entity, ...more });
        await take(scene, agent);
        await supersede(scene, agent);
        await calling;
      },
      true,
    ),
    provoke([`${rpc} MAILBOX_FULL`, `${rpc} TOO_MANY_OUTSTANDING`], (scene) => fill(scene, rpc, more), true),
    refuse(rpc, "EXPIRED", async (scene) => [{ agent: (await newAgent(scene)).entity, ...more, timeout: BRIEF }]),
  ]),
  ...calls.slice(0, 2).flatMap(([rpc, more]) => [
    refuse(rpc, "MESSAGE_TOO_LARGE", async (scene) => [{ agent: (await newAgent(scene)).entity, ...more, arguments: { data: TOO_LARGE } }]),
    refuse(rpc, "ID_REUSED", async (scene) => {
      const { entity: agent } = await newAgent(scene);
      await scene.refusal(rpc, { request_id: "r1", agent, ...more, timeout: BRIEF });
      return [{ request_id: "r1", agent, action: "other" }];
    }),
  ]),
  provoke([`${DESCRIBE} UNSUPPORTED`], async (scene) => {
    const agent = await newAgent(scene);
    const nonsense = answer(scene, agent, "OK", { body: Buffer.from("nonsense") });
    await Promise.all([scene.refusal(DESCRIBE, { agent: agent.entity }), nonsense]);
  }),
  refuse(CANCEL, "REQUEST_NOT_FOUND", async (scene) => [{ agent: (await newAgent(scene)).entity, request_id: "r1" }]),
  provoke([`${CANCEL} TOO_MANY_OUTSTANDING`], cancelDelivered, true),
  refuse(SHUTDOWN, "NOT_PERMITTED", async (scene) => [{ agent: (await newAgent(scene)).entity }, { as: (await newUser(scene)).token }]),
  provoke([`${PING} TOO_MANY_OUTSTANDING`, `${SHUTDOWN} TOO_MANY_OUTSTANDING`], fillSender, true),
  provoke([`${PING} EXPIRED`], async (scene) => {
    const agent = await newAgent(scene);
    await listening(scene, agent);
    await scene.refusal(PING, { agent: agent.entity, timeout: BRIEF });
  }),
  provoke([`${PING} HOST_LOST`], async (scene) => {
    const agent = await newAgent(scene);
    const stream = await listening(scene, agent);
    const pinging = scene.refusal(PING, { agent: agent.entity });
    const delivery = await delivered(stream);
    await settle(scene, { token: agent.token, session: stream.messages[0].session, delivery }, "ACKNOWLEDGE");
    await supersede(scene, agent);
    await pinging;
  }),
  provoke(
    [`${PING} UNDELIVERABLE`],
    async (scene) => {
      const agent = await newAgent(scene);
      const stream = await listening(scene, agent);
      const pinging = scene.refusal(PING, { agent: agent.entity });
      await delivered(stream);
      await supersede(scene, agent);
      await pinging;
    },
    true,
  ),
];

/** Lets an agent listen, so that it is pinged. */
async function listening(scene: Scene, { token }: Untyped, more: object = {}): Promise<RecordedStream> {
  const stream = scene.open("ExchangeService.Listen", { token, ...more });
  await stream.until(({ messages }) => messages[0]);
  return stream;
}

async function delivered(stream: RecordedStream): Promise<Untyped> {
  return await stream.until(({ messages }) => messages.flatMap(({ deliveries }) => deliveries)[0]);
}

/** The agent's mailbox is at its bound by what another sent; the server is at its own by a request that nobody answers. */
async function fill(scene: Scene, rpc: string, more: object): Promise<void> {
  const [worker, other, alice] = [await newAgent(scene), await newAgent(scene), await newUser(scene)];
  await send(scene, alice, action(worker, "a"));
  await scene.refusal(rpc, { agent: worker.entity, ...more });
  await scene.call(SHUTDOWN, { agent: other.entity });
  await scene.refusal(rpc, { agent: other.entity, ...more });
}

async function fillSender(scene: Scene): Promise<void> {
  const agent = await newAgent(scene);
  await listening(scene, agent);
  await scene.call(SHUTDOWN, { agent: agent.entity });
  await scene.refusal(PING, { agent: agent.entity });
  await scene.refusal(SHUTDOWN, { agent: agent.entity });
}

async function cancelDelivered(scene: Scene): Promise<void> {
  const agent = await newAgent(scene);
  const call = { agent: agent.entity, request_id: "r1" };
  const calling = scene.refusal("AgentService.Invoke", { ...call, action: "echo" });
  await take(scene, agent);
  await scene.refusal(CANCEL, call);
  await supersede(scene, agent);
  await calling;
}
