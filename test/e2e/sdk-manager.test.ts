import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  Agent,
  type EntityId,
  GrpcTransport,
  InvalidStateError,
  MailboxTerminatedError,
  Manager,
  type ManagerOptions,
  type Run,
  type RunEvent,
  WaitTimeoutError,
} from "@lyceum/client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BadConstructor, type Coordinator, Counter, type ThirdTimeLucky } from "../fixtures/sdk-agents/kinds.ts";
import { Steps, Worker } from "../support/sdk-agents.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
const managers: Manager[] = [];

beforeAll(async () => {
  server = await startServer({ agentFolders: [fileURLToPath(new URL("../fixtures/sdk-agents", import.meta.url))] });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});
afterEach(async () => {
  await Promise.all(managers.splice(0).map((manager) => manager.close().catch(() => undefined)));
});

async function connect(options: ManagerOptions = {}): Promise<Manager> {
  const manager = await Manager.connect({ url: server.grpcUrl, token: server.token }, options);
  managers.push(manager);
  return manager;
}

class Failing extends Agent {
  static override readonly loops = { run: {} };
  async run(): Promise<void> {
    throw new RangeError("it failed");
  }
}

describe("launching", () => {
  it("runs kinds of the catalogue on each executor, with their arguments", async () => {
    const manager = await connect({ executors: ["inline", "threads", "processes"], defaultExecutor: "inline" });
    for (const executor of [undefined, "inline", "threads", "processes"]) {
      const worker = await manager.launch<typeof Counter>("worker", { executor, args: [5], name: executor });
      expect(await worker.increment(2)).toBe(7);
      const sameProcess = (await worker.where()) === process.pid;
      expect(sameProcess).toBe(executor !== "processes");
      const run = await manager.run(worker);
      expect(run).toMatchObject({ kind: "worker", executor: executor ?? "inline", state: "running", attempts: [{ number: 1 }] });
    }
    expect(await manager.running()).toHaveLength(4);
  });

  it("hosts classes and objects in this very process, and constructs a class anew for each attempt", async () => {
    const manager = await connect({ maxRetries: 2 });
    let made = 0;
    class Once extends Counter {
      constructor(start: number) {
        super(start);
        made += 1;
      }
      override async onStartup(): Promise<void> {
        if (made < 3) throw new RangeError("not yet");
      }
    }
    const worker = await manager.launch(Once, { args: [10] });
    expect(await worker.increment()).toBe(11);
    expect(made).toBe(3);
    expect((await manager.run(worker)).attempts).toHaveLength(3);
    let starts = 0;
    class Object_ extends Counter {
      override async onStartup(): Promise<void> {
        starts += 1;
        if (starts < 2) throw new RangeError("not yet");
      }
    }
    const object = await manager.launch(new Object_(1));
    expect(await object.increment()).toBe(2);
    expect(starts).toBe(2);
  });

  it("passes handles as arguments of constructors, and decodes them where the parameters say so", async () => {
    const manager = await connect();
    const [left, right] = [await manager.launch<typeof Counter>("worker", { args: [1] }), await manager.launch(new Counter(10))];
    const coordinator = await manager.launch<typeof Coordinator>("coordinator", { args: [{ left, right }] });
    expect(await coordinator.total()).toEqual({ left: 2, right: 11 });
  });

  it("retries as often as it says, and keeps the mailbox meanwhile [J1]", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lyceum-sdk-"));
    const file = join(folder, "attempts");
    await writeFile(file, "0");
    const manager = await connect();
    const lucky = await manager.launch<typeof ThirdTimeLucky>("third-time-lucky", { args: [file], retry: 2 });
    expect(await lucky.attempt()).toBe(3);
    await writeFile(file, "0");
    const unlucky = await manager.launch("third-time-lucky", { args: [file], retry: { maxRetries: 1, initialBackoffMs: 1 } });
    const { done } = await manager.wait([unlucky]);
    expect(done[0]!.attempts.map(({ failure }) => failure?.message)).toEqual([
      "onStartup failed: attempt 1 fails",
      "onStartup failed: attempt 2 fails",
    ]);
    expect(await manager.exchange.status(unlucky.agentId)).toBe("terminated");
    await rm(folder, { recursive: true });
  });

  it.each([
    ["broken-module", "ModuleLoadError", "does not load: this module does not load"],
    ["missing-export", "ExportMissingError", 'has no export "Nothing"; it exports'],
    ["no-agent", "ExportMissingError", "is no class of agents"],
    ["bad-constructor", "ConstructorError", "the agent could not be constructed: no"],
  ])("of kind %s fails with %s, and its callers are told [case 10]", async (kind, type, message) => {
    const manager = await connect();
    const handle = await manager.launch(kind, { args: ["no"] });
    const ping = handle.ping().catch((error: unknown) => error);
    const { done } = await manager.wait([handle]);
    expect(done[0]!.failure).toMatchObject({ type, message: expect.stringContaining(message), language: "typescript" });
    expect(await ping).toBeInstanceOf(MailboxTerminatedError);
  });

  it("says what is wrong with a launch, by class [J16]", async () => {
    const manager = await connect({ executors: { here: { template: "inline" } } });
    await expect(manager.launch("nothing", { executor: "here" })).rejects.toMatchObject({ name: "KindNotFoundError" });
    await expect(manager.launch("worker", { executor: "there" })).rejects.toMatchObject({ name: "ExecutorNotFoundError" });
    await expect(manager.launch("worker")).rejects.toMatchObject({ name: "NoDefaultExecutorError" });
    const bad = manager.launch("worker", { executor: "here", args: [Number.NaN] });
    await expect(bad).rejects.toMatchObject({ name: "SerializationError" });
    const registration = await manager.registerAgent("worker", "once");
    await manager.launch("worker", { executor: "here", registration });
    await expect(manager.launch("worker", { executor: "here", registration })).rejects.toMatchObject({ name: "AlreadyExecutedError" });
    await expect(connect({ executors: ["inline"], defaultExecutor: "other" })).rejects.toMatchObject({ name: "InvalidRequestError" });
    await expect(connect({ executors: ["nothing"] })).rejects.toMatchObject({ name: "ExecutorNotFoundError" });
  });

  it("tells of an executor that has more agents than places", async () => {
    const warnings: string[] = [];
    const manager = await connect({
      executors: { one: { template: "inline", places: 1 } },
      defaultExecutor: "one",
      onWarning: ({ code }) => warnings.push(code),
    });
    await manager.launch("worker");
    expect(warnings).toEqual([]);
    await manager.launch("worker");
    expect(warnings).toEqual(["EXECUTOR_OVERLOAD"]);
    expect(await manager.running()).toHaveLength(2);
  });
});

