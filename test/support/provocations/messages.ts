import { action, endedAgent, NOBODY, newAgent, newUser, send, settle, supersede, take } from "../parties.ts";
import { type Provocation, provoke, refuse } from "../provocation.ts";
import type { Scene } from "../scene.ts";

const SEND = "ExchangeService.Send";
const LISTEN = "ExchangeService.Listen";
const RECEIVE = "ExchangeService.Receive";
const SETTLE = "ExchangeService.Settle";

/** One byte more than a body may have. */
export const TOO_LARGE = Buffer.alloc(1_048_577);

/** A request of a session that is gone. */
const GONE = { session_id: "gone", resume_token: "gone" };

/** What sending, listening and settling by simple calls fails with. */
export const messageProvocations: readonly Provocation[] = [
  refuse(SEND, "MAILBOX_NOT_FOUND", async (scene) => [{ token: scene.forgottenToken() }]),
  refuse(SEND, "MAILBOX_TERMINATED", async (scene) => [{ token: (await endedAgent(scene)).token }]),
  provoke(
    ["INVALID_FIELD", "MESSAGE_TOO_LARGE", "ID_REUSED", "MAILBOX_NOT_FOUND", "MAILBOX_TERMINATED"].map(
      (reason) => `${SEND} ${reason} item`,
    ),
    async (scene) => {
      const [worker, alice, ended] = [await newAgent(scene), await newUser(scene), await endedAgent(scene)];
      await send(
        scene,
        alice,
        action(worker, ""),
        action(worker, "a", { body: TOO_LARGE }),
        action({ entity: NOBODY }, "b"),
        action(ended, "c"),
        action(worker, "d"),
        action(worker, "d", { action: "other" }),
      );
    },
  ),
  provoke(
    [`${SEND} MAILBOX_FULL item`, `${SEND} TOO_MANY_OUTSTANDING item`],
    async (scene) => {
      const [worker, other, alice] = [await newAgent(scene), await newAgent(scene), await newUser(scene)];
      await send(scene, alice, action(worker, "a"), action(worker, "b"), action(other, "c"));
    },
    true,
  ),
  ...[LISTEN, RECEIVE, SETTLE].flatMap((rpc) => [
    refuse(rpc, "MAILBOX_NOT_FOUND", async (scene) => [{ token: scene.forgottenToken(), session: GONE }]),
    refuse(rpc, "MAILBOX_TERMINATED", async (scene) => [{ token: (await endedAgent(scene)).token, session: GONE }]),
    refuse(rpc, "SESSION_ENDED", async (scene) => [{ token: (await newUser(scene)).token, resume: GONE, session: GONE }]),
    refuse(rpc, "SUPERSEDED", async (scene) => {
      const alice = await newUser(scene);
      const session = await supersede(scene, alice);
      await supersede(scene, alice);
      return [{ token: alice.token, resume: session, session }];
    }),
  ]),
  provoke([`${LISTEN} SUPERSEDED`, `${LISTEN} MAILBOX_TERMINATED`], async (scene) => {
    const alice = await newUser(scene);
    const open = async () => {
      const stream = scene.open(LISTEN, { token: alice.token });
      await stream.until(({ messages }) => messages[0]);
      return stream;
    };
    const first = await open();
    const second = await open();
    await first.over();
    await scene.call("ExchangeService.Terminate", { entity: alice.entity });
    await second.over();
  }),
  provoke([`${LISTEN} TOKEN_EXPIRED`], async (scene) => {
    await scene.open(LISTEN, { token: scene.shortToken(await newUser(scene)) }).over();
  }),
  provoke([`${SETTLE} INVALID_FIELD item`, `${SETTLE} MESSAGE_TOO_LARGE item`], settleBadly),
];

async function settleBadly(scene: Scene): Promise<void> {
  const [worker, alice] = [await newAgent(scene), await newUser(scene)];
  await send(scene, alice, action(worker, "a"));
  const taken = await take(scene, worker);
  await settle(scene, taken, "UNSPECIFIED");
  await settle(scene, taken, "RESPOND", { status: "ANSWER_STATUS_OK", body: TOO_LARGE });
}
