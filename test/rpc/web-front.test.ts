import { execFile } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { promisify } from "node:util";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { ErrorInfoSchema, RetryInfoSchema } from "@lyceum/gen/google/rpc/error_details_pb.ts";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { afterEach, describe, expect, it } from "vitest";
import { LyceumError } from "../../src/core/errors.ts";
import { scripted } from "../support/dialogue.ts";
import { type Fronts, type FrontsOptions, OPERATOR, openFronts, type PartialHandlers } from "../support/fronts.ts";

const run = promisify(execFile);

let fronts: Fronts | undefined;

async function open(handlers: PartialHandlers, options?: FrontsOptions): Promise<Fronts> {
  fronts = await openFronts(handlers, options);
  return fronts;
}

afterEach(async () => {
  await fronts?.[Symbol.asyncDispose]();
  fronts = undefined;
});

interface CurlAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON, as a person reads it.
  readonly body: any;
}

/** Calls by plain curl. */
async function curl(path: string, data: string | undefined, headers: Readonly<Record<string, string>> = {}): Promise<CurlAnswer> {
  const all: Record<string, string> = { "content-type": "application/json", authorization: `Bearer ${OPERATOR}`, ...headers };
  const args = Object.entries(all).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const body = data === undefined ? [] : ["--data-binary", data];
  const { stdout } = await run("curl", ["-sS", "--max-time", "10", "-w", "\n%{http_code}", ...args, ...body, `${fronts!.webUrl}${path}`]);
  const cut = stdout.lastIndexOf("\n");
  const text = stdout.slice(0, cut);
  return { status: Number(stdout.slice(cut + 1)), body: text.startsWith("{") ? JSON.parse(text) : text };
}

const DISCOVER = "/lyceum.v1.ExchangeService/Discover";

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

describe("Connect, by curl", () => {
  const discover: PartialHandlers = { exchange: { discover: async ({ type }) => ({ agents: [{ uid: type, role: 1 }] }) } };

  it("answers JSON with JSON", async () => {
    await open(discover);
    expect(await curl(DISCOVER, '{"type": "sensor"}')).toEqual({ status: 200, body: { agents: [{ uid: "sensor", role: "ROLE_AGENT" }] } });
  });

  it("answers an error with its code, reason and facts", async () => {
    await open({
      exchange: {
        discover: async () => {
          throw new LyceumError("mailbox_not_found", "no mailbox of agent x", { facts: { uid: "x" } });
        },
      },
    });
    const { status, body } = await curl(DISCOVER, "{}");
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: "not_found", message: "no mailbox of agent x" });
    expect(body.details[0]).toMatchObject({ type: "google.rpc.ErrorInfo", debug: { reason: "MAILBOX_NOT_FOUND", metadata: { uid: "x" } } });
  });

  it("refuses a stream both ways, which HTTP/1.1 has not", async () => {
    await open({ exchange: { connect: scripted({}) } });
    const headers = { "content-type": "application/connect+json" };
    expect(await curl("/lyceum.v1.ExchangeService/Connect", "", headers)).toMatchObject({ status: 505 });
  });

  it("refuses a call without a credential, and one that is no JSON", async () => {
    await open(discover);
    const missing = await curl(DISCOVER, "{}", { authorization: "" });
    expect(missing).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(missing.body.details[0].debug.reason).toBe("TOKEN_MISSING");
    expect(await curl(DISCOVER, '{"type": ')).toMatchObject({ status: 400, body: { code: "invalid_argument" } });
  });

  it("says where procedures are when there is none of the name", async () => {
    await open(discover);
    expect(await curl("/lyceum.v1.ExchangeService/Nothing", "{}")).toMatchObject({ status: 404, body: { code: "unimplemented" } });
  });

  it("hides the text of a bug", async () => {
    await open({
      exchange: {
        discover: async () => {
          throw new Error("secret");
        },
      },
    });
    const { status, body } = await curl(DISCOVER, "{}");
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  it("takes a body of a frame in JSON, and refuses more than twice the frame", async () => {
    await open({ exchange: { discover: async () => ({}) } }, { maxFrameBytes: 1_000 });
    expect((await curl(DISCOVER, JSON.stringify({ type: "x".repeat(1_900) }))).status).toBe(200);
    expect(await curl(DISCOVER, JSON.stringify({ type: "x".repeat(2_100) }))).toMatchObject({
      status: 429,
      body: { code: "resource_exhausted" },
    });
  });
});

