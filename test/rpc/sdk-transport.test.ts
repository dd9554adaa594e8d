import { once } from "node:events";
import { createServer, connect as dial, type Socket } from "node:net";
import { create } from "@bufbuild/protobuf";
import {
  Metadata,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { ClosedError, GrpcTransport, type StreamListener, TimeoutError, UnavailableError } from "@lyceum/client";
import {
  type ConnectRequest,
  ConnectRequestSchema,
  type ConnectResponse,
  ConnectResponseSchema,
  ExchangeService,
  GetServerInfoResponseSchema,
  ListenResponseSchema,
  RegisterUserResponseSchema,
  SendResponseSchema,
} from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { afterEach, describe, expect, it } from "vitest";
import { LyceumError as CoreError } from "../../src/core/errors.ts";
import { encodeStatus } from "../../src/rpc/errors.ts";
import { TinyServer } from "../support/tiny-server.ts";

// biome-ignore lint/suspicious/noExplicitAny: messages of any method.
type Unary = ServerUnaryCall<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: messages of any method.
type Done = sendUnaryData<any>;

const { getServerInfo, registerUser, send, listen, connect } = ExchangeService.method;
const INFO = create(GetServerInfoResponseSchema, { version: "1" });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(handlers: ConstructorParameters<typeof TinyServer>[0]): Promise<TinyServer> {
  const server = await new TinyServer(handlers).listen();
  cleanups.push(() => server[Symbol.asyncDispose]());
  return server;
}

function transportTo(url: string, options: Partial<ConstructorParameters<typeof GrpcTransport>[0]> = {}): GrpcTransport {
  const transport = new GrpcTransport({ url, ...options });
  cleanups.push(() => transport.close());
  return transport;
}

function refusal(error: CoreError): { code: number; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(encodeStatus(error)));
  return { code: status.RESOURCE_EXHAUSTED, details: error.message, metadata };
}

function listener(): StreamListener<ConnectResponse> & {
  readonly frames: ConnectResponse[];
  readonly end: Promise<Error | undefined>;
  drains: number;
} {
  const { promise, resolve } = Promise.withResolvers<Error | undefined>();
  return {
    frames: [],
    end: promise,
    drains: 0,
    message(frame) {
      this.frames.push(frame);
    },
    drained() {
      this.drains += 1;
    },
    ended: resolve,
  };
}

