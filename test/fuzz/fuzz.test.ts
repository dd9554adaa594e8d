import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { type Handle, Manager } from "@lyceum/client";
import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ConnectRequestSchema, SendRequestSchema, SettlementKind, SettlementSchema } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { AnswerStatus, EnvelopeSchema, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Random } from "../faults/random.ts";
import type Counter from "../fixtures/agents/counter.ts";
import { framed, RawGrpc } from "../support/raw-grpc.ts";
import { rpcs } from "../support/rpcs.ts";
import { Served } from "../support/served.ts";

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const ROUNDS = 3_000;
const GROWTH_MIB = 150;

let folder: string;
let server: Served;
let token: string;
let web: URL;
let counter: Handle<Counter>;
let close: () => Promise<void>;

/** One well-behaved caller beside all the others: it must be served, always. */
async function stillServes(): Promise<void> {
  const before = await counter.increment();
  expect(await counter.increment(2)).toBe(before + 2);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyceum-fuzz-"));
  const agents = join(import.meta.dirname, "../fixtures/agents");
  server = await Served.start({ dataFolder: join(folder, "data"), agents, web: "127.0.0.1:0" });
  token = await server.token();
  web = new URL(server.webUrl);
  const manager = await Manager.connect({ url: server.url, token });
  counter = await manager.launch<Counter>("counter");
  await counter.increment();
  close = () => manager.close();
});

afterAll(async () => {
  await close?.();
  await server?.end("SIGTERM");
  await rm(folder, { recursive: true, force: true });
});

function memoryMib(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) / 1_024;
}

const authorized = () => ({ authorization: `Bearer ${token}` });

/** Bytes with some of them changed, dropped, doubled or added. */
function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = [...bytes];
  for (let change = random.between(1, 8); change > 0; change -= 1) {
    const at = random.below(changed.length + 1);
    const kind = random.below(4);
    if (kind === 0) changed[at] = random.below(256);
    else if (kind === 1) changed.splice(at, random.between(1, 8));
    else if (kind === 2) changed.splice(at, 0, ...changed.slice(at, at + random.between(1, 16)));
    else changed.splice(at, 0, ...Array.from({ length: random.between(1, 8) }, () => random.below(256)));
  }
  return Uint8Array.from(changed);
}

function seedMessages(): Uint8Array[] {
  const envelope = create(EnvelopeSchema, {
    id: "a",
    kind: MessageKind.ACTION,
    dest: { uid: "somebody", role: Role.AGENT, name: "é\u{1f600}" },
    action: "work",
    body: new Uint8Array(50),
    timeout: { seconds: 5n, nanos: 1 },
  });
  const unknown = create(EnvelopeSchema, { ...envelope, kind: 99 as MessageKind });
  const failure = { type: "Oops", message: "m", stack: "s", cause: { type: "Ouch" } };
  const settle = { sequence: 1n, kind: SettlementKind.RESPOND, answer: { status: AnswerStatus.FAILED, failure } };
  const items = [
    { sequence: 1n, item: { case: "send" as const, value: envelope } },
    { sequence: 2n, item: { case: "settle" as const, value: create(SettlementSchema, settle) } },
  ];
  return [
    toBinary(SendRequestSchema, create(SendRequestSchema, { token: "t", envelopes: [envelope, unknown] })),
    toBinary(
      ConnectRequestSchema,
      create(ConnectRequestSchema, { attaches: [{ channel: 1, token: "t" }], updates: [{ channel: 1, items }] }),
    ),
    new Uint8Array(0),
    Uint8Array.from({ length: 200 }, (_, index) => index),
  ];
}