describe("Connect and gRPC-Web clients", () => {
  const client = (kind: "connect" | "grpc-web") => {
    const options = {
      baseUrl: fronts!.webUrl,
      httpVersion: "1.1" as const,
      interceptors: [
        (next: Parameters<import("@connectrpc/connect").Interceptor>[0]) => (request: Parameters<typeof next>[0]) => {
          request.header.set("authorization", `Bearer ${OPERATOR}`);
          return next(request);
        },
      ],
    };
    return createClient(ExchangeService, kind === "connect" ? createConnectTransport(options) : createGrpcWebTransport(options));
  };

  for (const kind of ["connect", "grpc-web"] as const) {
    it(`streams answers and ends with the status and details of the error (${kind})`, async () => {
      await open({
        exchange: {
          async *listen() {
            yield { session: { sessionId: "s1" } };
            yield { deliveries: [{ sequence: 7n, envelope: { body: new Uint8Array([0, 255]) } }] };
            throw new LyceumError("store_unavailable", "the store refuses writes", { retryDelayMs: 250 });
          },
        },
      });
      const got: unknown[] = [];
      const error = await (async () => {
        for await (const each of client(kind).listen({})) got.push(each.session?.sessionId ?? each.deliveries[0]?.envelope?.body);
      })().catch((each: unknown) => each);
      expect(got).toEqual(["s1", new Uint8Array([0, 255])]);
      expect(error).toBeInstanceOf(ConnectError);
      expect((error as ConnectError).code).toBe(Code.Unavailable);
      expect((error as ConnectError).findDetails(ErrorInfoSchema)[0]?.reason).toBe("STORE_UNAVAILABLE");
      expect((error as ConnectError).findDetails(RetryInfoSchema)[0]?.retryDelay?.nanos).toBe(250_000_000);
    });

    it(`aborts the handler when the reader leaves (${kind})`, async () => {
      const left = Promise.withResolvers<unknown>();
      const { lines } = await open({
        exchange: {
          async *listen(_request, { signal }) {
            yield { session: { sessionId: "s1" } };
            await untilAborted(signal).catch((reason) => {
              left.resolve(reason);
              throw reason;
            });
          },
        },
      });
      const leaving = new AbortController();
      const read = async () => {
        for await (const each of client(kind).listen({}, { signal: leaving.signal })) if (each.session !== undefined) leaving.abort();
      };
      await expect(read()).rejects.toThrow();
      expect(await left.promise).toMatchObject({ kind: "request_cancelled" });
      while (lines.length === 0) await turn();
      expect(lines).toEqual([expect.objectContaining({ level: 30, front: "web", rpc: "ExchangeService/Listen", code: "CANCELLED" })]);
    });

    it(`ends a call at its deadline (${kind})`, async () => {
      const left = Promise.withResolvers<number | undefined>();
      await open({
        exchange: {
          receive: async (_request, { signal, timeoutMs }) => {
            left.resolve(timeoutMs);
            return await untilAborted(signal);
          },
        },
      });
      const error = await client(kind)
        .receive({}, { timeoutMs: 100 })
        .catch((each: unknown) => each);
      expect((error as ConnectError).code).toBe(Code.DeadlineExceeded);
      expect(await left.promise).toBeLessThanOrEqual(100);
    });
  }
});

describe("pages from elsewhere", () => {
  const discover: PartialHandlers = { exchange: { discover: async () => ({}) } };

  it("does not answer to a foreign host name (DNS rebinding), but to loopback, addresses and names that are configured", async () => {
    await open(discover, { webHosts: ["lab.example"] });
    expect(await curl(DISCOVER, "{}", { host: "evil.example" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    for (const host of ["localhost:8080", "127.0.0.1", "[::1]:8080", "lab.example:1"])
      expect((await curl(DISCOVER, "{}", { host })).status).toBe(200);
  });

  it("does not take calls of a page of another origin, but of its own and of those that are configured", async () => {
    const { webUrl } = await open(discover, { webOrigins: ["https://console.example"] });
    expect((await curl(DISCOVER, "{}", { origin: "https://evil.example" })).status).toBe(403);
    expect((await curl(DISCOVER, "{}", { origin: "null" })).status).toBe(403);
    for (const origin of [webUrl, "https://console.example"]) expect((await curl(DISCOVER, "{}", { origin })).status).toBe(200);
  });

  it("takes POST alone, answers no preflight, and sends no header that opens it to other origins", async () => {
    const { webUrl } = await open(discover, { webOrigins: ["https://console.example"] });
    expect((await curl(`${DISCOVER}?connect=v1&encoding=json&message=%7B%7D`, undefined)).status).toBe(405);
    const preflight = await fetch(`${webUrl}${DISCOVER}`, { method: "OPTIONS", headers: { origin: "https://console.example" } });
    expect(preflight.status).toBe(405);
    expect([...preflight.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("draining", () => {
  it("ends open streams with UNAVAILABLE", async () => {
    const { dispatcher } = await open({
      exchange: {
        async *listen(_request, { signal }) {
          yield {};
          await untilAborted(signal);
        },
      },
    });
    const transport = createConnectTransport({ baseUrl: fronts!.webUrl, httpVersion: "1.1" });
    const stream = createClient(ExchangeService, transport).listen({}, { headers: { authorization: `Bearer ${OPERATOR}` } });
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const over = dispatcher.end(new AbortController().signal);
    const error = await iterator.next().catch((each: unknown) => each);
    expect((error as ConnectError).code).toBe(Code.Unavailable);
    expect((error as ConnectError).findDetails(ErrorInfoSchema)[0]?.reason).toBe("SERVER_DRAINING");
    await over;
  });
});
