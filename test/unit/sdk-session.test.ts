import { setImmediate as turn } from "node:timers/promises";
import { ClosedError, errorOf, MessageTooLargeError, SupersededError, UnavailableError } from "@lyceum/client";
import { AnswerStatus, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Reason } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { afterEach, describe, expect, it } from "vitest";
import { envelopeOf } from "../../clients/typescript/src/exchange/envelope.ts";

import { agent, answer, closeRigs, granted, request, user } from "../support/session-rig.ts";

afterEach(closeRigs);

describe("a session on its stream", () => {
  it("attaches with its token and window, and sends what waited once it is granted", async () => {
    const rig = user();
    const call = rig.handle.call("work", [1]);
    await rig.fake.until(({ stream }) => stream.frames.length === 1);
    expect(rig.fake.stream.frames[0]).toMatchObject({ attaches: [{ channel: 1, token: "t1", credits: 256 }], updates: [] });
    rig.fake.stream.grant();
    await rig.fake.until(({ stream }) => stream.sends.length === 1);
    const [sent] = rig.fake.stream.sends;
    expect(sent).toMatchObject({ kind: MessageKind.ACTION, action: "work", dest: { uid: "a1" } });
    rig.fake.stream.tell({ takenThrough: 1n, deliveries: [answer(sent!.id, 7, "42")] });
    expect(await call).toBe(42);
  });

  it("puts all that is ready in a turn into one frame", async () => {
    const rig = user();
    await granted(rig);
    await turn();
    const before = rig.fake.stream.frames.length;
    for (let index = 0; index < 100; index += 1) rig.handle.call("work", [index]).catch(() => undefined);
    await rig.fake.until(({ stream }) => stream.sends.length === 100);
    expect(rig.fake.stream.frames.length - before).toBe(1);
  });

  it("cuts frames by number and by bytes, and lets a large message travel alone", async () => {
    const rig = user();
    await granted(rig);
    for (let index = 0; index < 600; index += 1) rig.handle.call("work", [index]).catch(() => undefined);
    await rig.fake.until(({ stream }) => stream.sends.length === 600);
    const sizes = rig.fake.stream.frames.flatMap(({ updates }) => updates.map(({ items }) => items.length));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256);
    const count = rig.fake.stream.frames.length;
    const half = new Uint8Array(600_000);
    for (let index = 0; index < 3; index += 1) rig.handle.call("work", [half]).catch(() => undefined);
    rig.handle.call("work", [new Uint8Array(3_000_000)]).catch(() => undefined);
    await rig.fake.until(({ stream }) => stream.sends.length === 604);
    const bytes = rig.fake.stream.frames
      .slice(count)
      .map(({ updates }) =>
        updates.flatMap(({ items }) => items).reduce((sum, { item }) => sum + (item.case === "send" ? item.value.body.length : 0), 0),
      );
    expect(bytes).toEqual([600_000, 600_000, 600_000, 3_000_000]);
  });

  it("writes no more while the way is full, and goes on when it is drained", async () => {
    const rig = user();
    await granted(rig);
    await turn();
    rig.fake.stream.room = false;
    rig.handle.call("work", [1]).catch(() => undefined);
    await rig.fake.until(({ stream }) => stream.sends.length === 1);
    rig.handle.call("work", [2]).catch(() => undefined);
    await turn();
    await turn();
    expect(rig.fake.stream.sends).toHaveLength(1);
    rig.fake.stream.drained();
    await rig.fake.until(({ stream }) => stream.sends.length === 2);
  });

  it("holds new messages back once the server drains, and still sends parts and answers", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [request(1)] });
    rig.fake.stream.push({ drain: {} });
    rig.handle.call("work").catch(() => undefined);
    const { src: dest, id } = rig.requests[0]!.envelope;
    rig.messenger.session.send(envelopeOf({ id, kind: MessageKind.PART, dest: dest! }));
    rig.messenger.session.respond(rig.requests[0]!, { status: AnswerStatus.OK });
    await rig.fake.until(({ stream }) => stream.settles.length === 1);
    await turn();
    expect(rig.fake.stream.sends.map(({ kind }) => kind)).toEqual([MessageKind.PART]);
    rig.fake.stream.cut(new UnavailableError("the server stops", { code: "UNAVAILABLE" }));
    await rig.fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    rig.fake.stream.grant({ resumed: true, takenThrough: 2n });
    await rig.fake.until(({ stream }) => stream.sends.length === 1);
    expect(rig.fake.stream.sends[0]!.kind).toBe(MessageKind.ACTION);
  });
});