describe(`hostile input (seed ${SEED})`, () => {
  it("gives every mutated message a status, on every method, and serves the others", { timeout: 120_000 }, async () => {
    const random = new Random(SEED);
    const seeds = seedMessages();
    const paths = [...rpcs.values()]
      .filter(({ methodKind }) => methodKind !== "server_streaming")
      .map((method) => `/${method.parent.typeName}/${method.name}`);
    const before = memoryMib();
    using raw = new RawGrpc(server.url);
    for (let round = 0; round < ROUNDS; round += 50) {
      const calls = Array.from({ length: 50 }, () =>
        raw.call(random.pick(paths), framed(mutated(random.pick(seeds), random)), { ...authorized(), "grpc-timeout": "2S" }),
      );
      for (const { grpcStatus } of await Promise.all(calls)) {
        expect(grpcStatus).toBeTypeOf("number");
        expect(grpcStatus).not.toBe(13);
      }
      if (round % 500 === 0) await stillServes();
    }
    expect(raw.open).toBe(true);
    expect(memoryMib() - before).toBeLessThan(GROWTH_MIB);
    await stillServes();
  });

  it("survives frames that are cut short, or lie about their length", async () => {
    const random = new Random(SEED + 1);
    const before = memoryMib();
    using raw = new RawGrpc(server.url);
    const lies = [0xffff_ffff, 0x7fff_ffff, 5_000_000, 100, 1];
    const calls = Array.from({ length: 300 }, (_, index) => {
      const message = random.pick(seedMessages());
      const bytes = index % 2 === 0 ? framed(message, random.pick(lies)) : framed(message).slice(0, random.below(message.length + 5));
      return raw.call("/lyceum.v1.ExchangeService/Send", bytes, { ...authorized(), "grpc-timeout": "1S" });
    });
    for (const end of await Promise.all(calls)) expect(end.grpcStatus ?? end.reset).toBeTypeOf("number");
    expect(memoryMib() - before).toBeLessThan(GROWTH_MIB);
    await stillServes();
  });

  it("refuses huge headers and unknown methods, and goes on", async () => {
    for (const headers of [
      { "x-huge": "x".repeat(100_000) },
      Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`x-${index}`, "y".repeat(50)])),
    ]) {
      using raw = new RawGrpc(server.url);
      const end = await raw.call("/lyceum.v1.ExchangeService/GetServerInfo", framed(new Uint8Array(0)), headers);
      expect(end.grpcStatus ?? end.httpStatus ?? end.reset ?? "connection closed").toBeDefined();
    }
    using raw = new RawGrpc(server.url);
    expect((await raw.call("/lyceum.v1.ExchangeService/Nothing", framed(new Uint8Array(0)), authorized())).grpcStatus).toBe(12);
    await stillServes();
  });

  it("refuses malformed JSON, deep JSON and invalid UTF-8 with a status", async () => {
    const post = async (body: string | Uint8Array<ArrayBuffer>, path = "lyceum.v1.ExchangeService/Send") => {
      const response = await fetch(new URL(path, web), {
        method: "POST",
        headers: { ...authorized(), "content-type": "application/json" },
        body,
      });
      return { status: response.status, answer: await response.json() };
    };
    const bodies: (string | Uint8Array<ArrayBuffer>)[] = [
      "{",
      "[]",
      "null",
      `{"token": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      `{"envelopes": ${'[{"failure": {"cause": '.repeat(2_000)}null${"}}]".repeat(2_000)}}`,
      Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      '{"envelopes": [{"kind": "MESSAGE_KIND_NONSENSE"}]}',
      '{"envelopes": [{"kind": 2147483647}]}',
      '{"token": "\\ud800"}',
      '{"__proto__": {"token": "x"}}',
    ];
    for (const body of bodies) {
      const { status, answer } = await post(body);
      expect([400, 401, 415]).toContain(status);
      expect(answer).toHaveProperty("code");
    }
    await stillServes();
  });

  it("serves others beside 2,000 connections that say nothing and 200 that say it slowly", { timeout: 60_000 }, async () => {
    const before = memoryMib();
    const sockets: Socket[] = [];
    const open = (url: URL) =>
      new Promise<Socket>((resolve, reject) => {
        const socket = connect(Number(url.port), "127.0.0.1", () => resolve(socket));
        socket.on("error", reject);
        sockets.push(socket);
      });
    const grpc = new URL(server.url);
    for (let index = 0; index < 2_000; index += 100)
      await Promise.all(Array.from({ length: 100 }, (_, at) => open(at % 2 === 0 ? grpc : web)));
    const slow = await Promise.all(Array.from({ length: 200 }, (_, at) => open(at % 2 === 0 ? grpc : web)));
    const request = Buffer.from(
      "POST /lyceum.v1.ExchangeService/Send HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nX-Slow: ",
    );
    for (const [index, byte] of request.entries()) {
      for (const socket of slow) if (!socket.destroyed) socket.write(Buffer.of(byte));
      if (index % 20 === 0) await stillServes();
    }
    await stillServes();
    const page = await fetch(new URL("lyceum.v1.ExchangeService/GetServerInfo", web), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(page.status).toBe(200);
    expect(memoryMib() - before).toBeLessThan(GROWTH_MIB);
    for (const socket of sockets) socket.on("error", () => undefined).destroy();
    await stillServes();
  });
});
