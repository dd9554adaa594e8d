import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isAlive, killHosts } from "../support/executors.ts";
import { ProbeClient } from "../support/probe-client.ts";
import { type ServerOptions, startServer, type TestServer } from "../support/server.ts";

const TIMEOUT_MS = 15_000;
const fixtures = join(import.meta.dirname, "../fixtures/hosts");
const initModule = join(fixtures, "initialise.ts");
const drivers = ["inline", "threads", "processes", "command"] as const;
const executors = drivers.map((driver) => ({ name: driver, driver, places: 4, initModule, logLevel: "warn" }) as const);

let server: TestServer;
let client: ProbeClient;
let dataFolder: string;

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "lyceum-hosts-"));
});

async function start(options: ServerOptions = {}): Promise<void> {
  server = await startServer({ agentFolders: [fixtures], executors, dataFolder, ...options });
  client = new ProbeClient(server);
}

afterEach(async () => {
  client[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
  await killHosts(join(dataFolder, "hosts"));
  await rm(dataFolder, { recursive: true });
});

describe.each(drivers)("an agent on the executor %s", (driver) => {
  beforeEach(() => start());

  it("is up, knows where it is, and ends when it is asked to", async () => {
    const agent = await client.launch(driver);
    const where = await client.invoke(agent, "where");
    expect(where.pid === process.pid).toBe(driver === "inline" || driver === "threads");
    expect(where.threadId > 0).toBe(driver === "threads");
    expect(where.initialised).toBe(driver !== "command");
    expect(where.kind).toBe(driver === "command" ? "yes" : "");
    if (driver === "processes" || driver === "command") expect(where.run).toMatch(/^[0-9a-f-]{36}$/);

    await client.shutdown(agent);
    expect(await client.ended(agent)).toMatchObject({
      outcome: "OUTCOME_SUCCEEDED",
      attempts: [{ number: 1, outcome: "OUTCOME_SUCCEEDED" }],
    });
  });

  if (driver === "inline") return;

  it("fails when its host ends under it, and its last words are in the failure", async () => {
    const agent = await client.launch(driver);
    await client.invoke(agent, "where");
    await expect(client.invoke(agent, "exit", 3)).rejects.toMatchObject({ details: expect.stringMatching(/host/i) });
    const run = await client.ended(agent);
    expect(run).toMatchObject({ outcome: "OUTCOME_FAILED" });
    expect(JSON.stringify(run.failure)).toContain("last words");
    // The executor's log level; a command that hosts an agent of its own speaks as it likes.
    expect(JSON.stringify(run.failure).includes("small talk")).toBe(driver === "command");
    expect(run.attempts[0].exit_code).toBe(3);
  });

  it("is killed when it hangs, with what it started", async () => {
    const agent = await client.launch(driver);
    const child = driver === "threads" ? undefined : await client.invoke(agent, "child");
    const hanging = client.invoke(agent, "hang").catch((error: unknown) => error);
    // Its agent answers no more once it hangs.
    const ping = () => client.call("AgentService", "Ping", { agent, timeout: { nanos: 200_000_000 } });
    await vi.waitFor(() => expect(ping()).rejects.toMatchObject({ code: 4 }), { timeout: TIMEOUT_MS });
    await client.shutdown(agent, { kill_after: { nanos: 300_000_000 } });
    expect(await client.ended(agent)).toMatchObject({ outcome: "OUTCOME_KILLED" });
    expect(await hanging).toBeInstanceOf(Error);
    if (child !== undefined) await vi.waitFor(() => expect(isAlive(child)).toBe(false), { timeout: TIMEOUT_MS });
  });
});

it("a command that does not exist fails the run, and says what to do", async () => {
  await start();
  const run = await client.ended(await client.launch("command", "missing-command"));
  expect(run).toMatchObject({ outcome: "OUTCOME_FAILED", failure: { type: "StartError" } });
  expect(run.failure.message).toMatch(/^no program "no-such-program" is on the PATH \(.*\): install it/);
});

describe.each(["processes", "command"] as const)("an agent on %s whose server is left", (driver) => {
  it("lives on, and the next server goes on with it", async () => {
    await start({ store: "sqlite", onStop: "leave" });
    const agent = await client.launch(driver);
    const before = await client.invoke(agent, "where");
    const port = Number(new URL(server.grpcUrl).port);
    client[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
    expect(isAlive(before.pid)).toBe(true);

    await start({ store: "sqlite", listen: { host: "127.0.0.1", port } });
    expect(await client.invoke(agent, "where")).toEqual(before);
    await client.shutdown(agent);
    expect(await client.ended(agent)).toMatchObject({ outcome: "OUTCOME_SUCCEEDED", attempts: [{ number: 1 }] });
    await vi.waitFor(() => expect(isAlive(before.pid)).toBe(false), { timeout: TIMEOUT_MS });
  });
});