describe("executors", () => {
  it("are added in a chain; the default can be set and cleared", async () => {
    const manager = await connect({ executors: "inline" });
    const same = await manager.addExecutor("more", { template: "inline", places: 3 }).addExecutor("threads").setDefaultExecutor("more");
    expect(same).toBe(manager);
    expect((await manager.run(await manager.launch("worker"))).executor).toBe("more");
    await expect(manager.addExecutor("more", { template: "inline" })).rejects.toMatchObject({ name: "AlreadyExistsError" });
    await expect(manager.setDefaultExecutor("none")).rejects.toMatchObject({ name: "ExecutorNotFoundError" });
    await manager.setDefaultExecutor(undefined);
    await expect(manager.launch("worker")).rejects.toMatchObject({ name: "NoDefaultExecutorError" });
  });

  it("of the server's own manager need no set-up", async () => {
    const manager = await connect({ managerId: "" });
    const worker = await manager.launch<typeof Counter>("worker");
    expect(await worker.increment()).toBe(1);
    const local = await manager.launch(new Counter());
    expect(await local.increment()).toBe(1);
    await manager.shutdown(worker);
    await manager.shutdown(local);
    await manager.close();
  });
});

describe("a batch", () => {
  it("binds its handles when it is submitted; before, they can be arguments of each other", async () => {
    const manager = await connect();
    const batch = manager.launchBatch();
    const left = batch.queue<typeof Counter>("worker", { args: [1], name: "left" });
    const right = batch.queue(Counter, { args: [10] });
    const coordinator = batch.queue<typeof Coordinator>("coordinator", { args: [{ left, right }] });
    expect(() => left.agentId).toThrow(InvalidStateError);
    expect(() => JSON.stringify(left)).toThrow(InvalidStateError);
    await expect(left.increment()).rejects.toBeInstanceOf(InvalidStateError);
    await batch.submit();
    expect(await coordinator.total()).toEqual({ left: 2, right: 11 });
    expect(manager.getHandle(left.agentId)).toBe(left);
    expect(left.agentId.name).toBe("left");
    expect(() => batch.queue("worker")).toThrow("the batch is closed");
    await expect(batch.submit()).rejects.toThrow("the batch is closed");
  });

  it("is submitted at the end of its function, and dropped when that throws", async () => {
    const manager = await connect();
    const [one, two] = await manager.launchBatch((batch) => [batch.queue(Counter), batch.queue(Counter)] as const);
    expect(await Promise.all([one.increment(), two.increment()])).toEqual([1, 1]);
    const handles: { agentId: unknown }[] = [];
    const dropped = manager.launchBatch((batch) => {
      handles.push(batch.queue(Counter));
      throw new RangeError("no");
    });
    await expect(dropped).rejects.toThrow("no");
    expect(() => handles[0]!.agentId).toThrow(InvalidStateError);
    expect(await manager.running()).toHaveLength(2);
    await manager.launchBatch(() => undefined);
  });

  it("launches what it can, tells what it could not, and leaves no mailbox behind [case 35]", async () => {
    const manager = await connect();
    const batch = manager.launchBatch();
    const good = batch.queue<typeof Counter>("worker");
    const bad = batch.queue("worker", { executor: "nowhere" });
    const last = batch.queue<typeof Counter>("worker");
    await expect(batch.submit()).rejects.toMatchObject({ name: "ExecutorNotFoundError", reason: "EXECUTOR_NOT_FOUND" });
    expect(() => bad.agentId).toThrow(InvalidStateError);
    expect(await Promise.all([good.increment(), last.increment()])).toEqual([1, 1]);
    expect(await manager.exchange.discover("Counter")).toHaveLength(2);
    await Promise.all([manager.shutdown(good), manager.shutdown(last)]);
    const none = manager.launchBatch();
    const handle = none.queue("nothing at all");
    none.queue("worker");
    await expect(none.submit()).rejects.toMatchObject({ name: "KindNotFoundError" });
    expect(() => handle.agentId).toThrow(InvalidStateError);
  });

  it("of more than one call can take is registered and launched all the same", async () => {
    const manager = await connect();
    const registered = await manager.registerAgents(Array.from({ length: 1_200 }, (_, index) => ({ what: "worker", name: `w${index}` })));
    expect(registered.map(({ agentId }) => agentId.name)).toEqual(Array.from({ length: 1_200 }, (_, index) => `w${index}`));
  });

  it("launches a thousand with few calls", async () => {
    const manager = await connect();
    const handles = await manager.launchBatch((batch) =>
      Array.from({ length: 1_000 }, (_, index) => batch.queue<typeof Counter>("worker", { args: [index] })),
    );
    const counts = await Promise.all(handles.map((handle) => handle.increment()));
    expect(counts).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(await manager.running()).toHaveLength(1_000);
    await manager.close();
  }, 60_000);
});

