import { getEventListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { ActionCancelledError, ExpiredError, InvalidStateError, SerializationError, StreamBrokenError } from "@lyceum/client";
import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { AnswerStatus, type Envelope, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Reason } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agentId } from "../../clients/typescript/src/entity.ts";
import { Connection } from "../../clients/typescript/src/exchange/connection.ts";
import { Messenger } from "../../clients/typescript/src/exchange/messenger.ts";
import { ExchangeClient } from "../../clients/typescript/src/exchange-client.ts";
import type { Handle } from "../../clients/typescript/src/handle-types.ts";
import { FakeConnect } from "../support/fake-connect.ts";

const AGENT_PROTO = { uid: "a1", role: Role.AGENT, name: "" };

let fake: FakeConnect;
let connection: Connection;
let messenger: Messenger;
let client: ExchangeClient;
let handle: Handle;
let sequence = 0n;

beforeEach(async () => {
  fake = new FakeConnect();
  connection = new Connection(fake);
  messenger = new Messenger({
    entity: { uid: "u1", role: "user", name: "" },
    origin: "fake",
    transport: fake,
    connection,
    session: { token: { token: "t1" } },
  });
  client = new ExchangeClient({ messenger });
  handle = client.getHandle(agentId("a1"));
  await fake.until(({ streams }) => (streams[0]?.channel ?? 0) > 0);
  fake.stream.grant();
});

afterEach(() => connection.close());

async function sent(count: number): Promise<Envelope> {
  await fake.until(({ stream }) => stream.sends.length >= count);
  return fake.stream.sends[count - 1] as Envelope;
}

interface Reply {
  readonly status?: AnswerStatus;
  readonly body?: string;
  readonly part?: number;
  readonly attempt?: number;
  readonly message?: string;
}

function answer(id: string, { status = AnswerStatus.OK, body = "1", part = 0, attempt = 1, message = "" }: Reply = {}): void {
  sequence += 1n;
  const envelope = { id, kind: MessageKind.RESPONSE, src: AGENT_PROTO, status, part, attempt, body: new TextEncoder().encode(body) };
  const failure = message === "" ? {} : { failure: { type: "T", message } };
  fake.stream.tell({ deliveries: [{ sequence, attempt: 1, envelope: { ...envelope, ...failure } }] });
}

function part(id: string, index: number, attempt = 1): void {
  const envelope = { id, kind: MessageKind.PART, src: AGENT_PROTO, part: index, attempt, body: new TextEncoder().encode(String(index)) };
  fake.stream.tell({ deliveries: [{ sequence: 0n, attempt, envelope }] });
}

async function all(parts: AsyncIterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const part of parts) read.push(part);
  return read;
}

