import { beforeEach, describe, expect, it } from "vitest";
import type { EntityId } from "../../src/core/entity.ts";
import { NO_RETRIES } from "../../src/core/run.ts";
import type { Manager } from "../../src/manager/manager.ts";
import { ExchangeBench, type TestListener, userId } from "../support/exchange.ts";
import { settle } from "../support/fake-clock.ts";
import { boom, ManagerBench } from "../support/manager-bench.ts";

const caller = userId("caller");

let exchange: ExchangeBench;
let bench: ManagerBench;
let manager: Manager;
let answers: TestListener;

beforeEach(async () => {
  exchange = new ExchangeBench();
  bench = await ManagerBench.open({ on: exchange });
  manager = bench.manager();
  exchange.register(caller);
  answers = exchange.listen(caller);
});

/** Listens as the host of a run's attempt under way does. */
function host(runId: string): TestListener {
  const { agent, attempts } = bench.run(manager, runId);
  return exchange.listen(agent, { fence: attempts.at(-1)!.fence });
}

const agentOf = (runId: string): EntityId => bench.run(manager, runId).agent;
const retry = { retry: { ...NO_RETRIES, maxRetries: 1 } };

describe("runs on the exchange", () => {
  it("[case 10] answer what waits for an agent that cannot start with the run's failure as the cause", async () => {
    const runId = await bench.launch(manager);
    exchange.send(caller, agentOf(runId), "q");
    await bench.exit(runId, { ...boom(), type: "StartFailed" });
    const [answer] = answers.got;
    expect(answers.log).toEqual(["response q#1 mailbox_terminated"]);
    expect(answer?.header.failure).toMatchObject({ cause: { type: "StartFailed", message: "it broke" } });
  });

  it("keep what waits between attempts: the next host gets it, and the one before it nothing more", async () => {
    const runId = await bench.launch(manager, retry);
    const first = host(runId);
    exchange.send(caller, agentOf(runId), "q");
    await settle();
    expect(first.log).toEqual(["action q#1"]);
    bench.host(runId).end({ signal: "SIGKILL" });
    await settle();
    expect(() => exchange.listen(agentOf(runId), { fence: 1 })).toThrow(expect.objectContaining({ kind: "superseded" }));
    const second = host(runId);
    await settle();
    expect(second.log).toEqual(["action q#2"]);
    second.respond("q");
    await settle();
    expect(answers.log).toEqual(["response q#1 ok"]);
  });

  it("[case 12] answer what a killed host had acknowledged, at once", async () => {
    const runId = await bench.launch(manager, retry);
    const listener = host(runId);
    exchange.send(caller, agentOf(runId), "q");
    await settle();
    listener.settle("acknowledge", "q");
    bench.host(runId).end({ signal: "SIGKILL" });
    await settle();
    expect(answers.log).toEqual(["response q#1 host_lost"]);
  });

  it("[case 8] that keep their mailbox leave no old request to end for the next run", async () => {
    const agent = bench.register("a");
    const first = await bench.launch(manager, { registration: agent });
    manager.runs.byId(first)?.stop({ terminate: false });
    exchange.send(caller, agent, "q");
    await bench.exit(first, boom());
    const second = await bench.launch(manager, { registration: agent, relaunch: true });
    const listener = host(second);
    await settle();
    expect(listener.log).toEqual(["action q#1"]);
  });

  it("ask the agent to end by a message, which its host gets ahead of work", async () => {
    const runId = await bench.launch(manager);
    const listener = exchange.listen(agentOf(runId), { fence: 1, credits: 0 });
    exchange.send(caller, agentOf(runId), "q");
    manager.runs.byId(runId)?.stop({ terminate: true });
    await settle();
    expect(listener.got.map(({ header }) => [header.kind, header.terminate])).toEqual([["shutdown", true]]);
  });

  it("[J11] end when somebody terminates the agent: the host is told by the exchange, and killed after its grace", async () => {
    const runId = await bench.launch(manager);
    const listener = host(runId);
    await bench.up(runId);
    exchange.terminate(agentOf(runId));
    await settle();
    expect(listener.end).toBe("mailbox_terminated");
    expect(bench.run(manager, runId).state).toBe("stopping");
    await bench.clock.advance(10_000);
    expect(bench.run(manager, runId)).toMatchObject({ outcome: "killed", failure: { type: "MailboxTerminated" } });
  });

  it("lose an external host whose session is over, and not one that comes back", async () => {
    const launchExternal = () => bench.launch(manager, { kind: "", executor: "external", lineage: ["Mine"] });
    const [gone, back] = [await launchExternal(), await launchExternal()];
    const listeners = [gone, back].map((runId) => {
      bench.managers.hosts.started({ namespace: "default", runId, attempt: 1 });
      return host(runId);
    });
    await settle();
    for (const listener of listeners) listener.cut();
    await bench.clock.advance(20_000);
    host(back);
    await bench.clock.advance(60_000);
    expect(bench.run(manager, gone)).toMatchObject({ outcome: "lost" });
    expect(bench.run(manager, back).state).toBe("running");
  });

  it("drain with mailboxes kept: what waits is for the next server's attempt, the request to end is not", async () => {
    const runId = await bench.launch(manager);
    const listener = host(runId);
    await bench.up(runId);
    const drained = bench.managers.drain("drain", 1_000, new AbortController().signal);
    await settle();
    expect(listener.got.map(({ header }) => header.kind)).toEqual(["shutdown"]);
    exchange.send(caller, agentOf(runId), "q");
    await bench.clock.advance(1_000);
    await drained;
    await settle();
    exchange.restart();
    bench = await ManagerBench.open({ on: exchange });
    manager = bench.managers.get("default", manager.record.managerId);
    expect(bench.run(manager, runId)).toMatchObject({ state: "starting", attempts: [{ outcome: "interrupted" }, { number: 2 }] });
    const next = host(runId);
    await settle();
    expect(next.got.map(({ header }) => header.kind)).toEqual(["action"]);
  });
});