describe("a session across streams", () => {
  it("sends again, as it was, what was not confirmed, and nothing else [case 4]", async () => {
    const rig = user();
    await granted(rig);
    rig.handle.call("work", [1]).catch(() => undefined);
    rig.handle.call("work", [2]).catch(() => undefined);
    await rig.fake.until(({ stream }) => stream.sends.length === 2);
    const ids = rig.fake.stream.sends.map(({ id }) => id);
    rig.fake.stream.tell({ takenThrough: 1n });
    rig.fake.stream.cut(new UnavailableError("gone", { code: "UNAVAILABLE" }));
    rig.handle.call("work", [3]).catch(() => undefined);
    await rig.fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    expect(rig.fake.stream.frames[0]).toMatchObject({ attaches: [{ channel: 2, resume: { sessionId: "s", resumeToken: "r" } }] });
    rig.fake.stream.grant({ resumed: true, takenThrough: 1n });
    await rig.fake.until(({ stream }) => stream.sends.length === 2);
    expect(rig.fake.stream.items.map(({ sequence }) => sequence)).toEqual([2n, 3n]);
    expect(rig.fake.stream.sends[0]!.id).toBe(ids[1]);
  });

  it("learns from the grant what was taken, and what was refused, before the stream was cut", async () => {
    const rig = user();
    await granted(rig);
    const refused = rig.handle.call("work", [1]);
    rig.handle.call("work", [2]).catch(() => undefined);
    await rig.fake.until(({ stream }) => stream.sends.length === 2);
    rig.fake.stream.cut(undefined);
    await rig.fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    const facts = { size: "20", limit: "10" };
    rig.fake.stream.tell({
      grant: { sessionId: "s", resumeToken: "r", resumed: true, takenThrough: 2n },
      failed: [{ sequence: 1n, error: { reason: Reason.MESSAGE_TOO_LARGE, message: "too large", facts } }],
    });
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MessageTooLargeError);
    expect(error).toMatchObject({ size: 20, limit: 10, reason: "MESSAGE_TOO_LARGE", code: "INVALID_ARGUMENT" });
    await turn();
    expect(rig.fake.stream.sends).toHaveLength(0);
  });

  it("names what it holds, and takes nothing twice", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [request(1), request(2), request(3)] });
    rig.messenger.session.respond(rig.requests[1]!, { status: AnswerStatus.OK });
    await rig.fake.until(({ stream }) => stream.settles.includes("respond 2"));
    rig.fake.stream.confirm();
    rig.fake.stream.cut(undefined);
    await rig.fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    expect(rig.fake.stream.frames[0]!.attaches[0]).toMatchObject({ resume: { held: [1n, 3n] }, credits: 253 });
    rig.fake.stream.grant({ resumed: true });
    rig.fake.stream.tell({ deliveries: [request(1), request(3), request(4)] });
    expect(rig.requests.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });

  it("lets go of a request that comes again with a later attempt, and takes it anew [J7]", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [request(1)] });
    rig.fake.stream.tell({ deliveries: [request(1, 2)] });
    expect(rig.revoked).toEqual([rig.requests[0]]);
    expect(rig.requests.map(({ attempt }) => attempt)).toEqual([1, 2]);
    rig.messenger.session.respond(rig.requests[0]!, { status: AnswerStatus.OK });
    rig.messenger.session.respond(rig.requests[1]!, { status: AnswerStatus.FAILED });
    await rig.fake.until(({ stream }) => stream.settles.length > 0);
    expect(rig.fake.stream.settles).toEqual(["respond 1"]);
  });

  it("opens a new session when the old one is over: messages go again, settlements are void", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [request(1)] });
    rig.messenger.session.respond(rig.requests[0]!, { status: AnswerStatus.OK });
    rig.handle.call("work").catch(() => undefined);
    await rig.fake.until(({ stream }) => stream.items.length === 2);
    rig.fake.stream.tell({ end: { error: { reason: Reason.SESSION_ENDED, message: "over" } } });
    await rig.fake.until(({ stream }) => stream.channel === 2);
    expect(rig.fake.stream.frames.at(-1)!.attaches[0]!.resume).toBeUndefined();
    rig.fake.stream.grant();
    await rig.fake.until(({ stream }) => stream.items.length === 3);
    const last = rig.fake.stream.items[2]!;
    expect([last.sequence, last.item.case]).toEqual([1n, "send"]);
    rig.fake.stream.tell({ deliveries: [request(1, 2)] });
    expect(rig.requests).toHaveLength(2);
  });

  it("never comes back once it is superseded [J7]", async () => {
    const rig = user();
    await granted(rig);
    const call = rig.handle.call("work");
    await rig.fake.until(({ stream }) => stream.sends.length === 1);
    rig.fake.stream.tell({ end: { error: { reason: Reason.SUPERSEDED, message: "a newer attempt runs" } } });
    await expect(call).rejects.toBeInstanceOf(SupersededError);
    await expect(rig.handle.call("work")).rejects.toBeInstanceOf(SupersededError);
    rig.fake.stream.cut(undefined);
    await turn();
    expect(rig.fake.streams).toHaveLength(1);
  });

  it("gets a fresh token when the old one has ended", async () => {
    let renewed = 0;
    const renew = async () => ({ token: `t${2 + renewed++}` });
    const rig = user({}, { renew });
    await granted(rig);
    rig.fake.stream.tell({ end: { error: { reason: Reason.TOKEN_EXPIRED, message: "its time is over" } } });
    await rig.fake.until(({ stream }) => stream.channel === 2);
    expect(rig.fake.stream.frames.at(-1)!.attaches[0]).toMatchObject({ token: "t2", resume: { sessionId: "s" } });
    rig.fake.stream.grant({ resumed: true });
    expect(rig.messenger.closed).toBe(false);
  });

  it("renews its token within the stream before it ends [case 39]", async () => {
    const renew = async () => ({ token: "t2" });
    const rig = user({}, { token: { token: "t1", expiresAtMs: Date.now() + 10 }, renew });
    await granted(rig);
    await rig.fake.until(({ stream }) => stream.frames.some(({ updates }) => updates.some(({ token }) => token === "t2")));
    expect(rig.fake.streams).toHaveLength(1);
  });

  it("opens another stream when the server falls silent [case 2]", async () => {
    const rig = user({ silenceMs: 60 });
    await granted(rig);
    await rig.fake.until(({ streams }) => streams.length === 2);
    expect(rig.fake.streams[0]!.cancelled).toBe(true);
  });

  it("fails calls when the server stays away, and works again when it is back", async () => {
    const rig = user({ unreachableMs: 80 });
    await granted(rig);
    const call = rig.handle.call("work");
    rig.fake.stream.cut(new UnavailableError("gone", { code: "UNAVAILABLE" }));
    await expect(call).rejects.toBeInstanceOf(UnavailableError);
    await expect(rig.handle.call("work")).rejects.toBeInstanceOf(UnavailableError);
    await rig.fake.until(({ streams }) => streams.length > 1 && streams.at(-1)!.channel > 0);
    rig.fake.stream.grant({ resumed: true });
    const later = rig.handle.call("work");
    await rig.fake.until(({ stream }) => stream.sends.length > 0);
    rig.fake.stream.tell({ deliveries: [answer(rig.fake.stream.sends.at(-1)!.id, 9)] });
    expect(await later).toBe(1);
  });

  it("goes on with a fresh credential when the stream ends with the old one [case 39]", async () => {
    const rig = user();
    await granted(rig);
    rig.fake.stream.cut(errorOf("the credential's time is over", { reason: "TOKEN_EXPIRED" }));
    await rig.fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    rig.fake.stream.grant({ resumed: true });
    expect(rig.messenger.closed).toBe(false);
    rig.fake.stream.cut(undefined);
    await rig.fake.until(({ streams }) => streams.length === 3);
    rig.fake.stream.cut(errorOf("no fresh one came", { reason: "TOKEN_EXPIRED" }));
    expect(rig.messenger.closed).toBe(true);
  });

  it("is over when its transport was closed under it", async () => {
    const rig = user();
    await granted(rig);
    const call = rig.handle.call("work");
    rig.fake.bidi = () => {
      throw new ClosedError("the client is closed");
    };
    rig.fake.stream.cut(undefined);
    await expect(call).rejects.toBeInstanceOf(ClosedError);
    expect(rig.messenger.closed).toBe(true);
  });

  it("gives up at once what the server will never take", async () => {
    const rig = user();
    const call = rig.handle.call("work");
    await rig.fake.until(({ streams }) => streams.length === 1);
    rig.fake.stream.cut(errorOf("the credential is wrong", { reason: "TOKEN_INVALID" }));
    await expect(call).rejects.toMatchObject({ name: "UnauthenticatedError", reason: "TOKEN_INVALID" });
    await turn();
    expect(rig.fake.streams).toHaveLength(1);
  });
});

