import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HostLostError, Manager, type ManagerOptions, UndeliverableError } from "@lyceum/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Counter, type Fragile } from "../fixtures/sdk-agents/kinds.ts";
import { type ServerOptions, startServer, type TestServer } from "../support/server.ts";

const agentFolders = [fileURLToPath(new URL("../fixtures/sdk-agents", import.meta.url))];

let server: TestServer;
let options: ServerOptions;
let manager: Manager;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyceum-recovery-"));
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  options = { agentFolders, store: "sqlite", dataFolder: folder, listen: { host: "127.0.0.1", port } };
  server = await startServer(options);
});
afterEach(async () => {
  await manager.close().catch(() => undefined);
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function connect(managerOptions: ManagerOptions): Promise<void> {
  manager = await Manager.connect({ url: server.grpcUrl, token: server.token }, managerOptions);
}

async function restart(): Promise<void> {
  await server.app.stop();
  server = await startServer(options);
}

describe("a server that restarts", () => {
  it("finds callers, waiters and hosts as they were [case 4] [case 14]", async () => {
    await connect({});
    const local = await manager.launch(new Counter(5));
    const kind = await manager.launch<typeof Counter>("worker", { args: [50] });
    expect(await Promise.all([local.increment(), kind.increment()])).toEqual([6, 51]);
    const waiting = manager.wait([local, kind]);
    await restart();
    expect(await Promise.all([local.increment(), kind.increment()])).toEqual([7, 51]);
    await Promise.all([manager.shutdown(local), manager.shutdown(kind)]);
    const { done, pending } = await waiting;
    expect(done.map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded"]);
    expect(pending).toEqual([]);
    const [run] = done.filter(({ agentId }) => agentId.uid === local.agentId.uid);
    expect(run!.attempts.map(({ outcome }) => outcome)).toEqual(["interrupted", "succeeded"]);
  });

  it("takes calls that were made while it was away, once each", async () => {
    await connect({});
    const local = await manager.launch(new Counter());
    await local.increment();
    await server.app.stop();
    const calls = Array.from({ length: 50 }, () => local.increment());
    server = await startServer(options);
    const counts = (await Promise.all(calls)).toSorted((one, other) => one - other);
    expect(counts).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
  });
});

describe("a host that is lost", () => {
  it("costs what it had begun an answer at once, unless it may run again [case 1] [case 7] [case 12]", async () => {
    await connect({ executors: "processes", maxRetries: 2 });
    const fragile = await manager.launch<typeof Fragile>("fragile");
    const startMs = performance.now();
    const crash = fragile.crash();
    await expect(crash).rejects.toBeInstanceOf(HostLostError);
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect(await fragile.crashOnce()).toBe(2);
    expect(await fragile.attempt()).toBe(3);
  });

  it("again and again makes a dead letter of what it cannot bear [case 1] [case 3]", async () => {
    await server.app.stop();
    options = { ...options, limits: { maxDeliveryAttempts: 2 } };
    server = await startServer(options);
    await connect({ executors: "processes", maxRetries: 5 });
    const fragile = await manager.launch<typeof Fragile>("fragile");
    await expect(fragile.crashAlways()).rejects.toBeInstanceOf(UndeliverableError);
    const letters = [];
    for await (const letter of manager.exchange.deadLetters(fragile.agentId)) letters.push(letter);
    expect(letters).toMatchObject([{ action: "crashAlways", attempts: 2, sender: { uid: manager.userId.uid } }]);
    expect(letters[0]!.error).toBeInstanceOf(UndeliverableError);
    const attempt = await fragile.attempt();
    expect(await manager.exchange.requeue(fragile.agentId, [letters[0]!.id])).toBe(1);
    for (let next = attempt; next === attempt; ) next = await fragile.attempt().catch(() => attempt);
    expect((await manager.run(fragile)).attempts.length).toBeGreaterThan(attempt);
  });

  it("by SIGTERM lets its actions finish, and says that it gave its agent up [case 21]", async () => {
    await connect({ executors: "processes", maxRetries: 1 });
    const fragile = await manager.launch<typeof Fragile>("fragile");
    const work = fragile.work();
    expect(await work).toBe("done before the end");
    expect(await fragile.attempt()).toBe(2);
    expect((await manager.run(fragile)).attempts[0]).toMatchObject({ failure: { type: "Interrupted" } });
  });
});
