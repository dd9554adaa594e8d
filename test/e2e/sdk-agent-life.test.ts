import { ActionCancelledError, Agent, ExchangeClient, InvalidStateError, MailboxTerminatedError, Manager, RunError } from "@lyceum/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Looping, Steps, Worker } from "../support/sdk-agents.ts";
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

describe("loops", () => {
  it("run from start to stop; timers tick at once and then at their interval; events wake their handlers [J17] [J18]", async () => {
    const steps = new Steps();
    const looping = await manager.launch(new Looping(steps));
    await steps.until("loop began");
    await steps.until("tick");
    await looping.setTwice();
    await steps.until("data again");
    await manager.shutdown(looping);
    expect(steps.all).not.toContain("tick in a wrong context");
    expect(steps.all.slice(steps.all.indexOf("loop ended"))).toEqual(["loop ended", "shutdown"]);
  });

  class Failing extends Agent {
    static override readonly actions = { echo: {} };
    static override readonly loops = { poll: {} };
    async poll(): Promise<void> {
      throw new RangeError("no signal from the pump");
    }
    async echo(value: unknown): Promise<unknown> {
      return value;
    }
  }

  it("that fail end the agent, and its run says which and why [case 20]", async () => {
    const failing = await manager.launch(new Failing());
    const { done } = await manager.wait([failing]);
    expect(done[0]).toMatchObject({
      outcome: "failed",
      failure: { type: "LoopError", message: 'loop "poll" failed: no signal from the pump', cause: { type: "RangeError" } },
    });
    expect(done[0]!.failure!.stack).toContain("poll");
    expect(await manager.exchange.status(failing.agentId)).toBe("terminated");
  });

  it("that fail do not count where the configuration says so", async () => {
    const silent = await manager.launch(new Failing(), { config: { raiseLoopErrorsOnShutdown: false } });
    expect((await manager.wait([silent])).done[0]).toMatchObject({ outcome: "succeeded" });
    expect(await manager.exchange.status(silent.agentId)).toBe("terminated");
    const tough = await manager.launch(new Failing(), { config: { shutdownOnLoopError: false } });
    expect(await tough.echo(1)).toBe(1);
    await expect(manager.shutdown(tough)).rejects.toThrow('loop "poll" failed');
  });

  it("of an event that is none fail with what is missing", async () => {
    class Odd extends Agent {
      static override readonly events = { onData: { on: "nothing" } };
      async onData(): Promise<void> {
        // Never called.
      }
    }
    const odd = await manager.launch(new Odd());
    await expect(manager.wait([odd], { raiseError: true })).rejects.toThrow('waits on "nothing", which is no AgentEvent');
  });
});

