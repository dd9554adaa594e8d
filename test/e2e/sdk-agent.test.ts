import { setTimeout as pause } from "node:timers/promises";
import { Agent, type Context, Manager } from "@lyceum/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Steps, Worker } from "../support/sdk-agents.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let manager: Manager;

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  manager = await Manager.connect({ url: server.grpcUrl, token: server.token });
});
afterEach(async () => {
  await manager.close().catch(() => undefined);
});

describe("actions", () => {
  it("take and give values of every kind", async () => {
    const worker = await manager.launch(new Worker());
    expect(await worker.echo(1, "ä", null, [2n ** 60n], { a: undefined })).toEqual([1, "ä", null, [2n ** 60n], {}]);
    expect(await worker.bytes(Uint8Array.of(1, 2, 3))).toEqual(Uint8Array.of(3, 2, 1));
    expect(await worker.call("named", [1], { kwargs: { second: 2 } })).toEqual({ first: 1, second: 2 });
    expect(await worker.named(1)).toEqual({ first: 1, second: "default" });
  });

  it("are those in the table; private ones, and what is no action, are not callable", async () => {
    const worker = await manager.launch(new Worker());
    for (const name of ["nothing", "onStartup", "constructor", "__proto__", "steps", "shutdown"]) {
      await expect(worker.call(name)).rejects.toMatchObject({ name: "ActionNotFoundError", reason: "ACTION_NOT_FOUND" });
    }
  });

  it("refuse arguments that do not fit", async () => {
    const worker = await manager.launch(new Worker());
    for (const args of [[], [1, 2, 3]]) {
      await expect(worker.call("named", args)).rejects.toMatchObject({ name: "InvalidArgumentsError" });
    }
    await expect(worker.call("named", [1], { kwargs: { first: 1 } })).rejects.toThrow('"first" was given twice');
  });

  it("answer with a failure when the result cannot be sent, or is too large [J15] [case 28]", async () => {
    const worker = await manager.launch(new Worker());
    await expect(worker.unserialisable()).rejects.toMatchObject({ name: "AgentError", type: "SerializationError" });
    await expect(worker.huge(1_048_576)).rejects.toMatchObject({ name: "AgentError", type: "ResultTooLarge", nonRetryable: true });
    await expect(worker.huge(5_000_000)).rejects.toThrow(/the result of huge has 5000002 bytes/);
    expect(await worker.huge(1_048_574)).toHaveLength(1_048_574);
  });

  it("answer with a failure whatever was thrown [case 32]", async () => {
    const worker = await manager.launch(new Worker());
    await expect(worker.strange()).rejects.toMatchObject({ name: "AgentError", message: "what was thrown cannot be described" });
  });

  it("know who asked, until when, and in which attempt", async () => {
    const worker = await manager.launch(new Worker());
    const context = (await worker.call("context_", [], { timeoutMs: 60_000 })) as Context & { left: number };
    expect(context).toMatchObject({
      agentId: worker.agentId,
      caller: { uid: manager.userId.uid, role: "user" },
      action: "context_",
      attempt: 1,
      runAttempt: 1,
    });
    expect(context.left).toBeGreaterThan(50_000);
    expect(await worker.context_()).toMatchObject({ left: null });
  });

  it("call other agents in their own agent's name, by handles that came as arguments", async () => {
    const [one, other] = [await manager.launch(new Worker()), await manager.launch(new Worker())];
    expect(await one.relay(other)).toMatchObject({
      agentId: { uid: other.agentId.uid },
      caller: { uid: one.agentId.uid, role: "agent" },
    });
    await expect(one.call("relay", ["other"])).rejects.toThrow('"peer" must name an agent');
  });

  it("use the agent's own session also through a handle that somebody else made [J38]", async () => {
    const target = await manager.launch(new Worker());
    class Borrower extends Agent {
      static override readonly actions = { borrow: {} };
      async borrow(): Promise<unknown> {
        return await target.context_();
      }
    }
    const borrower = await manager.launch(new Borrower());
    expect(await borrower.borrow()).toMatchObject({ caller: { uid: borrower.agentId.uid } });
  });

  it("run as many at once as the configuration says", async () => {
    class Busy extends Agent {
      static override readonly actions = { work: {} };
      now = 0;
      async work(): Promise<number> {
        this.now += 1;
        const peak = this.now;
        await pause(5);
        this.now -= 1;
        return peak;
      }
    }
    const limited = await manager.launch(new Busy(), { config: { maxConcurrentActions: 2 } });
    expect(Math.max(...(await Promise.all(Array.from({ length: 12 }, () => limited.work()))))).toBe(2);
    const free = await manager.launch(new Busy());
    expect(Math.max(...(await Promise.all(Array.from({ length: 12 }, () => free.work()))))).toBe(12);
  });

  it("accept the media types that the configuration names", async () => {
    const worker = await manager.launch(new Worker(), { config: { allowedMediaTypes: ["application/json"] } });
    expect(await worker.echo(1)).toEqual([1]);
    await expect(worker.bytes(Uint8Array.of(1))).rejects.toMatchObject({ name: "InvalidArgumentsError" });
  });
});

describe("cancelling", () => {
  it("reaches the action, answers canceller and requester, and lets the agent go on [case 19]", async () => {
    const steps = new Steps();
    const worker = await manager.launch(new Worker(steps));
    const stop = new AbortController();
    const call = worker.with({ signal: stop.signal }).slow();
    await steps.until("slow began");
    stop.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
    await steps.until("slow stopped: ActionCancelledError");
    expect(await worker.echo(1)).toEqual([1]);
  });

  it("is told to an action whose time is over [case 25]", async () => {
    const steps = new Steps();
    const worker = await manager.launch(new Worker(steps));
    await expect(worker.with({ timeoutMs: 50 }).slow()).rejects.toMatchObject({ name: "ExpiredError" });
    await steps.until("slow stopped: ExpiredError");
  });
});

describe("streams of partial results", () => {
  it("are read in order, however many, and end with what the action returned", async () => {
    const worker = await manager.launch(new Worker());
    const call = worker.count(500);
    const seen: number[] = [];
    for await (const number of call) seen.push(number);
    expect(seen).toEqual(Array.from({ length: 500 }, (_, index) => index));
    expect(await call).toBe("500 in all");
  });

  it("cost who awaits the result alone nothing", async () => {
    const worker = await manager.launch(new Worker());
    expect(await worker.count(300)).toBe("300 in all");
  });

  it("end with the failure of the action", async () => {
    const worker = await manager.launch(new Worker());
    const parts = worker.failing()[Symbol.asyncIterator]();
    expect((await parts.next()).value).toBe(1);
    await expect(parts.next()).rejects.toMatchObject({ type: "RangeError", message: "half way" });
  });

  it("go no faster than they are read, and end when their reader leaves [case 23]", async () => {
    const steps = new Steps();
    const worker = await manager.launch(new Worker(steps));
    const reader = worker.endless()[Symbol.asyncIterator]() as AsyncGenerator<number>;
    expect((await reader.next()).value).toBe(0);
    await steps.until("yield 31");
    await worker.echo();
    await worker.echo();
    expect(steps.all.length).toBeLessThan(200);
    for (let number = 1; number < 300; number += 1) expect((await reader.next()).value).toBe(number);
    await reader.return(undefined);
    await steps.until("endless ended");
  });
});
