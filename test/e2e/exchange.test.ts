import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { startServer, type TestServer } from "../support/server.ts";

const run = promisify(execFile);

let server: TestServer;
let client: Untyped;
let call: (method: string, request: object) => Promise<Untyped>;

beforeAll(async () => {
  server = await startServer({ limits: { heartbeatMs: 100, resumeWindowMs: 300 } });
  client = protoClient(server.grpcUrl, "ExchangeService");
  call = (method, request) => unary(client, method, request, bearer(server.token));
});

afterAll(async () => {
  client.close();
  await server[Symbol.asyncDispose]();
});

async function agent(lineage = ["Echo"]): Promise<Untyped> {
  return (await call("RegisterAgents", { agents: [{ lineage, name: "echo" }] })).registrations[0];
}

async function user(): Promise<Untyped> {
  return (await call("RegisterUser", { name: "alice" })).registration;
}

function request(dest: Untyped, id: string, more: object = {}): object {
  return { id, kind: "MESSAGE_KIND_ACTION", dest: dest.entity, action: "echo", body: Buffer.from("[1]"), ...more };
}

const respond = (sequence: string, body = "7") => ({
  sequence,
  kind: "SETTLEMENT_KIND_RESPOND",
  answer: { status: "ANSWER_STATUS_OK", body: Buffer.from(body) },
});

/** Frames of a Connect stream, as they come. */
class Stream {
  readonly #stream: Untyped;
  readonly events: Untyped[] = [];
  frames = 0;
  status: Untyped;
  #changed = Promise.withResolvers<void>();