describe("waiting", () => {
  it("for nobody ends at once, and for somebody else's agent before it waits", async () => {
    const manager = await connect();
    expect(await manager.wait([])).toEqual({ done: [], pending: [] });
    const other = await connect();
    const worker = await other.launch("worker");
    await expect(manager.wait([worker])).rejects.toMatchObject({ name: "NotLaunchedHereError" });
    await expect(manager.shutdown(worker)).rejects.toMatchObject({ name: "NotLaunchedHereError" });
  });

  it("for all, the first, or the first failure; repeats count once [J6] [J7] [case 16]", async () => {
    const manager = await connect();
    const [one, two, failing] = [await manager.launch("worker"), await manager.launch("worker"), await manager.launch(new Failing())];
    const all = [one, two, failing, one, one.agentId];
    const first = await manager.wait(all, { condition: "first_failure" });
    expect(first.done.map(({ agentId }) => agentId.uid)).toEqual([failing.agentId.uid]);
    expect(first.pending.map(({ uid }) => uid).toSorted()).toEqual([one.agentId.uid, two.agentId.uid].toSorted());
    await expect(manager.wait(all, { condition: "first", raiseError: true })).rejects.toMatchObject({ type: "LoopError" });
    await manager.shutdown(one);
    const timedOut = await manager.wait([one, two], { condition: "first_failure", timeoutMs: 30 }).catch((error: unknown) => error);
    expect(timedOut).toBeInstanceOf(WaitTimeoutError);
    expect(timedOut).toMatchObject({ done: [{ outcome: "succeeded" }], pending: [{ uid: two.agentId.uid }] });
    expect((timedOut as Error).message).toContain(two.agentId.uid);
    expect((await manager.wait([one, two], { condition: "first", timeoutMs: 0 })).done).toHaveLength(1);
    await expect(manager.wait([two], { condition: "first", timeoutMs: 10 })).rejects.toBeInstanceOf(WaitTimeoutError);
    await expect(manager.wait([one, two], { timeoutMs: 10 })).rejects.toBeInstanceOf(WaitTimeoutError);
    await manager.shutdown(two);
    expect((await manager.wait(all)).done).toHaveLength(3);
    await manager.close().catch(() => undefined);
  });

  it("raises one error as itself and several as one group [J3]", async () => {
    const manager = await connect();
    const [one, two] = [await manager.launch(new Failing()), await manager.launch(new Failing())];
    await expect(manager.wait([one], { raiseError: true })).rejects.toMatchObject({
      name: "RunError",
      type: "LoopError",
      run: { agentId: one.agentId },
    });
    const both = await manager.wait([one, two], { raiseError: true }).catch((error: unknown) => error);
    expect(both).toBeInstanceOf(AggregateError);
    expect((both as AggregateError).errors).toHaveLength(2);
  });

  it("tells completions as they come", async () => {
    const manager = await connect();
    const [one, two] = [await manager.launch("worker"), await manager.launch("worker")];
    await manager.shutdown(two);
    const seen: Run[] = [];
    const completions = manager.completions([one, two]);
    seen.push((await completions.next()).value as Run);
    expect(seen[0]!.agentId.uid).toBe(two.agentId.uid);
    await manager.shutdown(one, { blocking: false });
    expect(((await completions.next()).value as Run).agentId.uid).toBe(one.agentId.uid);
    expect(await completions.next()).toMatchObject({ done: true, value: { pending: [] } });
  });

  it("ends when its signal does", async () => {
    const manager = await connect();
    const worker = await manager.launch("worker");
    const stop = new AbortController();
    const waiting = manager.wait([worker], { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });
});

describe("shutting an agent down", () => {
  it("raises what it failed with, also when it had failed before [J8]", async () => {
    const manager = await connect();
    const failing = await manager.launch(new Failing());
    await manager.wait([failing]);
    await expect(manager.shutdown(failing)).rejects.toMatchObject({ type: "LoopError" });
    await manager.shutdown(failing, { raiseError: false });
  });

  it("gives up waiting in time, and the agent ends all the same", async () => {
    const manager = await connect();
    const gate = Promise.withResolvers<void>();
    class Stubborn extends Worker {
      override async onShutdown(): Promise<void> {
        await gate.promise;
      }
    }
    const stubborn = await manager.launch(new Stubborn());
    await stubborn.ping();
    await expect(manager.shutdown(stubborn, { timeoutMs: 20 })).rejects.toBeInstanceOf(WaitTimeoutError);
    gate.resolve();
    await manager.wait([stubborn], { raiseError: true });
  });
});

describe("watching", () => {
  it("tells every change after a snapshot, and resumes after any of them [case 13]", async () => {
    const manager = await connect();
    const events: RunEvent[] = [];
    const steps = new Steps();
    const watching = (async () => {
      for await (const event of manager.watchRuns()) {
        events.push(event);
        steps.add(event.kind === "run" ? event.run.state : event.kind);
      }
    })();
    await steps.until("snapshot");
    const worker = await manager.launch("worker");
    await manager.shutdown(worker);
    await steps.until("ended");
    const changes = events.filter((event) => event.kind !== "snapshot");
    for (const [index, event] of changes.entries()) {
      const next = changes[index + 1];
      if (next === undefined) break;
      for await (const resumed of manager.watchRuns({ afterRevision: event.revision })) {
        expect(resumed.revision).toBe(next.revision);
        break;
      }
    }
    await manager.close();
    await watching;
    expect(events.at(-1)).toMatchObject({ kind: "manager", manager: { state: "closed" } });
  });
});

describe("closing", () => {
  it("raises what agents failed with, one as itself and several as a group, those seen before too; once, and ends its client all the same [J2] [J3] [J4]", async () => {
    const one = await connect();
    const seen = await one.launch(new Failing());
    await one.wait([seen]);
    const steps = new Steps();
    class Last extends Worker {
      override async onShutdown(): Promise<void> {
        steps.add("ended");
      }
    }
    await (await one.launch(new Last())).ping();
    await expect(one.close()).rejects.toMatchObject({ name: "RunError", type: "LoopError" });
    expect(steps.all).toEqual(["ended"]);
    await expect(one.exchange.serverInfo()).rejects.toMatchObject({ name: "ClosedError" });
    await one.close();
    await one[Symbol.asyncDispose]();
    const two = await connect();
    await two.wait([await two.launch(new Failing()), await two.launch(new Failing())]);
    await expect(two.close()).rejects.toBeInstanceOf(AggregateError);
  });

  it("ends agents that were never heard of, and everything else of it [J9]", async () => {
    const manager = await connect();
    const worker = await manager.launch("worker");
    const user = manager.userId;
    await manager.close();
    const other = await connect();
    expect(await other.exchange.status(worker.agentId)).toBe("terminated");
    expect(await other.exchange.status(user)).toBe("terminated");
    await expect(manager.launch("worker")).rejects.toMatchObject({ name: "ManagerClosedError" });
    await expect(worker.ping()).rejects.toMatchObject({ name: "ClosedError" });
    expect(() => manager.launchBatch().queue("worker")).toThrow("the manager is closed");
  });

  it("between retries tells the failure and ends the mailbox [J10]", async () => {
    const manager = await connect();
    const bad = await manager.launch(BadConstructor, { args: ["no"], retry: { maxRetries: 5, initialBackoffMs: 60_000 } });
    for await (const event of manager.watchRuns()) {
      const runs = event.kind === "snapshot" ? event.runs : event.kind === "run" ? [event.run] : [];
      if (runs.some(({ state }) => state === "backing_off")) break;
    }
    await expect(manager.close()).rejects.toMatchObject({ type: "ConstructorError" });
    const other = await connect();
    expect(await other.exchange.status(bad.agentId)).toBe("terminated");
  });

  it("kills what does not end within the grace [case 15]", async () => {
    const manager = await connect({ graceMs: 100 });
    class Stubborn extends Worker {
      override async onShutdown(): Promise<void> {
        await new Promise(() => undefined);
      }
    }
    const stubborn = await manager.launch(new Stubborn());
    await stubborn.ping();
    await expect(manager.close()).rejects.toMatchObject({ run: { outcome: "killed" } });
  });

  it("renews its lease until then", async () => {
    const manager = await connect({ leaseMs: 1_000 });
    const worker = await manager.launch<typeof Counter>("worker");
    await expect(manager.wait([worker], { timeoutMs: 1_600 })).rejects.toBeInstanceOf(WaitTimeoutError);
    expect(await worker.increment()).toBe(1);
  });

  it("is done by the server when the owner has vanished, unless its policy lets the agents go on [case 18]", async () => {
    const watcher = await connect();
    const orphans: EntityId[] = [];
    for (const orphanPolicy of ["detach", "close"] as const) {
      const transport = new GrpcTransport({ url: server.grpcUrl, token: server.token });
      const owner = await Manager.connect({ transport, url: server.grpcUrl }, { leaseMs: 1_000, orphanPolicy });
      orphans.push((await owner.launch("worker")).agentId);
      transport.close();
    }
    const [detached, closed] = orphans as [EntityId, EntityId];
    while ((await watcher.exchange.status(closed)) === "active") await watcher.exchange.serverInfo();
    expect(await watcher.exchange.status(detached)).toBe("active");
    expect(await watcher.getHandle<typeof Counter>(detached).increment()).toBe(1);
  });
});