describe("a unary call", () => {
  it("carries credential and namespace, and another credential where asked", async () => {
    const seen: unknown[] = [];
    const server = await start({
      getServerInfo: ({ metadata }: Unary, done: Done) => {
        seen.push([metadata.get("authorization")[0], metadata.get("lyceum-namespace")[0]]);
        done(null, INFO);
      },
    });
    let token = "one";
    const transport = transportTo(server.url, { token: () => token, namespace: "lab" });
    expect((await transport.unary(getServerInfo, {})).version).toBe("1");
    token = "two";
    await transport.unary(getServerInfo, {});
    await transport.withToken("three").unary(getServerInfo, {});
    expect(seen).toEqual([
      ["Bearer one", "lab"],
      ["Bearer two", "lab"],
      ["Bearer three", "lab"],
    ]);
  });

  it("ends in time when nobody answers [case 25]", async () => {
    const server = await start({ getServerInfo: () => undefined });
    const startMs = performance.now();
    await expect(transportTo(server.url, { timeoutMs: 100 }).unary(getServerInfo, {})).rejects.toBeInstanceOf(TimeoutError);
    await expect(transportTo(server.url).unary(getServerInfo, {}, { timeoutMs: 100 })).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  it("waits for a server that is not there yet, and fails in time when it does not come [case 29]", async () => {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as { port: number };
    probe.close();
    const transport = transportTo(`http://127.0.0.1:${port}`);
    await expect(transport.unary(getServerInfo, {}, { timeoutMs: 150 })).rejects.toBeInstanceOf(UnavailableError);
    const call = transport.unary(getServerInfo, {});
    const server = await new TinyServer({ getServerInfo: (_: Unary, done: Done) => done(null, INFO) }).listen(port);
    cleanups.push(() => server[Symbol.asyncDispose]());
    expect((await call).version).toBe("1");
  });

  it("is repeated where the server says when, and is safe to repeat", async () => {
    let calls = 0;
    const busy = (_: Unary, done: Done): void => {
      calls += 1;
      if (calls < 3) done(refusal(new CoreError("mailbox_full", "full", { retryDelayMs: 1 })));
      else done(null, create(RegisterUserResponseSchema, {}));
    };
    const server = await start({ registerUser: busy });
    const transport = transportTo(server.url);
    await transport.unary(registerUser, { requestId: "r1" });
    expect(calls).toBe(3);
    calls = 0;
    await expect(transport.unary(registerUser, {})).rejects.toMatchObject({ name: "OverloadedError", retryDelayMs: 1 });
    expect(calls).toBe(1);
  });

  it("is not repeated when the server says nothing of when [case 28]", async () => {
    let calls = 0;
    const server = await start({
      send: (_: Unary, done: Done) => {
        calls += 1;
        done({ code: status.RESOURCE_EXHAUSTED, details: "Received message larger than max" });
      },
    });
    await expect(transportTo(server.url).unary(send, {})).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED" });
    expect(calls).toBe(1);
  });

  it("fails with its signal's reason, and is cancelled at the server [case 19]", async () => {
    const cancelled = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const server = await start({
      getServerInfo: (call: Unary) => {
        call.on("cancelled", () => cancelled.resolve());
        arrived.resolve();
      },
    });
    const transport = transportTo(server.url);
    const reason = new Error("enough");
    await expect(transport.unary(getServerInfo, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const call = transport.unary(getServerInfo, {}, { signal: stop.signal });
    await arrived.promise;
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
    await cancelled.promise;
  });

  it("carries as much as the largest frame", async () => {
    const server = await start({ send: (_: Unary, done: Done) => done(null, create(SendResponseSchema, {})) });
    const envelopes = [{ body: new Uint8Array(4 * 1_048_576) }];
    await transportTo(server.url).unary(send, { envelopes });
    await expect(transportTo(server.url).unary(send, { envelopes: [{ body: new Uint8Array(5 * 1_048_576) }] })).rejects.toMatchObject({
      code: "RESOURCE_EXHAUSTED",
    });
  });

  it("is made by an open transport alone", async () => {
    const transport = new GrpcTransport({ url: "127.0.0.1:1" });
    transport.close();
    transport.close();
    await expect(transport.unary(getServerInfo, {})).rejects.toBeInstanceOf(ClosedError);
    expect(() => transport.bidi(connect, listener())).toThrow(ClosedError);
    expect(() => new GrpcTransport({ url: "ftp://x" })).toThrow(TypeError);
  });
});

describe("a server stream", () => {
  it("is read as it comes, and cancelled when its reader leaves", async () => {
    const cancelled = Promise.withResolvers<void>();
    const server = await start({
      listen: (call: ServerWritableStream<unknown, unknown>) => {
        call.on("cancelled", () => cancelled.resolve());
        for (let index = 0; index < 3; index += 1) call.write(create(ListenResponseSchema, { deliveries: [{ attempt: index }] }));
      },
    });
    const seen: number[] = [];
    for await (const { deliveries } of transportTo(server.url).serverStream(listen, {})) {
      seen.push(deliveries[0]!.attempt);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([0, 1]);
    await cancelled.promise;
  });

  it("fails with the status that it ends with, or with its signal's reason", async () => {
    const server = await start({
      listen: (call: ServerWritableStream<{ token: string }, unknown>) => {
        call.write(create(ListenResponseSchema, {}));
        if (call.request.token !== "stay") call.emit("error", { code: status.ABORTED, details: "superseded" });
      },
    });
    const read = async (token: string, signal?: AbortSignal): Promise<void> => {
      for await (const _ of transportTo(server.url).serverStream(listen, { token }, { signal }))
        if (token === "stay") stop.abort(new Error("enough"));
    };
    const stop = new AbortController();
    await expect(read("go")).rejects.toMatchObject({ code: "ABORTED", message: "superseded" });
    await expect(read("stay", stop.signal)).rejects.toThrow("enough");
  });
});

describe("a stream both ways", () => {
  it("carries messages, and ends once", async () => {
    const server = await start({
      connect: (call: ServerDuplexStream<ConnectRequest, ConnectResponse>) => {
        call.on("data", ({ attaches }: ConnectRequest) =>
          call.write(create(ConnectResponseSchema, { events: [{ channel: attaches[0]!.channel }] })),
        );
        call.on("end", () => call.end());
      },
    });
    const heard = listener();
    const stream = transportTo(server.url).bidi(connect, heard);
    stream.write(create(ConnectRequestSchema, { attaches: [{ channel: 7 }] }));
    stream.end();
    expect(await heard.end).toBeUndefined();
    expect(heard.frames[0]!.events[0]!.channel).toBe(7);
  });

  it("says when the way is full, and when there is room again [case 23]", async () => {
    const gate = Promise.withResolvers<void>();
    const server = await start({
      connect: (call: ServerDuplexStream<ConnectRequest, ConnectResponse>) => {
        void gate.promise.then(() => call.on("data", () => undefined));
      },
    });
    const heard = listener();
    const drained = Promise.withResolvers<void>();
    const stream = transportTo(server.url).bidi(connect, {
      ...heard,
      message: () => undefined,
      ended: () => undefined,
      drained: () => drained.resolve(),
    });
    const envelope = { body: new Uint8Array(500_000) };
    const frame = { updates: [{ channel: 1, items: [{ sequence: 1n, item: { case: "send", value: envelope } }] }] };
    const message = create(ConnectRequestSchema, frame as never);
    let written = 0;
    while (stream.write(message) && written < 1_000) written += 1;
    expect(written).toBeLessThan(1_000);
    gate.resolve();
    await drained.promise;
    stream.cancel();
  });

  it("ends with an error when it is cancelled or the server is gone", async () => {
    const server = await start({ connect: (call: ServerDuplexStream<unknown, unknown>) => call.resume() });
    const heard = listener();
    transportTo(server.url).bidi(connect, heard).cancel();
    expect(await heard.end).toMatchObject({ code: "CANCELLED" });
    const cut = listener();
    const transport = transportTo(server.url);
    transport.bidi(connect, cut);
    await transport.unary(getServerInfo, {}, { timeoutMs: 1_000 }).catch(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await cut.end).toBeInstanceOf(UnavailableError);
  });

  it("ends when the peer is dead without a word, within seconds [case 2]", async () => {
    const server = await start({
      connect: (call: ServerDuplexStream<unknown, ConnectResponse>) => call.write(create(ConnectResponseSchema, {})),
    });
    const sockets: Socket[] = [];
    const proxy = createServer((near) => {
      const far = dial(server.port, "127.0.0.1");
      near.pipe(far).pipe(near);
      sockets.push(near, far);
      for (const socket of [near, far]) socket.on("error", () => undefined);
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    });
    const { port } = proxy.address() as { port: number };
    const heard = listener();
    const first = Promise.withResolvers<void>();
    transportTo(`http://127.0.0.1:${port}`, { keepaliveMs: 200, keepaliveTimeoutMs: 200 }).bidi(connect, {
      ...heard,
      message: () => first.resolve(),
      ended: heard.ended,
      drained: () => undefined,
    });
    await first.promise;
    for (const socket of sockets) socket.unpipe().pause();
    const startMs = performance.now();
    expect(await heard.end).toBeInstanceOf(UnavailableError);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});
