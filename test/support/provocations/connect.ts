import { action, endedAgent, NOBODY, newAgent, newUser, send, supersede } from "../parties.ts";
import { type Provocation, provoke } from "../provocation.ts";
import type { RecordedStream } from "../recorded-stream.ts";
import type { Scene } from "../scene.ts";
import { TOO_LARGE } from "./messages.ts";

const CONNECT = "ExchangeService.Connect";

const items = (...reasons: string[]) => reasons.map((reason) => `${CONNECT} ${reason} item`);
const sessions = (...reasons: string[]) => reasons.map((reason) => `${CONNECT} ${reason} session`);

/** What the sessions of a Connect stream and their items fail with. */
export const connectProvocations: readonly Provocation[] = [
  provoke([`${CONNECT} INVALID_FIELD`], async (scene) => {
    const stream = scene.open(CONNECT);
    stream.write({ updates: [{ channel: 9, credits: 1 }] });
    await stream.over();
  }),
  provoke(items("INVALID_FIELD", "MESSAGE_TOO_LARGE", "ID_REUSED", "MAILBOX_NOT_FOUND", "MAILBOX_TERMINATED"), async (scene) => {
    const [worker, alice, ended] = [await newAgent(scene), await newUser(scene), await endedAgent(scene)];
    const stream = await attached(scene, alice);
    const large = action(worker, "a", { body: TOO_LARGE });
    await take(
      stream,
      {},
      large,
      action({ entity: NOBODY }, "b"),
      action(ended, "c"),
      action(worker, "d"),
      action(worker, "d", { action: "e" }),
    );
  }),
  provoke(
    items("MAILBOX_FULL", "TOO_MANY_OUTSTANDING"),
    async (scene) => {
      const [worker, other, alice] = [await newAgent(scene), await newAgent(scene), await newUser(scene)];
      await take(await attached(scene, alice), action(worker, "a"), action(worker, "b"), action(other, "c"));
    },
    true,
  ),
  provoke(items("MAILBOX_FULL"), sendPartToNobody),
  provoke(items("MESSAGE_TOO_LARGE"), respondTooLarge),
  provoke(items("STORE_UNAVAILABLE"), async (scene) => {
    const [worker, alice] = [await newAgent(scene), await newUser(scene)];
    const stream = await attached(scene, alice);
    await scene.withoutStore(async () => {
      await scene.refusal("ExchangeService.RegisterUser");
      // The end of a session in the same frame tells that the frame was read.
      const items = [{ sequence: 1, send: action(worker, "a") }];
      stream.write({ attaches: [{ channel: 2, token: "forged" }], updates: [{ channel: 1, items }] });
      await end(stream, 2);
    });
    await stream.until(({ events }) => events.find(({ taken_through }) => taken_through === "1"));
  }),
  provoke(sessions("TOKEN_MISSING", "TOKEN_INVALID", "MAILBOX_NOT_FOUND", "MAILBOX_TERMINATED", "SESSION_ENDED"), async (scene) => {
    const [alice, ended] = [await newUser(scene), await endedAgent(scene)];
    const stream = scene.open(CONNECT);
    const resume = { session_id: "gone", resume_token: "gone" };
    const tokens = ["", "forged", scene.forgottenToken(), ended.token];
    stream.write({ attaches: [...tokens.map((token, channel) => ({ channel, token })), { channel: 9, token: alice.token, resume }] });
    for (const channel of [0, 1, 2, 3, 9]) await end(stream, channel);
  }),
  provoke(sessions("SUPERSEDED", "SESSION_ENDED"), async (scene) => {
    const [alice, bob] = [await newUser(scene), await newUser(scene)];
    const stream = await attached(scene, alice, bob);
    await supersede(scene, alice);
    await end(stream, 1);
    stream.write({ detaches: [{ channel: 2 }] });
    await end(stream, 2);
  }),
  provoke(sessions("TOKEN_EXPIRED"), async (scene) => {
    const stream = await attached(scene, { token: scene.shortToken(await newUser(scene)) });
    await end(stream, 1);
  }),
  provoke(sessions("MAILBOX_TERMINATED"), async (scene) => {
    const alice = await newUser(scene);
    const stream = await attached(scene, alice);
    await scene.call("ExchangeService.Terminate", { entity: alice.entity });
    await end(stream, 1);
  }),
];

/** Opens a stream with sessions of entities on channels 1, 2 ... */
/** Opens a stream with the session of an entity. */
export async function attached(scene: Scene, ...entities: { readonly token: string }[]): Promise<RecordedStream> {
  const stream = scene.open(CONNECT);
  stream.write({ attaches: entities.map(({ token }, index) => ({ channel: index + 1, token, credits: 10 })) });
  await stream.until(({ events }) => (events.filter(({ grant }) => grant !== null).length === entities.length ? true : undefined));
  return stream;
}

/** Sends messages of the session on channel 1, until all are taken or refused. */
/** Sends items, and waits until they are taken. */
export async function take(stream: RecordedStream, ...messages: object[]): Promise<void> {
  stream.write({ updates: [{ channel: 1, items: messages.map((send, index) => ({ sequence: index + 1, send })) }] });
  await stream.until(({ events }) => events.find(({ taken_through }) => Number(taken_through) === messages.length));
}

function end(stream: RecordedStream, channel: number): Promise<unknown> {
  return stream.until(({ events }) => events.find((event) => event.channel === channel && event.end !== null));
}

async function delivered(stream: RecordedStream): Promise<{ sequence: string; envelope: { src: object; id: string } }> {
  return await stream.until(({ events }) => events.flatMap(({ deliveries }) => deliveries)[0]);
}

/** The reader of partial results has a mailbox and no session. */
async function sendPartToNobody(scene: Scene): Promise<void> {
  const [worker, alice] = [await newAgent(scene), await newUser(scene)];
  const stream = await attached(scene, worker);
  await send(scene, alice, action(worker, "a"));
  const { envelope } = await delivered(stream);
  await take(stream, { id: envelope.id, kind: "MESSAGE_KIND_PART", dest: envelope.src });
}

async function respondTooLarge(scene: Scene): Promise<void> {
  const [worker, alice] = [await newAgent(scene), await newUser(scene)];
  const stream = await attached(scene, worker);
  await send(scene, alice, action(worker, "a"));
  const { sequence } = await delivered(stream);
  const settle = { sequence, kind: "SETTLEMENT_KIND_RESPOND", answer: { status: "ANSWER_STATUS_OK", body: TOO_LARGE } };
  stream.write({ updates: [{ channel: 1, items: [{ sequence: 1, settle }] }] });
  await stream.until(({ events }) => events.find(({ failed }) => failed.length > 0));
}
