import { Agent, ExchangeClient, ExchangeFactory, type Handle, MailboxTerminatedError } from "@lyceum/client";
import { runAgent } from "@lyceum/client/host";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Steps, Worker } from "../support/sdk-agents.ts";
import { startServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let factory: ExchangeFactory;
let client: ExchangeClient;

beforeAll(async () => {
  server = await startServer();
  factory = new ExchangeFactory({ url: server.grpcUrl, token: server.token });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = await factory.createUserClient({ name: "tester" });
});
afterEach(async () => {
  await client.close();
});

class Sensor extends Worker {}
class Thermometer extends Sensor {
  static override readonly typeName = "site.Thermometer";
}

/** Runs an agent until it is stopped. */
async function standing<A extends Agent>(
  agent: A,
  uid?: string,
): Promise<{ readonly handle: Handle<A>; readonly ended: ReturnType<typeof runAgent>; readonly stop: () => void }> {
  const started = Promise.withResolvers<Handle<A>>();
  const going = new AbortController();
  const options = { url: server.grpcUrl, token: server.token, agent, uid, signal: going.signal, onStarted: started.resolve };
  const ended = runAgent<A>(options);
  ended.catch(started.reject);
  const { agentId } = (await started.promise) as Handle;
  return { handle: client.getHandle<A>(agentId), ended, stop: () => going.abort() };
}

describe("an exchange client", () => {
  it("is a user with a mailbox of its own, which ends with it", async () => {
    expect(client.entityId).toMatchObject({ role: "user", name: "tester" });
    expect(await client.status(client.entityId)).toBe("active");
    const other = await factory.createUserClient();
    await client.close();
    await client.close();
    expect(await other.status(client.entityId)).toBe("terminated");
    await other[Symbol.asyncDispose]();
  });

  it("registers agents in order, and finds them by type, with subclasses or without [J23]", async () => {
    const registered = await client.registerAgents([
      { type: Sensor, name: "s" },
      { type: Thermometer, name: "t", uid: "thermometer-1" },
    ]);
    expect(registered.map(({ agentId, lineage }) => [agentId.name, lineage])).toEqual([
      ["s", ["Sensor", "Worker", "lyceum.Agent"]],
      ["t", ["site.Thermometer", "Sensor", "Worker", "lyceum.Agent"]],
    ]);
    const names = async (...args: Parameters<ExchangeClient["discover"]>): Promise<string[]> =>
      (await client.discover(...args)).map(({ name }) => name);
    expect(await names(Sensor)).toEqual(["s", "t"]);
    expect(await names(Sensor, { subclasses: false })).toEqual(["s"]);
    expect(await names("site.Thermometer")).toEqual(["t"]);
    expect(await client.registerAgents([])).toEqual([]);
    for (const { agentId } of registered) await client.terminate(agentId);
    expect(await names(Sensor)).toEqual([]);
  });

  it("pages through what it finds", async () => {
    class Many extends Worker {}
    for (let step = 0; step < 3; step += 1) await client.registerAgents(Array.from({ length: 500 }, () => ({ type: Many })));
    expect(await client.discover(Many)).toHaveLength(1_500);
  });

  it("tells of mailboxes, and ends them for good; one that is unknown stays so [J21] [J22]", async () => {
    const { agentId } = await client.registerAgent(Worker, { name: "w", uid: "worker-1" });
    expect(await client.mailbox(agentId)).toMatchObject({
      status: "active",
      presence: "never",
      heartbeatAgeMs: undefined,
      lineage: ["Worker", "lyceum.Agent"],
    });
    client
      .getHandle<Worker>(agentId)
      .echo(1)
      .catch(() => undefined);
    while ((await client.stats(agentId)).queued === 0) await client.serverInfo();
    expect(await client.stats(agentId)).toMatchObject({ incoming: 1, queued: 1, completed: 0 });
    expect(await client.terminate(agentId)).toBe("terminated");
    await expect(client.registerAgent(Worker, { uid: "worker-1" })).rejects.toBeInstanceOf(MailboxTerminatedError);
    expect(await client.terminate({ uid: "nobody", role: "agent", name: "" })).toBe("missing");
    expect(await client.status({ uid: "nobody", role: "agent", name: "" })).toBe("missing");
  });

  it("waits for the answer of an agent that does not run yet, and is told when it never will [case 3]", async () => {
    const { agentId } = await client.registerAgent(Worker, { uid: "later" });
    const handle = client.getHandle<Worker>(agentId);
    const call = handle.echo("early");
    const { handle: running, ended, stop } = await standing(new Worker(), "later");
    expect(running).toBe(handle);
    expect(await call).toEqual(["early"]);
    stop();
    expect(await ended).toBeUndefined();
    const waiting = handle.echo("too late");
    await client.terminate(agentId);
    await expect(waiting).rejects.toBeInstanceOf(MailboxTerminatedError);
  });
});

describe("an agent that no manager launches", () => {
  it("is run by its own program, ends when it is asked to, and is the same agent the next time", async () => {
    const first = await standing(new Worker(), "standing-1");
    expect(await first.handle.echo(1)).toEqual([1]);
    expect(await client.mailbox(first.handle.agentId)).toMatchObject({ presence: "online" });
    await first.handle.shutdown();
    expect(await first.ended).toBeUndefined();
    expect(await client.status(first.handle.agentId)).toBe("active");
    const again = await standing(new Worker(), "standing-1");
    expect(await again.handle.echo(2)).toEqual([2]);
    await again.handle.shutdown({ terminate: true });
    await again.ended;
    expect(await client.status(first.handle.agentId)).toBe("terminated");
  });

  it("is refused when its mailbox has ended, and leaves nothing open [J36]", async () => {
    const { agentId } = await client.registerAgent(Worker);
    await client.terminate(agentId);
    await expect(standing(new Worker(), agentId.uid)).rejects.toBeInstanceOf(MailboxTerminatedError);
  });

  it("gives way for good to a newer one of the same id [J7]", async () => {
    const first = await standing(new Worker(), "contested");
    const second = await standing(new Worker(), "contested");
    expect(await first.ended).toMatchObject({ type: "SupersededError" });
    expect(await second.handle.echo(1)).toEqual([1]);
    second.stop();
    await second.ended;
  });

  it("needs no constructor to have its members [J20]", async () => {
    class Bare extends Agent {
      static override readonly actions = { members: {} };
      async members(): Promise<unknown> {
        this.log.debug("asked for its members");
        return { id: this.agentId, exchange: this.exchange instanceof ExchangeClient, attempt: this.context.runAttempt };
      }
    }
    const { handle, ended, stop } = await standing(new Bare());
    expect(await handle.members()).toEqual({ id: handle.agentId, exchange: true, attempt: 0 });
    stop();
    await ended;
  });

  it("takes one-way messages as actions that nobody answers", async () => {
    const steps = new Steps();
    class Listener extends Agent {
      static override readonly actions = { note: {} };
      async note(what: string): Promise<void> {
        steps.add(what);
        throw new RangeError("nobody hears this");
      }
    }
    const { handle, ended, stop } = await standing(new Listener());
    await handle.notify("note", ["heard"]);
    await handle.notify("unknown", ["not heard"]);
    await steps.until("heard");
    await handle.notify("note", ["heard again"]);
    await steps.until("heard again");
    stop();
    await ended;
  });
});

describe("a thousand calls that race an end [case 11]", () => {
  it("each end exactly once", async () => {
    const { handle, ended } = await standing(new Worker());
    const outcomes = Array.from({ length: 1_000 }, (_, index) =>
      handle.echo(index).then(
        (values) => ((values as unknown[])[0] === index ? "answered" : "wrong"),
        (error: Error) => error.name,
      ),
    );
    await handle.shutdown({ terminate: true });
    const counts = new Map<string, number>();
    for (const outcome of await Promise.all(outcomes)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    await ended;
    const allowed = ["answered", "ActionCancelledError", "MailboxTerminatedError"];
    expect([...counts.keys()].filter((outcome) => !allowed.includes(outcome))).toEqual([]);
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(1_000);
  });
});

describe("shares", () => {
  it("give rights to groups, and are taken back", async () => {
    const { agentId } = await client.registerAgent(Worker);
    await client.share(agentId, "lab", ["send", "read"]);
    await client.share(agentId, "another lab", ["manage"]);
    expect(await client.shares(agentId)).toEqual([
      { group: "another lab", rights: ["manage"] },
      { group: "lab", rights: ["read", "send"] },
    ]);
    await client.unshare(agentId, "another lab");
    await client.unshare(agentId, "another lab");
    expect(await client.shares(agentId)).toEqual([{ group: "lab", rights: ["read", "send"] }]);
    await expect(client.share(agentId, "lab", [])).rejects.toMatchObject({ reason: "INVALID_FIELD" });
  });
});