  constructor() {
    this.#stream = client.Connect(bearer(server.token));
    this.#stream.on("data", (frame: Untyped) => {
      this.frames += 1;
      this.events.push(...frame.events);
      this.#change();
    });
    this.#stream.on("error", () => undefined);
    this.#stream.on("status", (status: Untyped) => {
      this.status = status;
      this.#change();
    });
  }

  write(frame: object): void {
    this.#stream.write(frame);
  }

  end(): void {
    this.#stream.end();
  }

  cancel(): void {
    this.#stream.cancel();
  }

  async until<T>(find: (stream: Stream) => T | undefined): Promise<T> {
    for (;;) {
      const found = find(this);
      if (found !== undefined) return found;
      await this.#changed.promise;
    }
  }

  grant(channel: number): Promise<Untyped> {
    return this.until(({ events }) => events.find((event) => event.channel === channel && event.grant !== null)?.grant);
  }

  delivery(channel: number, id: string): Promise<Untyped> {
    const ofChannel = ({ events }: Stream) => events.filter((event) => event.channel === channel).flatMap(({ deliveries }) => deliveries);
    return this.until((stream) => ofChannel(stream).find(({ envelope }: Untyped) => envelope.id === id));
  }

  endOf(channel: number): Promise<Untyped> {
    return this.until(({ events }) => events.find((event) => event.channel === channel && event.end !== null)?.end.error);
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

describe("Send, Receive and Settle", () => {
  it("carry a request and its answer for a client made from the protos alone", async () => {
    const [worker, alice] = [await agent(), await user()];
    const sent = await call("Send", { token: alice.token, envelopes: [request(worker, "a", { label: "mine", traceparent: "00-1-2-01" })] });
    expect(sent.results).toEqual([{ error: null }]);
    const received = await call("Receive", { token: worker.token });
    const [delivery] = received.deliveries;
    expect(delivery).toMatchObject({
      attempt: 1,
      envelope: { id: "a", action: "echo", traceparent: "00-1-2-01", src: { uid: alice.entity.uid } },
    });
    const settled = await call("Settle", { token: worker.token, session: received.session, settlements: [respond(delivery.sequence)] });
    expect(settled.results).toEqual([{ error: null }]);
    const answers = await call("Receive", { token: alice.token });
    expect(answers.deliveries).toMatchObject([
      { envelope: { id: "a", label: "mine", kind: "MESSAGE_KIND_RESPONSE", status: "ANSWER_STATUS_OK", body: Buffer.from("7") } },
    ]);
  });

  it("take the same id sent again as one message, and another message with it as a mistake", async () => {
    const [worker, alice] = [await agent(), await user()];
    const send = (more = {}) => call("Send", { token: alice.token, envelopes: [request(worker, "a", more)] });
    await send();
    expect((await send()).results).toEqual([{ error: null }]);
    const first = await call("Receive", { token: worker.token });
    await call("Settle", { token: worker.token, session: first.session, settlements: [respond(first.deliveries[0].sequence)] });
    expect((await send()).results).toEqual([{ error: null }]);
    expect((await send({ body: Buffer.from("[2]") })).results[0].error).toMatchObject({ reason: "REASON_ID_REUSED" });
    const more = await call("Receive", { token: worker.token, resume: first.session, wait: {} });
    expect(more.deliveries).toEqual([]);
  });

  it("tell each item of a batch its own error", async () => {
    const [worker, alice] = [await agent(), await user()];
    const ended = await agent();
    await call("Terminate", { entity: ended.entity });
    const { results } = await call("Send", {
      token: alice.token,
      envelopes: [
        request(worker, "fine"),
        request({ entity: { uid: "nobody", role: "ROLE_AGENT" } }, "b"),
        request(ended, "c"),
        request(worker, "d", { body: Buffer.alloc(1_048_577) }),
        request(worker, "e", { src: worker.entity }),
        { id: "f", dest: worker.entity },
      ],
    });
    expect(results.map(({ error }: Untyped) => error?.reason ?? "ok")).toEqual([
      "ok",
      "REASON_MAILBOX_NOT_FOUND",
      "REASON_MAILBOX_TERMINATED",
      "REASON_MESSAGE_TOO_LARGE",
      "REASON_INVALID_FIELD",
      "REASON_INVALID_FIELD",
    ]);
    expect(results[3].error).toMatchObject({ facts: { size: "1048577", limit: "1048576" }, retry_delay: null });
  });

  it("keep the leases of a poller from call to call, and return them when it stays away", async () => {
    const [worker, alice] = [await agent(), await user()];
    await call("Send", { token: alice.token, envelopes: [request(worker, "a"), request(worker, "b")] });
    const lease = { seconds: 0, nanos: 300_000_000 };
    const first = await call("Receive", { token: worker.token, max_messages: 1, lease });
    expect(first.deliveries.map(({ envelope }: Untyped) => envelope.id)).toEqual(["a"]);
    const second = await call("Receive", { token: worker.token, resume: first.session, max_messages: 1, lease });
    expect(second.deliveries.map(({ envelope }: Untyped) => envelope.id)).toEqual(["b"]);
    await expect.poll(async () => (await call("GetMailbox", { entity: worker.entity })).mailbox.stats.queued).toBe("2");
    const third = await call("Receive", { token: worker.token });
    expect(third.deliveries.map(({ attempt, envelope }: Untyped) => `${envelope.id}#${attempt}`)).toEqual(["a#2", "b#2"]);
  });
});

describe("Listen", () => {
  it("streams deliveries and heartbeats, and gives room by settling", async () => {
    const [worker, alice] = [await agent(), await user()];
    await call("Send", { token: alice.token, envelopes: [request(worker, "a"), request(worker, "b")] });
    const stream = client.Listen({ token: worker.token, max_leased: 1 }, bearer(server.token));
    stream.on("error", () => undefined);
    const messages = stream[Symbol.asyncIterator]();
    const next = async () => (await messages.next()).value;
    const { session } = await next();
    const [a] = (await next()).deliveries;
    expect(a.envelope.id).toBe("a");
    expect((await next()).deliveries).toEqual([]);
    await call("Settle", { token: worker.token, session, settlements: [{ sequence: a.sequence, kind: "SETTLEMENT_KIND_ACKNOWLEDGE" }] });
    let deliveries: Untyped[] = [];
    while (deliveries.length === 0) deliveries = (await next()).deliveries;
    expect(deliveries.map(({ envelope }) => envelope.id)).toEqual(["b"]);
    stream.cancel();
  });

  it("ends ABORTED when a newer listener takes over", async () => {
    const worker = await agent();
    const old = client.Listen({ token: worker.token }, bearer(server.token));
    const ended = new Promise<Untyped>((resolve) => old.on("error", resolve));
    await new Promise((resolve) => old.once("data", resolve));
    await call("Receive", { token: worker.token, wait: {} });
    expect(await ended).toMatchObject({ code: 10 });
  });
});

describe("Connect", () => {
  it("carries many sessions on one stream", async () => {
    const [worker, alice] = [await agent(), await user()];
    const stream = new Stream();
    stream.write({
      attaches: [
        { channel: 1, token: worker.token, credits: 10 },
        { channel: 2, token: alice.token },
      ],
    });
    await stream.grant(1);
    await stream.grant(2);
    stream.write({ updates: [{ channel: 2, items: [{ sequence: 1, send: request(worker, "a") }] }] });
    const delivery = await stream.delivery(1, "a");
    stream.write({ updates: [{ channel: 1, items: [{ sequence: 1, settle: respond(delivery.sequence, "42") }] }] });
    const answer = await stream.delivery(2, "a");
    expect(answer.envelope).toMatchObject({ status: "ANSWER_STATUS_OK", body: Buffer.from("42") });
    stream.cancel();
  });

  it("refuses a bad item and a bad session without ending the stream", async () => {
    const alice = await user();
    const stream = new Stream();
    stream.write({
      attaches: [
        { channel: 1, token: alice.token },
        { channel: 2, token: "forged" },
      ],
    });
    expect(await stream.endOf(2)).toMatchObject({ reason: "REASON_TOKEN_INVALID" });
    await stream.grant(1);
    stream.write({
      updates: [{ channel: 1, items: [{ sequence: 1, send: request({ entity: { uid: "nobody", role: "ROLE_AGENT" } }, "a") }] }],
    });
    const failed = await stream.until(({ events }) => events.find((event) => event.failed.length > 0));
    expect(failed).toMatchObject({ taken_through: "1", failed: [{ sequence: "1", error: { reason: "REASON_MAILBOX_NOT_FOUND" } }] });
    expect(stream.status).toBeUndefined();
    stream.cancel();
  });

  it("lets go of a mailbox before it takes it anew in one frame: what was held comes again, and is not counted", async () => {
    const [worker, alice] = [await agent(), await user()];
    const stream = new Stream();
    stream.write({ attaches: [{ channel: 1, token: worker.token, credits: 10 }] });
    await stream.grant(1);
    await call("Send", { token: alice.token, envelopes: [request(worker, "a")] });
    await stream.delivery(1, "a");
    stream.write({ detaches: [{ channel: 1 }], attaches: [{ channel: 2, token: worker.token, credits: 10 }] });
    await stream.grant(2);
    expect(await stream.delivery(2, "a")).toMatchObject({ attempt: 1 });
    stream.cancel();
  });

  it("goes on after a cut: what was lost comes again, what was taken is not taken twice [J25] [case 2]", async () => {
    const [worker, alice] = [await agent(), await user()];
    const host = new Stream();
    host.write({ attaches: [{ channel: 1, token: worker.token, credits: 10 }] });
    const grant = await host.grant(1);
    await call("Send", { token: alice.token, envelopes: [request(worker, "a"), request(worker, "b")] });
    const a = await host.delivery(1, "a");
    host.cancel();
    const again = new Stream();
    again.write({ attaches: [{ channel: 1, token: worker.token, credits: 10, resume: { ...grant, held: [a.sequence] } }] });
    expect(await again.grant(1)).toMatchObject({ resumed: true, session_id: grant.session_id });
    const b = await again.delivery(1, "b");
    await call("Send", { token: alice.token, envelopes: [request(worker, "c")] });
    await again.delivery(1, "c");
    const all = again.events.flatMap(({ deliveries }) => deliveries).map(({ envelope, attempt }: Untyped) => `${envelope.id}#${attempt}`);
    expect(all).toEqual(["b#1", "c#1"]);
    expect(b.attempt).toBe(1);
    again.cancel();
  });

  it("stays open while idle, by heartbeats [J26] [case 27]", async () => {
    const alice = await user();
    const stream = new Stream();
    stream.write({ attaches: [{ channel: 1, token: alice.token }] });
    await stream.grant(1);
    const before = stream.frames;
    await stream.until(({ frames }) => (frames >= before + 3 ? true : undefined));
    expect(stream.status).toBeUndefined();
    stream.cancel();
  });

  it("ends with a status when a frame breaks the protocol", async () => {
    const stream = new Stream();
    stream.write({ updates: [{ channel: 9, credits: 1 }] });
    expect((await stream.until(({ status }) => status)).code).toBe(3);
  });

  it("ends well when the caller does", async () => {
    const stream = new Stream();
    stream.end();
    expect((await stream.until(({ status }) => status)).code).toBe(0);
  });
});

describe("the directory", () => {
  it("tells an unknown mailbox, an open one, and an ended one [J36]", async () => {
    const worker = await agent();
    const status = async (entity: object) => (await call("GetMailbox", { entity })).mailbox;
    expect(await status({ uid: "nobody", role: "ROLE_AGENT" })).toMatchObject({ status: "MAILBOX_STATUS_MISSING", stats: null });
    expect(await status(worker.entity)).toMatchObject({
      status: "MAILBOX_STATUS_ACTIVE",
      presence: "PRESENCE_NEVER",
      lineage: ["Echo", "lyceum.Agent"],
    });
    expect(await call("Terminate", { entity: worker.entity })).toEqual({ status: "MAILBOX_STATUS_TERMINATED" });
    expect(await status(worker.entity)).toMatchObject({ status: "MAILBOX_STATUS_TERMINATED", stats: null });
    await expect(call("Receive", { token: worker.token })).rejects.toMatchObject({ code: 9 });
  });

  it("discovers by type, in pages, with names", async () => {
    for (let index = 0; index < 5; index += 1) await agent([`Site${index}`, "PagedSite"]);
    const first = await call("Discover", { type: "PagedSite", page_size: 3 });
    const second = await call("Discover", { type: "PagedSite", page_size: 3, page_token: first.next_page_token });
    expect([first.agents.length, second.agents.length, second.next_page_token]).toEqual([3, 2, ""]);
    expect(first.agents[0].name).toBe("echo");
  });

  it("registers once for one request id", async () => {
    const register = (name: string) => call("RegisterAgents", { request_id: "r1", agents: [{ lineage: ["A"], name }] });
    const [one, two] = [await register("a"), await register("a")];
    expect(two.registrations[0].entity).toEqual(one.registrations[0].entity);
    await expect(register("b")).rejects.toMatchObject({ code: 3 });
  });

  it("serves curl with plain JSON", async () => {
    const post = async (method: string, body: object) => {
      const url = `${server.webUrl}/lyceum.v1.ExchangeService/${method}`;
      const headers = ["-H", "content-type: application/json", "-H", `authorization: Bearer ${server.token}`];
      return JSON.parse((await run("curl", ["-sS", ...headers, "-d", JSON.stringify(body), url])).stdout);
    };
    const [worker, alice] = [await agent(), await user()];
    const entity = { uid: worker.entity.uid, role: "ROLE_AGENT" };
    const envelope = { id: "a", kind: "MESSAGE_KIND_ACTION", dest: entity, action: "echo", body: Buffer.from("[5]").toString("base64") };
    expect(await post("Send", { token: alice.token, envelopes: [envelope] })).toEqual({ results: [{}] });
    const received = await post("Receive", { token: worker.token, wait: "1s" });
    expect(Buffer.from(received.deliveries[0].envelope.body, "base64").toString()).toBe("[5]");
    expect(await post("Send", { token: "forged" })).toMatchObject({ code: "unauthenticated" });
  });
});
