import { setImmediate as turn } from "node:timers/promises";
import { credentials, loadPackageDefinition, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { protoPath as healthProto } from "grpc-health-check";
import { afterEach, describe, expect, it } from "vitest";
import { invalidField, LyceumError } from "../../src/core/errors.ts";
import { scripted } from "../support/dialogue.ts";
import { type Fronts, type FrontsOptions, OPERATOR, openFronts, type PartialHandlers } from "../support/fronts.ts";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { statusDetails } from "../support/status.ts";

let fronts: Fronts | undefined;
const clients: { close(): void }[] = [];

async function open(handlers: PartialHandlers, options?: FrontsOptions): Promise<Fronts> {
  fronts = await openFronts(handlers, options);
  return fronts;
}

function client(service: Parameters<typeof protoClient>[1], options = {}): Untyped {
  const made = protoClient(fronts!.grpcUrl, service, options);
  clients.push(made);
  return made;
}

/** A promise that a handler settles, and the test awaits. */
function signalOf<T>() {
  return Promise.withResolvers<T>();
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

function ended(stream: Untyped): Promise<{ messages: Untyped[]; error: ServiceError | undefined }> {
  const messages: Untyped[] = [];
  return new Promise((resolve) => {
    stream.on("data", (message: Untyped) => messages.push(message));
    stream.on("error", (error: ServiceError) => resolve({ messages, error }));
    stream.on("end", () => resolve({ messages, error: undefined }));
  });
}

const operator = bearer(OPERATOR);
const same = (bytes: Buffer) => bytes;

afterEach(async () => {
  for (const each of clients.splice(0)) each.close();
  await fronts?.[Symbol.asyncDispose]();
  fronts = undefined;
});

describe("unary calls", () => {
  it("carries request and answer of a client made from the .proto files", async () => {
    await open({
      exchange: {
        registerUser: async ({ name }, { principal }) => ({
          registration: { entity: { uid: "u1", role: 2, name }, token: `${principal.namespace}/${principal.subject}` },
        }),
      },
    });
    const answer = await unary(client("ExchangeService"), "RegisterUser", { name: "Ada" }, bearer(OPERATOR, { "lyceum-namespace": "lab" }));
    expect(answer.registration).toMatchObject({ entity: { uid: "u1", role: "ROLE_USER", name: "Ada" }, token: "lab/operator" });
  });

  it("answers an error with its code, its reason, the field and the facts", async () => {
    await open({
      exchange: {
        registerUser: async () => {
          throw invalidField("uid", "must not hold a slash");
        },
      },
    });
    const error = (await unary(client("ExchangeService"), "RegisterUser", {}, operator).catch((each) => each)) as ServiceError;
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.details).toBe("uid must not hold a slash");
    expect(statusDetails(error)).toMatchObject({
      code: 3,
      reason: "INVALID_FIELD",
      domain: "lyceum.v1",
      facts: { field: "uid" },
      fields: ["uid"],
    });
  });

  it("says when to try again where that helps", async () => {
    await open({
      exchange: {
        send: async () => {
          throw new LyceumError("mailbox_full", "the mailbox is full", { facts: { uid: "a1" }, retryDelayMs: 1_500 });
        },
      },
    });
    const error = (await unary(client("ExchangeService"), "Send", {}, operator).catch((each) => each)) as ServiceError;
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(statusDetails(error)).toMatchObject({ reason: "MAILBOX_FULL", retryMs: 1_500, quotas: ["the mailbox is full"] });
  });

  it("hides the text of a bug, and logs it under the id that the caller gets", async () => {
    const { lines } = await open({
      exchange: {
        send: async () => {
          throw new TypeError("secret is not a function");
        },
      },
    });
    const error = (await unary(client("ExchangeService"), "Send", {}, operator).catch((each) => each)) as ServiceError;
    expect(error.code).toBe(status.INTERNAL);
    expect(error.details).not.toContain("secret");
    const { facts, reason } = statusDetails(error);
    expect(reason).toBe("INTERNAL");
    const logged = lines.find((line) => line.error_id === facts.error_id);
    expect(logged).toMatchObject({ level: 50, rpc: "ExchangeService/Send", err: { message: "secret is not a function" } });
    expect((logged!.err as { stack: string }).stack).toContain("grpc-front.test.ts");
  });

  it("sends a text that UTF-8 cannot carry in a readable form", async () => {
    await open({
      exchange: {
        send: async () => {
          throw new LyceumError("not_permitted", "a \ud800 surrogate — ünïcode");
        },
      },
    });
    const error = (await unary(client("ExchangeService"), "Send", {}, operator).catch((each) => each)) as ServiceError;
    expect(error).toMatchObject({ code: status.PERMISSION_DENIED, details: "a \ufffd surrogate — ünïcode" });
  });

  it("refuses bytes that are no message with a reason", async () => {
    await open({ exchange: { send: async () => ({}) } });
    const raw = client("ExchangeService");
    const error = await new Promise<ServiceError>((resolve) => {
      raw.makeUnaryRequest("/lyceum.v1.ExchangeService/Send", same, same, Buffer.from([0x0a, 0xff, 0xff]), operator, resolve);
    });
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(statusDetails(error).reason).toBe("INVALID_FIELD");
  });

  it("tells the handler the deadline, and ends what outlives it", async () => {
    const left = signalOf<{ timeoutMs: number | undefined; reason: unknown }>();
    await open({
      agent: {
        invoke: async (_request, { signal, timeoutMs }) => {
          return await untilAborted(signal).catch((reason) => {
            left.resolve({ timeoutMs, reason });
            throw reason;
          });
        },
      },
    });
    const error = (await unary(client("AgentService"), "Invoke", {}, operator, { deadline: Date.now() + 80 }).catch(
      (each) => each,
    )) as ServiceError;
    expect(error.code).toBe(status.DEADLINE_EXCEEDED);
    const { timeoutMs, reason } = await left.promise;
    expect(timeoutMs).toBeGreaterThan(0);
    expect(timeoutMs).toBeLessThanOrEqual(80);
    expect(["expired", "request_cancelled"]).toContain((reason as LyceumError).kind);
  });

  it("aborts the handler when the caller cancels, and logs CANCELLED, not a bug", async () => {
    const entered = signalOf<void>();
    const left = signalOf<unknown>();
    const { lines } = await open({
      agent: {
        invoke: async (_request, { signal }) => {
          entered.resolve();
          return await untilAborted(signal).catch((reason) => {
            left.resolve(reason);
            // As node:timers and others throw it.
            throw new DOMException("This operation was aborted", "AbortError");
          });
        },
      },
    });
    const call = client("AgentService").Invoke({}, operator, () => undefined);
    await entered.promise;
    call.cancel();
    expect(await left.promise).toMatchObject({ kind: "request_cancelled" });
    while (lines.length === 0) await turn();
    expect(lines).toEqual([
      expect.objectContaining({ level: 30, rpc: "AgentService/Invoke", code: "CANCELLED", reason: "REQUEST_CANCELLED" }),
    ]);
  });

  it("refuses a message above the frame with the transport's own status, and takes one of the frame's size", async () => {
    const { grpcUrl } = await open(
      { exchange: { send: async ({ token }) => ({ results: token.length > 0 ? [{}] : [] }) } },
      { maxFrameBytes: 1_000 },
    );
    expect(grpcUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const send = (size: number) => unary(client("ExchangeService"), "Send", { token: "x".repeat(size) }, operator);
    expect((await send(65_536)).results).toHaveLength(1);
    const error = (await send(65_536 + 1_000).catch((each) => each)) as ServiceError;
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(error.metadata.get("grpc-status-details-bin")).toEqual([]);
  });
});

describe("streams", () => {
  it("sends headers at once, before the first answer", async () => {
    await open({
      exchange: {
        async *listen(_request, { signal }) {
          await untilAborted(signal);
          yield {};
        },
      },
    });
    const stream = client("ExchangeService").Listen({}, operator);
    const outcome = ended(stream);
    await new Promise<void>((resolve) => stream.on("metadata", () => resolve()));
    stream.cancel();
    expect((await outcome).error?.code).toBe(status.CANCELLED);
  });

  it("ends a stream with the status and details of what its handler threw, after the answers before it", async () => {
    await open({
      exchange: {
        async *listen() {
          yield { session: { sessionId: "s1" } };
          throw new LyceumError("superseded", "a newer session took over");
        },
      },
    });
    const { messages, error } = await ended(client("ExchangeService").Listen({}, operator));
    expect(messages.map((message) => message.session?.session_id)).toEqual(["s1"]);
    expect(statusDetails(error!)).toMatchObject({ code: status.ABORTED, reason: "SUPERSEDED" });
  });

  it("carries both ways of a bidi call, and goes on after the requests end", async () => {
    await open({
      exchange: {
        connect: scripted({
          onRequest: ({ attaches }, write) => write({ events: attaches.map(({ channel }) => ({ channel })) }),
          onEnd: (write) => write({ drain: {} }),
        }),
      },
    });
    const stream = client("ExchangeService").Connect(operator);
    const outcome = ended(stream);
    for (const channel of [1, 2, 3]) stream.write({ attaches: [{ channel }] });
    stream.end();
    const { messages, error } = await outcome;
    expect(error).toBeUndefined();
    expect(messages.map((message) => message.events[0]?.channel ?? "drain")).toEqual([1, 2, 3, "drain"]);
  });

  it("ends with what the handler says of a request, after what it said before", async () => {
    await open({
      exchange: {
        connect: scripted({
          onRequest: ({ attaches: [attach] }, write) => {
            if (attach?.channel !== 9) throw new LyceumError("session_ended", "enough");
            write({ events: [{ channel: 9 }] });
          },
        }),
      },
    });
    const stream = client("ExchangeService").Connect(operator);
    const outcome = ended(stream);
    stream.write({ attaches: [{ channel: 9 }] });
    stream.write({ attaches: [{ channel: 10 }] });
    const { messages, error } = await outcome;
    expect(messages).toHaveLength(1);
    expect(statusDetails(error!).reason).toBe("SESSION_ENDED");
  });

  it("ends with a reason at a request that cannot be read", async () => {
    await open({ exchange: { connect: scripted({}) } });
    const stream = client("ExchangeService").makeBidiStreamRequest("/lyceum.v1.ExchangeService/Connect", same, same, operator);
    const outcome = ended(stream);
    stream.write(Buffer.from([0x0a, 0xff, 0xff]));
    const { error } = await outcome;
    expect(statusDetails(error!)).toMatchObject({ code: status.INVALID_ARGUMENT, reason: "INVALID_FIELD" });
  });

  it("tells a handler whose caller does not read that there is no room, and when there is again", async () => {
    const full = signalOf<number>();
    const again = signalOf<void>();
    const frame = { drain: {}, events: Array.from({ length: 20_000 }, (_, channel) => ({ channel: channel + 1 })) };
    await open({
      exchange: {
        connect: scripted({
          onOpen: (write) => {
            let written = 1;
            while (write(frame)) written += 1;
            full.resolve(written);
          },
          onDrained: () => again.resolve(),
        }),
      },
    });
    const stream = client("ExchangeService").Connect(operator);
    stream.pause();
    const written = await full.promise;
    expect(written).toBeLessThan(100);
    const outcome = ended(stream.resume());
    await again.promise;
    stream.end();
    expect((await outcome).messages).toHaveLength(written);
  });

  it("tells a bidi handler that its caller left, and logs no bug", async () => {
    const entered = signalOf<void>();
    const { lines } = await open({
      exchange: {
        connect: scripted({
          onOpen: (write) => {
            write({});
            entered.resolve();
          },
        }),
      },
    });
    const stream = client("ExchangeService").Connect(operator);
    const outcome = ended(stream);
    await entered.promise;
    stream.cancel();
    expect((await outcome).error?.code).toBe(status.CANCELLED);
    while (lines.length === 0) await turn();
    expect(lines).toEqual([expect.objectContaining({ level: 30, code: "CANCELLED", rpc: "ExchangeService/Connect" })]);
  });
});

describe("draining", () => {
  it("ends open streams with UNAVAILABLE and a delay, lets unary calls finish, and closes", async () => {
    const entered = signalOf<void>();
    const finish = signalOf<void>();
    const { dispatcher, grpc } = await open({
      exchange: {
        async *listen(_request, { signal }) {
          yield {};
          await untilAborted(signal);
        },
      },
      agent: {
        invoke: async () => {
          entered.resolve();
          await finish.promise;
          return {};
        },
      },
    });
    const exchange = client("ExchangeService");
    const streams = Array.from({ length: 50 }, () => ended(exchange.Listen({}, operator)));
    const slow = unary(client("AgentService"), "Invoke", {}, operator);
    await entered.promise;
    const limit = new AbortController();
    const over = dispatcher.end(limit.signal);
    for (const { error } of await Promise.all(streams)) {
      expect(statusDetails(error!)).toMatchObject({ code: status.UNAVAILABLE, reason: "SERVER_DRAINING", retryMs: 1_000 });
    }
    const late = (await unary(exchange, "Send", {}, operator).catch((each) => each)) as ServiceError;
    expect(statusDetails(late).reason).toBe("SERVER_DRAINING");
    finish.resolve();
    expect(await slow).toBeDefined();
    await over;
    for (const each of clients.splice(0)) each.close();
    await grpc.close(limit.signal);
    expect(limit.signal.aborted).toBe(false);
  });

  it("ends unary calls too once the grace is over", async () => {
    const entered = signalOf<void>();
    const { dispatcher } = await open({
      agent: {
        invoke: async (_request, { signal }) => {
          entered.resolve();
          return await untilAborted(signal);
        },
      },
    });
    const slow = unary(client("AgentService"), "Invoke", {}, operator).catch((each) => each);
    await entered.promise;
    const limit = new AbortController();
    const over = dispatcher.end(limit.signal);
    limit.abort();
    await over;
    expect(statusDetails((await slow) as ServiceError).reason).toBe("SERVER_DRAINING");
  });

  it("still takes calls of hosts while runs end", async () => {
    const { dispatcher, tokens } = await open({ runner: { reportExit: async () => ({ runEnded: true }) } });
    dispatcher.setIntake("ending");
    const runner = client("RunnerService");
    const host = bearer(tokens.issueRun({ namespace: "default", runId: "r1", attempt: 1, uid: "a1" }));
    expect(await unary(runner, "ReportExit", {}, host)).toMatchObject({ run_ended: true });
    const error = (await unary(runner, "ReportExit", {}, operator).catch((each) => each)) as ServiceError;
    expect(statusDetails(error).reason).toBe("SERVER_DRAINING");
  });
});

describe("health and reflection", () => {
  it("says SERVING for the server and each service, NOT_SERVING when it drains", async () => {
    const { grpcUrl, health } = await open({});
    const packages = loadPackageDefinition(loadSync(healthProto, { enums: String })) as Untyped;
    const made = new packages.grpc.health.v1.Health(grpcUrl.slice("http://".length), credentials.createInsecure());
    clients.push(made);
    const check = (service: string) => unary(made, "Check", { service });
    expect(await check("")).toEqual({ status: "SERVING" });
    expect(await check("lyceum.v1.ExchangeService")).toEqual({ status: "SERVING" });
    health.set(false);
    expect(await check("")).toEqual({ status: "NOT_SERVING" });
    expect(((await check("nobody").catch((each) => each)) as ServiceError).code).toBe(status.NOT_FOUND);
  });

  it("tells the services, and a file with all that it imports", async () => {
    const { grpcUrl } = await open({}, { reflection: true });
    const path = new URL("../../node_modules/@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto", import.meta.url).pathname;
    const packages = loadPackageDefinition(loadSync(path)) as Untyped;
    const made = new packages.grpc.reflection.v1.ServerReflection(grpcUrl.slice("http://".length), credentials.createInsecure());
    clients.push(made);
    const stream = made.ServerReflectionInfo(new Metadata());
    const outcome = ended(stream);
    stream.write({ listServices: "*" });
    stream.write({ fileContainingSymbol: "lyceum.v1.ExchangeService" });
    stream.end();
    const { messages } = await outcome;
    expect(messages[0].listServicesResponse.service.map((each: { name: string }) => each.name).sort()).toEqual([
      "lyceum.v1.AgentService",
      "lyceum.v1.ExchangeService",
      "lyceum.v1.ManagerService",
      "lyceum.v1.RunnerService",
    ]);
    const files = messages[1].fileDescriptorResponse.fileDescriptorProto.map((file: Buffer) => file.toString("latin1"));
    for (const name of ["lyceum/v1/exchange.proto", "lyceum/v1/message.proto", "google/protobuf/duration.proto"]) {
      expect(files.some((file: string) => file.includes(name))).toBe(true);
    }
  });
});
