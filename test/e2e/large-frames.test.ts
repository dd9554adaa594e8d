import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { action, newAgent, newUser, send } from "../support/parties.ts";
import type { Untyped } from "../support/proto-client.ts";
import { Scene } from "../support/scene.ts";
import { openStage, type ServerStage } from "../support/stage.ts";

/** More than a frame holds, of failures as large as they may be. */
const FAILURES = 150;
const STACK = "\u20ac".repeat(32_768);

let stage: ServerStage;
let scene: Scene;
let worker: Untyped;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  scene = new Scene(stage);
  worker = await newAgent(scene);
  return () => scene[Symbol.dispose]();
});

/** Sends requests of a user, and answers them all. */
async function answered(caller: Untyped, count: number, answer: object): Promise<void> {
  await send(scene, caller, ...Array.from({ length: count }, (_, index) => action(worker, `${caller.entity.uid} ${index}`)));
  let resume: Untyped;
  for (let left = count; left > 0; ) {
    const received = await scene.call("ExchangeService.Receive", {
      token: worker.token,
      max_messages: 20,
      ...(resume === undefined ? {} : { resume }),
    });
    resume = received.session;
    left -= received.deliveries.length;
    const settlements = received.deliveries.map(({ sequence }: Untyped) => ({ sequence, kind: "SETTLEMENT_KIND_RESPOND", answer }));
    await scene.call("ExchangeService.Settle", { token: worker.token, session: resume, settlements });
  }
}

const failure = { status: "ANSWER_STATUS_FAILED", failure: { type: "Oops", stack: STACK } };

describe("more failures than a frame holds", () => {
  let alice: Untyped;

  beforeEach(async () => {
    alice = await newUser(scene);
    await answered(alice, FAILURES, failure);
  });

  it("come by Receive, a part at a time", async () => {
    let resume: Untyped;
    const got: string[] = [];
    while (got.length < FAILURES) {
      const request = { token: alice.token, max_messages: 1_000, ...(resume === undefined ? {} : { resume }) };
      const { session, deliveries } = await scene.call("ExchangeService.Receive", request);
      resume = session;
      got.push(...deliveries.map(({ envelope }: Untyped) => envelope.failure.stack));
    }
    expect(got).toEqual(Array.from({ length: FAILURES }, () => STACK));
  });

  it("come by Listen", async () => {
    const stream = scene.open("ExchangeService.Listen", { token: alice.token, max_leased: 1_000 });
    const got = await stream.until(({ messages }) => {
      const deliveries = messages.flatMap((message) => message.deliveries);
      return deliveries.length < FAILURES ? undefined : deliveries;
    });
    expect(got).toHaveLength(FAILURES);
  });

  it("come by Connect", async () => {
    const stream = scene.open("ExchangeService.Connect");
    stream.write({ attaches: [{ channel: 1, token: alice.token }] });
    const got = await stream.until(({ events }) => {
      const deliveries = events.flatMap((event) => event.deliveries);
      return deliveries.length < FAILURES ? undefined : deliveries;
    });
    expect(got).toHaveLength(FAILURES);
  });
});

describe("sessions of one stream", () => {
  it("are all served to the end, though what the first has leaves little of the frame", async () => {
    const counts = [2, 4, 4];
    const users = await Promise.all(counts.map(() => newUser(scene)));
    for (const [index, user] of users.entries()) {
      await answered(user, counts[index]!, { status: "ANSWER_STATUS_OK", body: Buffer.alloc(300_000) });
    }
    const stream = scene.open("ExchangeService.Connect");
    stream.write({ attaches: users.map(({ token }, channel) => ({ channel, token })) });
    const complete = await stream.until(({ events }) => {
      const got = users.map(
        (_, channel) => events.filter((event) => event.channel === channel).flatMap(({ deliveries }) => deliveries).length,
      );
      return got.join() === counts.join() ? true : undefined;
    });
    expect(complete).toBe(true);
  });
});