describe("settling", () => {
  it("lets an answer in the same turn take the place of the acknowledgement", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [request(1), request(2)] });
    for (const held of rig.requests) rig.messenger.session.acknowledge(held);
    rig.messenger.session.respond(rig.requests[0]!, { status: AnswerStatus.OK });
    await rig.fake.until(({ stream }) => stream.settles.length === 2);
    expect(rig.fake.stream.settles.toSorted()).toEqual(["acknowledge 2", "respond 1"]);
    rig.messenger.session.respond(rig.requests[1]!, { status: AnswerStatus.OK });
    await rig.fake.until(({ stream }) => stream.settles.length === 3);
    expect(rig.fake.stream.settles[2]).toBe("respond 2");
  });

  it("tells that an acknowledgement is kept once the exchange has it, and never of what was answered or came again first", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [request(1), request(2), request(3)] });
    const kept: number[] = [];
    for (const held of rig.requests) rig.messenger.session.acknowledge(held, () => kept.push(held.sequence));
    await rig.fake.until(({ stream }) => stream.settles.length === 3);
    expect(kept).toEqual([]);
    rig.messenger.session.respond(rig.requests[1]!, { status: AnswerStatus.CANCELLED });
    rig.fake.stream.tell({ deliveries: [{ ...request(3), attempt: 2 }] });
    rig.fake.stream.confirm();
    expect(kept).toEqual([1]);
  });

  it("answers once, whatever is said after that", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [request(1)] });
    const [held] = rig.requests;
    rig.messenger.session.respond(held!, { status: AnswerStatus.CANCELLED });
    rig.messenger.session.respond(held!, { status: AnswerStatus.OK });
    rig.messenger.session.drop(held!);
    await rig.fake.until(({ stream }) => stream.settles.length > 0);
    await turn();
    expect(rig.fake.stream.settles).toEqual(["respond 1"]);
  });

  it("settles again what the store could not take", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [request(1)] });
    rig.messenger.session.respond(rig.requests[0]!, { status: AnswerStatus.OK });
    await rig.fake.until(({ stream }) => stream.settles.length === 1);
    const error = { reason: Reason.STORE_UNAVAILABLE, message: "full", retryDelay: { seconds: 0n, nanos: 1_000_000 } };
    rig.fake.stream.tell({ takenThrough: 1n, failed: [{ sequence: 1n, error }] });
    await rig.fake.until(({ stream }) => stream.settles.length === 2);
    expect(rig.fake.stream.settles).toEqual(["respond 1", "respond 1"]);
  });

  it("gives credits back by the quarter, and states them anew after a cut", async () => {
    const rig = agent({ window: 8 });
    await granted(rig);
    await turn();
    rig.fake.stream.tell({ deliveries: [1, 2, 3, 4, 5].map((sequence) => request(sequence)) });
    rig.messenger.session.giveCredit();
    await turn();
    expect(rig.fake.stream.frames.flatMap(({ updates }) => updates)).toHaveLength(0);
    rig.messenger.session.giveCredit();
    await rig.fake.until(({ stream }) => stream.frames.some(({ updates }) => updates.some(({ credits }) => credits === 2)));
    rig.messenger.session.giveCredit();
    rig.fake.stream.cut(undefined);
    await rig.fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    expect(rig.fake.stream.frames[0]!.attaches[0]!.credits).toBe(6);
  });

  async function leaving() {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.lets = false;
    rig.fake.stream.tell({ deliveries: [request(1), { ...request(2), begun: true }] });
    rig.messenger.session.respond(rig.requests[0]!, { status: AnswerStatus.OK });
    let over = false;
    const closed = rig.messenger.close().then(() => {
      over = true;
    });
    await rig.fake.until(({ stream }) => stream.detaches.length === 1);
    return { ...rig, closed, isOver: () => over };
  }

  it("leaves with its last answers in one frame, and has left once they are confirmed", async () => {
    const { fake, closed, isOver } = await leaving();
    expect(fake.stream.frames.at(-1)).toMatchObject({ updates: [{ items: [{ sequence: 1n }] }], detaches: [{ begun: [] }] });
    fake.stream.confirm();
    await turn();
    expect(isOver()).toBe(false);
    fake.stream.tell({ end: {} });
    await closed;
    expect(fake.stream.detaches).toHaveLength(1);
  });

  it("begins, answers and sends nothing once it leaves: what comes goes back", async () => {
    const { fake, closed, messenger, requests } = await leaving();
    fake.stream.tell({ deliveries: [request(3)] });
    messenger.session.respond(requests[1]!, { status: AnswerStatus.OK });
    await expect(messenger.post({ kind: MessageKind.EVENT, dest: requests[0]!.envelope.src! })).rejects.toThrow(ClosedError);
    await turn();
    expect(requests).toHaveLength(2);
    expect(fake.stream.settles).toEqual(["respond 1"]);
    fake.stream.tell({ takenThrough: 1n, end: {} });
    await closed;
  });

  it("says its last answers again, and that it leaves, when its stream is cut before they are confirmed", async () => {
    const { fake, closed } = await leaving();
    fake.stream.cut(undefined);
    await fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    expect(fake.stream.detaches).toHaveLength(0);
    fake.stream.grant({ resumed: true });
    await fake.until(({ stream }) => stream.detaches.length === 1);
    expect(fake.stream.settles).toEqual(["respond 1"]);
    await closed;
  });

  it("has left when its stream is cut after its last answers were confirmed", async () => {
    const { fake, closed } = await leaving();
    fake.stream.confirm();
    fake.stream.cut(undefined);
    await closed;
    await turn();
    expect(fake.streams).toHaveLength(1);
  });

  it("has left when the exchange says, on the next stream, that its session is over", async () => {
    const { fake, closed } = await leaving();
    fake.stream.cut(undefined);
    await fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    fake.stream.tell({ end: { error: { reason: Reason.SESSION_ENDED, message: "over" } } });
    await closed;
  });

  it("leaves at once when it has no stream and nothing to say", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.cut(undefined);
    await rig.messenger.close();
    await turn();
    expect(rig.fake.streams).toHaveLength(1);
  });

  it("names, when it leaves, what counted as begun and did begin, and is not known to be answered", async () => {
    const rig = agent();
    await granted(rig);
    rig.fake.stream.tell({ deliveries: [1, 2, 3].map((sequence) => ({ ...request(sequence), begun: true })) });
    for (const held of rig.requests.slice(0, 2)) held.running = true;
    rig.messenger.session.respond(rig.requests[1]!, { status: AnswerStatus.OK });
    await rig.messenger.close(AbortSignal.abort());
    await rig.fake.until(({ stream }) => stream.detaches.length === 1);
    expect(rig.fake.stream.detaches).toMatchObject([{ begun: [1n, 2n] }]);
  });
});

describe("answers", () => {
  it("drops what nobody waits for, repeated or late, and goes on [J12] [J13]", async () => {
    const rig = user();
    await granted(rig);
    const first = rig.handle.call("work");
    await rig.fake.until(({ stream }) => stream.sends.length === 1);
    const { id } = rig.fake.stream.sends[0]!;
    rig.fake.stream.tell({ deliveries: [answer("nobody-asked", 1), answer(id, 2, "", AnswerStatus.MAILBOX_TERMINATED)] });
    await expect(first).rejects.toMatchObject({ name: "MailboxTerminatedError", uid: "a1" });
    rig.fake.stream.tell({ deliveries: [answer(id, 3, "5")] });
    const second = rig.handle.call("work");
    await rig.fake.until(({ stream }) => stream.sends.length === 2);
    rig.fake.stream.tell({ deliveries: [answer(rig.fake.stream.sends[1]!.id, 4, "6")] });
    expect(await second).toBe(6);
    await rig.fake.until(({ stream }) => stream.settles.length === 4);
    expect(rig.fake.stream.settles).toEqual([1, 2, 3, 4].map((sequence) => `acknowledge ${sequence}`));
  });
});
