import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";

// The API by nothing but HTTP and JSON, as curl speaks it.
vi.setConfig({ testTimeout: 60_000 });

const AGENTS = fileURLToPath(new URL("../fixtures/agents", import.meta.url));

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

let server: TestServer;
let agent: { uid: string; role: string };

async function post(method: string, body: object, signal?: AbortSignal): Promise<Reply> {
  const response = await fetch(`${server.webUrl}/lyceum.v1.${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${server.token}` },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");

function invoke(action: string, args: readonly unknown[], more: object = {}, signal?: AbortSignal): Promise<Reply> {
  return post("AgentService/Invoke", { agent, action, arguments: { data: base64(args) }, ...more }, signal);
}

function resultOf({ status, body }: Reply): unknown {
  expect(status).toBe(200);
  const { data } = body.result as { data: string };
  return JSON.parse(Buffer.from(data, "base64").toString());
}

/** The reason in a reply that is an error. */
function reasonOf({ body }: Reply): unknown {
  const details = (body.details ?? []) as { type: string; debug?: { reason?: string } }[];
  return details.find(({ type }) => type === "google.rpc.ErrorInfo")?.debug?.reason;
}

beforeAll(async () => {
  server = await startServer({ agentFolders: [AGENTS] });
  const { body } = await post("ManagerService/Launch", { spec: { kind: "counter" } });
  agent = (body.launched as { run: { agent: typeof agent } }).run.agent;
});

afterAll(() => server?.[Symbol.asyncDispose]());

describe("Invoke", () => {
  it("calls an action, also of an agent that is not up yet", async () => {
    expect(resultOf(await invoke("increment", [5]))).toBe(5);
  });

  it("gives back what went wrong inside the agent", async () => {
    expect(await invoke("fail", ["no"])).toMatchObject({
      status: 200,
      body: { failure: { type: "RangeError", message: "no", language: "typescript" } },
    });
  });

  it("runs an action once for a request id: under way, ended, and for another content not at all", async () => {
    const before = resultOf(await invoke("increment", [0])) as number;
    const replies = await Promise.all([1, 2, 3].map(() => invoke("increment", [1], { requestId: "once" })));
    replies.push(await invoke("increment", [1], { requestId: "once" }));
    expect(replies.map(resultOf)).toEqual([1, 1, 1, 1].map((by) => before + by));
    expect(resultOf(await invoke("increment", [0]))).toBe(before + 1);
    expect(reasonOf(await invoke("increment", [2], { requestId: "once" }))).toBe("ID_REUSED");
  });

  it("ends at its timeout", async () => {
    const reply = await invoke("sleep", [60_000], { timeout: "0.2s" });
    expect(reply).toMatchObject({ status: 504, body: { code: "deadline_exceeded" } });
    expect(reasonOf(reply)).toBe("EXPIRED");
  });

  it("is cancelled when its caller goes, and not where it said keep", async () => {
    const before = resultOf(await invoke("cancelled", [])) as number;
    const gone = new AbortController();
    const call = invoke("sleep", [60_000], {}, gone.signal);
    const kept = invoke("sleep", [700], { requestId: "kept", onDisconnect: "ON_DISCONNECT_KEEP" }, gone.signal);
    await expect
      .poll(() => post("AgentService/GetStats", { agent }), { timeout: 20_000 })
      .toMatchObject({ body: { stats: { inProgress: "2" } } });
    gone.abort();
    await expect(call).rejects.toThrow();
    await expect(kept).rejects.toThrow();
    await expect.poll(async () => resultOf(await invoke("cancelled", [])), { timeout: 20_000 }).toBe(before + 1);
    expect(resultOf(await invoke("sleep", [700], { requestId: "kept" }))).toBe("rested");
    expect(resultOf(await invoke("cancelled", []))).toBe(before + 1);
  });

  it("is cancelled by its request id", async () => {
    const call = invoke("sleep", [60_000], { requestId: "long" });
    await expect.poll(() => post("AgentService/Cancel", { agent, requestId: "long" }), { timeout: 20_000 }).toMatchObject({ status: 200 });
    const reply = await call;
    expect(reasonOf(reply)).toBe("REQUEST_CANCELLED");
    expect(reasonOf(await post("AgentService/Cancel", { agent, requestId: "long" }))).toBe("REQUEST_NOT_FOUND");
  });
});

it("Ping, Describe and GetStats tell of the agent", async () => {
  expect(await post("AgentService/Ping", { agent })).toMatchObject({
    body: { phase: "AGENT_PHASE_RUNNING", roundTrip: expect.stringMatching(/^[\d.]+s$/) },
  });
  const { body } = await post("AgentService/Describe", { agent });
  expect((body.actions as { name: string }[]).map(({ name }) => name)).toEqual(["cancelled", "echo", "fail", "increment", "sleep", "upTo"]);
  expect(await post("AgentService/GetStats", { agent })).toMatchObject({
    body: { stats: { incoming: expect.any(String) }, run: { kind: "counter" } },
  });
});

it("an agent that nobody launched is asked to end by whoever owns it", async () => {
  const { body } = await post("ExchangeService/RegisterAgents", { agents: [{ name: "standing", lineage: ["Standing"] }] });
  const [registration] = body.registrations as [{ entity: typeof agent; token: string }];
  const standing = registration.entity;
  expect(await post("AgentService/Ping", { agent: standing })).toMatchObject({ body: { phase: "AGENT_PHASE_NOT_LAUNCHED" } });
  expect(await post("AgentService/Shutdown", { agent: standing, terminate: true })).toEqual({ status: 200, body: {} });
  const { body: received } = await post("ExchangeService/Receive", { token: registration.token, wait: "5s" });
  expect(received).toMatchObject({ deliveries: [{ envelope: { kind: "MESSAGE_KIND_SHUTDOWN", terminate: true } }] });
});