describe("an agent's life", () => {
  it("begins with its startup: pings and actions wait for it, an end that is asked for meanwhile comes after it [case 17]", async () => {
    const steps = new Steps();
    const gate = Promise.withResolvers<void>();
    class Slow extends Worker {
      override async onStartup(): Promise<void> {
        await gate.promise;
        steps.add("started");
      }
      override async echo(...values: unknown[]): Promise<unknown> {
        steps.add("echo");
        return values;
      }
    }
    const slow = await manager.launch(new Slow());
    const ping = slow.ping().then(() => steps.add("ping"));
    const echo = slow.echo(1);
    expect(await Promise.race([slow.ping({ timeoutMs: 60 }).catch((error: Error) => error.name), echo])).toBe("ExpiredError");
    gate.resolve();
    await Promise.all([ping, echo]);
    expect(steps.all[0]).toBe("started");
    await manager.shutdown(slow);
  });

  it("that does not start fails with why, and its callers are told", async () => {
    class Stillborn extends Worker {
      override async onStartup(): Promise<void> {
        throw new RangeError("no valve");
      }
    }
    const stillborn = await manager.launch(new Stillborn());
    const calls = [stillborn.ping(), stillborn.echo()].map((call) => Promise.resolve(call).catch((error: unknown) => error));
    const { done } = await manager.wait([stillborn]);
    expect(done[0]!.failure).toMatchObject({ type: "StartupError", message: "onStartup failed: no valve", cause: { type: "RangeError" } });
    for (const error of await Promise.all(calls)) expect(error).toBeInstanceOf(MailboxTerminatedError);
  });

  it("ends in order, and what fails on the way keeps nothing else from ending [J34] [J35]", async () => {
    const steps = new Steps();
    class Careful extends Looping {
      static override readonly actions = { ...Looping.actions, work: {} };
      async work(): Promise<void> {
        steps.add("work began");
        await new Promise<void>((resolve) => this.context.signal.addEventListener("abort", () => resolve()));
        steps.add("work cancelled");
      }
      override async onShutdown(): Promise<void> {
        await super.onShutdown();
        throw new RangeError("the valve sticks");
      }
    }
    const careful = await manager.launch(new Careful(steps));
    const work = careful.work();
    work.catch(() => undefined);
    await steps.until("work began");
    await steps.until("loop began");
    await expect(manager.shutdown(careful)).rejects.toMatchObject({
      type: "ShutdownError",
      message: "onShutdown failed: the valve sticks",
    });
    await expect(work).rejects.toBeInstanceOf(ActionCancelledError);
    const order = ["loop ended", "shutdown", "work cancelled"];
    expect(steps.all.filter((step) => order.includes(step))).toEqual(order);
    await expect(careful.ping()).rejects.toBeInstanceOf(MailboxTerminatedError);
  });

  it("ends once its actions have, where the configuration says so", async () => {
    const steps = new Steps();
    const gate = Promise.withResolvers<void>();
    class Patient extends Worker {
      override async slow(): Promise<string> {
        steps.add("began");
        await gate.promise;
        return "done";
      }
    }
    const patient = await manager.launch(new Patient(), { config: { cancelActionsOnShutdown: false } });
    const call = patient.slow();
    await steps.until("began");
    await manager.shutdown(patient, { blocking: false });
    gate.resolve();
    expect(await call).toBe("done");
    await manager.wait([patient], { raiseError: true });
  });

  it("tells the caller of the action that ended it what it returned [J44]", async () => {
    for (let round = 0; round < 20; round += 1) {
      const worker = await manager.launch(new Worker());
      expect(await worker.leave()).toBe("goodbye");
      expect((await manager.wait([worker])).done[0]).toMatchObject({ outcome: "succeeded" });
      await expect(worker.echo()).rejects.toBeInstanceOf(MailboxTerminatedError);
    }
  });

  it("ends when its mailbox is terminated by others [J11]", async () => {
    const steps = new Steps();
    class Watched extends Worker {
      override async onShutdown(): Promise<void> {
        steps.add("shutdown");
      }
    }
    const watched = await manager.launch(new Watched());
    await watched.ping();
    await manager.exchange.terminate(watched.agentId);
    await steps.until("shutdown");
    const { done } = await manager.wait([watched], { timeoutMs: 15_000 });
    expect(done[0]!.outcome).not.toBe("succeeded");
  });

  it("is lived once", async () => {
    const { AgentRuntime } = await import("../../clients/typescript/src/agent/runtime.ts");
    const runtime = new AgentRuntime({
      agent: new Worker(),
      client: {
        messenger: {
          entity: { uid: "x", role: "agent", name: "" },
          serve: () => undefined,
          close: async () => undefined,
          session: { host: () => undefined },
        } as never,
        exchange: { getHandle: () => undefined } as never,
      },
      config: {},
      runAttempt: 0,
      site: { log: { error: () => undefined } } as never,
    });
    const life = runtime.run(() => runtime.stop());
    await expect(runtime.run(() => undefined)).rejects.toBeInstanceOf(InvalidStateError);
    expect(await life).toEqual({ failure: undefined, terminate: undefined, interrupted: false });
  });

  it("keeps its mailbox where the configuration, or who asked for the end, says so; a relaunch reads what waited [case 8]", async () => {
    const registration = await manager.registerAgent(Worker, "kept");
    const first = await manager.launch(new Worker(), { registration, config: { terminateOnSuccess: false } });
    await first.ping();
    await manager.shutdown(first);
    expect(await manager.exchange.status(first.agentId)).toBe("active");
    const waiting = first.echo("later");
    const again = await manager.launch(new Worker(), { registration, relaunch: true });
    expect(again).toBe(first);
    expect(await waiting).toEqual(["later"]);
    await manager.shutdown(again, { terminate: false });
    expect(await manager.exchange.status(first.agentId)).toBe("active");
  });
});

describe("agents in one host", () => {
  class Parent extends Agent {
    static override readonly actions = { adopt: {} };
    readonly steps: Steps;
    constructor(steps: Steps) {
      super();
      this.steps = steps;
    }
    async adopt(): Promise<unknown> {
      const { steps } = this;
      class Child extends Worker {
        override async onShutdown(): Promise<void> {
          steps.add("child ended");
        }
      }
      const child = await this.launchAlongside(Child, { name: "child", args: [steps] });
      return await child.echo("from the child");
    }
    override async onShutdown(): Promise<void> {
      this.steps.add("parent's shutdown");
    }
  }

  it("are launched by an agent, and end with it", async () => {
    const steps = new Steps();
    const parent = await manager.launch(new Parent(steps));
    expect(await parent.adopt()).toEqual(["from the child"]);
    const [child] = (await manager.exchange.discover("Child")).filter(({ name }) => name === "child");
    expect(child).toBeDefined();
    await manager.shutdown(parent);
    expect(steps.all).toEqual(["parent's shutdown", "child ended"]);
    expect(await manager.exchange.status(child!)).toBe("terminated");
  });

  it("are told of a child that does not start", async () => {
    class Bad extends Agent {
      override async onStartup(): Promise<void> {
        throw new RangeError("no");
      }
    }
    class Mother extends Agent {
      static override readonly actions = { adopt: {} };
      async adopt(): Promise<string> {
        return await this.launchAlongside(Bad).then(
          () => "launched",
          (error: Error) => error.message,
        );
      }
    }
    const mother = await manager.launch(new Mother());
    expect(await mother.adopt()).toBe("onStartup failed: no");
    await manager.shutdown(mother);
  });
});

describe("what cannot be serialised", () => {
  it("says so", () => {
    expect(() => JSON.stringify(manager)).toThrow("a manager cannot be serialised");
    expect(() => JSON.stringify(manager.exchange)).toThrow(TypeError);
    expect(JSON.parse(JSON.stringify(manager.exchangeFactory))).toEqual({ url: server.grpcUrl });
    expect(manager.exchange).toBeInstanceOf(ExchangeClient);
    expect(new RunError({ failure: undefined, outcome: "lost" } as never).message).toContain("lost");
  });
});