describe("a call", () => {
  it.each([
    [AnswerStatus.FAILED, "AgentError", ""],
    [AnswerStatus.CANCELLED, "ActionCancelledError", "REQUEST_CANCELLED"],
    [AnswerStatus.MAILBOX_TERMINATED, "MailboxTerminatedError", "MAILBOX_TERMINATED"],
    [AnswerStatus.EXPIRED, "ExpiredError", "EXPIRED"],
    [AnswerStatus.UNDELIVERABLE, "UndeliverableError", "UNDELIVERABLE"],
    [AnswerStatus.HOST_LOST, "HostLostError", "HOST_LOST"],
    [AnswerStatus.INCOMPATIBLE_PROTOCOL, "IncompatibleProtocolError", "INCOMPATIBLE_PROTOCOL"],
    [AnswerStatus.ACTION_NOT_FOUND, "ActionNotFoundError", "ACTION_NOT_FOUND"],
    [AnswerStatus.INVALID_ARGUMENTS, "InvalidArgumentsError", "INVALID_ARGUMENTS"],
    [AnswerStatus.UNSUPPORTED, "UnsupportedError", "UNSUPPORTED"],
    [AnswerStatus.INVALID_STATE, "InvalidStateError", ""],
    [99 as AnswerStatus, "LyceumError", "ANSWER_STATUS_99"],
  ])("that is answered with status %s fails with %s", async (status, name, reason) => {
    const call = handle.call("work");
    answer((await sent(1)).id, { status, message: "why" });
    await expect(call).rejects.toMatchObject({ name, reason, message: "why" });
  });

  it("fails at its own timeout, told or not, and says so to the exchange [case 25]", async () => {
    const call = handle.call("work", [], { timeoutMs: 20 });
    expect((await sent(1)).timeout).toMatchObject({ seconds: 0n, nanos: 20_000_000 });
    await expect(call).rejects.toBeInstanceOf(ExpiredError);
    expect(messenger.pending).toBe(0);
  });

  it("that cannot be sent fails as a promise does, and leaves nothing behind [J33]", async () => {
    await expect(handle.call("work", [Number.NaN])).rejects.toBeInstanceOf(SerializationError);
    await expect(handle.call("work", [new Uint8Array(5_000_000)])).rejects.toMatchObject({ name: "MessageTooLargeError", size: 5_000_000 });
    const refused = handle.call("work");
    await sent(1);
    fake.stream.tell({
      takenThrough: 1n,
      failed: [{ sequence: 1n, error: { reason: Reason.MAILBOX_NOT_FOUND, message: "no such mailbox" } }],
    });
    await expect(refused).rejects.toMatchObject({ name: "MailboxNotFoundError" });
    expect(messenger.pending).toBe(0);
  });

  it("is sent again when the mailbox is full and will not stay so", async () => {
    const call = handle.call("work");
    const { id } = await sent(1);
    const error = { reason: Reason.MAILBOX_FULL, message: "full", retryDelay: { seconds: 0n, nanos: 1_000_000 } };
    fake.stream.tell({ takenThrough: 1n, failed: [{ sequence: 1n, error }] });
    expect((await sent(2)).id).toBe(id);
    answer(id);
    expect(await call).toBe(1);
  });

  it("is cancelled by its signal: it fails with the signal's reason, and the agent is asked [case 19]", async () => {
    const reason = new Error("enough");
    const early = handle.call("work", [], { signal: AbortSignal.abort(reason) });
    await expect(early).rejects.toBe(reason);
    const stop = new AbortController();
    const call = handle.call("work", [], { signal: stop.signal });
    const { id } = await sent(1);
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(await sent(2)).toMatchObject({ kind: MessageKind.CANCEL, targetId: id });
    answer(id, { status: AnswerStatus.CANCELLED });
    const next = handle.call("work");
    answer((await sent(3)).id, { body: "2" });
    expect(await next).toBe(2);
  });

  it("that is cancelled while nothing can be sent fails with the signal's reason all the same [J32]", async () => {
    const stop = new AbortController();
    const call = handle.call("work", [], { signal: stop.signal });
    await sent(1);
    fake.stream.cut(undefined);
    const reason = new Error("enough");
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it("does not listen to its signal once it has ended", async () => {
    const stop = new AbortController();
    const call = handle.call("work", [], { signal: stop.signal });
    answer((await sent(1)).id);
    await call;
    stop.abort(new Error("too late"));
    await turn();
    expect(fake.stream.sends).toHaveLength(1);
  });

  it("leaves nothing at a signal that outlives it, however many there were [case 24]", async () => {
    const { signal } = new AbortController();
    const calls = Array.from({ length: 2_000 }, () => handle.call("work", [], { signal }));
    await sent(2_000);
    expect(getEventListeners(signal, "abort")).toHaveLength(2_000);
    for (const { id } of fake.stream.sends) answer(id);
    await Promise.all(calls);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(messenger.pending).toBe(0);
  });

  it("fails when its client is closed", async () => {
    const call = handle.call("work");
    await sent(1);
    fake.answers.set("Terminate", () => ({ status: 2 }));
    fake.stream.confirm();
    const closed = client.close();
    await expect(call).rejects.toMatchObject({ name: "ClosedError" });
    await closed;
    await expect(handle.call("work")).rejects.toMatchObject({ name: "ClosedError" });
  });
});

describe("a stream of parts", () => {
  it("is read in order, and then tells what the action returned", async () => {
    const call = handle.call<string, number>("count", [2]);
    const { id } = await sent(1);
    part(id, 0);
    part(id, 1);
    part(id, 1);
    answer(id, { body: '"done"', part: 2 });
    const seen: number[] = [];
    for await (const value of call) seen.push(value);
    expect(seen).toEqual([0, 1]);
    expect(await call).toBe("done");
  });

  it("is over with an error when parts were lost on the way", async () => {
    const lost = handle.call("count");
    const first = await sent(1);
    part(first.id, 0);
    answer(first.id, { part: 2 });
    await expect(all(lost)).rejects.toBeInstanceOf(StreamBrokenError);
    const gap = handle.call("count");
    const second = await sent(2);
    part(second.id, 0);
    part(second.id, 2);
    await expect(all(gap)).rejects.toThrow("part 1 was lost");
  });

  it("begins again unseen when another host takes over before anything was read, and breaks after", async () => {
    const unread = handle.call("count");
    const first = await sent(1);
    part(first.id, 0);
    part(first.id, 0, 2);
    answer(first.id, { part: 1, attempt: 2 });
    expect(await all(unread)).toEqual([0]);
    const read = handle.call("count");
    const second = await sent(2);
    const parts = read[Symbol.asyncIterator]();
    part(second.id, 0);
    expect((await parts.next()).value).toBe(0);
    part(second.id, 0, 2);
    await expect(parts.next()).rejects.toThrow("began again");
  });

  it("ends with what the action failed with, after the parts that came", async () => {
    const call = handle.call("count");
    const { id } = await sent(1);
    part(id, 0);
    answer(id, { status: AnswerStatus.FAILED, message: "boom" });
    const parts = call[Symbol.asyncIterator]();
    expect((await parts.next()).value).toBe(0);
    await expect(parts.next()).rejects.toThrow("boom");
  });

  it("cancels the call when its reader leaves", async () => {
    const call = handle.call("count");
    const { id } = await sent(1);
    part(id, 0);
    for await (const _ of call) break;
    expect(await sent(2)).toMatchObject({ kind: MessageKind.CANCEL, targetId: id });
    await expect(call).rejects.toBeInstanceOf(ActionCancelledError);
  });

  it("tells the agent that parts were read only once they were", async () => {
    const call = handle.call("count");
    const { id } = await sent(1);
    for (let index = 0; index < 40; index += 1) part(id, index);
    const ping = { id: "p", kind: MessageKind.PING, src: AGENT_PROTO, label: "lyceum.parts", targetId: id };
    fake.stream.tell({ deliveries: [{ sequence: 77n, attempt: 1, envelope: ping }] });
    await turn();
    await turn();
    expect(fake.stream.settles).toEqual([]);
    const parts = call[Symbol.asyncIterator]();
    for (let index = 0; index < 10; index += 1) await parts.next();
    await fake.until(({ stream }) => stream.settles.includes("respond 77"));
  });

  it("keeps no parts for who awaits the result alone", async () => {
    const call = handle.call("count");
    const result = call.then((value) => value);
    const { id } = await sent(1);
    for (let index = 0; index < 100; index += 1) part(id, index);
    answer(id, { part: 100 });
    expect(await result).toBe(1);
    await expect(all(call)).rejects.toBeInstanceOf(InvalidStateError);
  });
});

describe("a user's mailbox", () => {
  it("answers requests that users do not fulfil, and goes on [J30]", async () => {
    const action = { id: "x", kind: MessageKind.ACTION, src: AGENT_PROTO, action: "work" };
    const event = { id: "y", kind: MessageKind.EVENT, src: AGENT_PROTO, action: "work" };
    fake.stream.tell({
      deliveries: [
        { sequence: 5n, attempt: 1, envelope: action },
        { sequence: 6n, attempt: 1, envelope: event },
      ],
    });
    await fake.until(({ stream }) => stream.settles.length === 2);
    expect(fake.stream.settles).toEqual(["respond 5", "acknowledge 6"]);
    const [first] = fake.stream.items;
    expect(first!.item).toMatchObject({ case: "settle", value: { answer: { status: AnswerStatus.UNSUPPORTED } } });
  });
});

describe("a handle", () => {
  it("is the same one while it is open, and a new one after", () => {
    expect(client.getHandle(agentId("a1"))).toBe(handle);
    handle.close();
    expect(client.getHandle(agentId("a1"))).not.toBe(handle);
  });

  it("is no promise, prints itself, and travels as its agent's id", () => {
    expect((handle as unknown as { then: unknown }).then).toBeUndefined();
    expect(String(handle)).toBe("Handle(agent a1)");
    expect(JSON.parse(JSON.stringify([handle]))).toEqual([{ uid: "a1", role: "agent", name: "" }]);
  });

  it("calls nothing once it is closed", async () => {
    handle.close();
    await expect(handle.work()).rejects.toMatchObject({ name: "ClosedError" });
  });

  it("makes its calls with the options it was given", async () => {
    handle
      .with({ timeoutMs: 60_000, kwargs: { by: 1 } })
      .work(5)
      .catch(() => undefined);
    const envelope = await sent(1);
    expect(envelope.timeout).toMatchObject({ seconds: 60n });
    expect(new TextDecoder().decode(envelope.body)).toBe('{"args":[5],"kwargs":{"by":1}}');
  });

  it("asks for the end, and says when the mailbox has ended", async () => {
    const done = handle.shutdown({ terminate: false });
    expect(await sent(1)).toMatchObject({ kind: MessageKind.SHUTDOWN, terminate: false });
    fake.stream.confirm();
    await done;
    const late = handle.shutdown();
    await sent(2);
    fake.stream.tell({ takenThrough: 2n, failed: [{ sequence: 2n, error: { reason: Reason.MAILBOX_TERMINATED, message: "ended" } }] });
    await expect(late).rejects.toMatchObject({ name: "MailboxTerminatedError" });
  });
});
