import { beforeEach, describe, expect, it } from "vitest";
import type { LaunchSpec } from "../../src/manager/launch.ts";
import { launchBatch } from "../../src/manager/launch-batch.ts";
import type { Manager } from "../../src/manager/manager.ts";
import { settle } from "../support/fake-clock.ts";
import { ManagerBench, NAMESPACE } from "../support/manager-bench.ts";

let bench: ManagerBench;
let manager: Manager;

beforeEach(async () => {
  bench = await ManagerBench.open();
  manager = bench.manager();
});

const kind = (name: string) => expect.objectContaining({ kind: name });
const item = (more: Partial<LaunchSpec> = {}): LaunchSpec => ({
  kind: "worker",
  config: {},
  executor: "",
  name: "",
  relaunch: false,
  lineage: [],
  ...more,
});

describe("a launch", () => {
  it("registers an agent of the kind's types under its name, for the manager's owner", async () => {
    const runId = await bench.launch(manager, { name: "counter" });
    const { agent, agentKey, kind: name, executor } = bench.run(manager, runId);
    expect({ name: agent.name, kind: name, executor }).toEqual({ name: "counter", kind: "worker", executor: "inline" });
    expect(bench.mailboxes.look(agentKey)).toMatchObject({ lineage: ["Worker", "lyceum.Agent"], owner: "operator", status: "active" });
  });

  it("keeps its arguments and fills the defaults of its configuration in", async () => {
    const runId = await bench.launch(manager, {
      arguments: { mediaType: "application/json", data: new TextEncoder().encode("[1]") },
      config: { terminateOnSuccess: false, maxConcurrentActions: 3 },
    });
    const run = bench.run(manager, runId);
    expect(Buffer.from(run.arguments?.data ?? "", "base64").toString()).toBe("[1]");
    expect(run.config).toEqual({
      cancelActionsOnShutdown: true,
      raiseLoopErrorsOnShutdown: true,
      shutdownOnLoopError: true,
      terminateOnError: true,
      terminateOnSuccess: false,
      maxConcurrentActions: 3,
      defaultMediaType: "application/json",
      allowedMediaTypes: ["application/json", "application/protobuf", "application/octet-stream"],
      startTimeoutMs: 60_000,
      stopGraceMs: undefined,
    });
  });

  it("keeps its arguments no longer than its run needs them", async () => {
    const runId = await bench.launch(manager, { arguments: { mediaType: "", data: new Uint8Array([1]) } });
    await bench.exit(runId);
    expect(bench.run(manager, runId).arguments).toBeUndefined();
    expect([...bench.store.load("events")].some(({ run }) => run?.arguments !== undefined)).toBe(false);
  });

  it.each([
    ["an unknown kind", { kind: "ghost" }, "kind_not_found"],
    ["no kind where the executor runs kinds", { kind: "" }, "invalid_field"],
    ["a command on an executor of modules", { kind: "script" }, "invalid_field"],
    ["a module on an executor of commands", { executor: "command" }, "invalid_field"],
    ["types for a kind that has its own", { lineage: ["Other"] }, "invalid_field"],
    ["arguments that are too large", { arguments: { mediaType: "", data: new Uint8Array(1_048_577) } }, "message_too_large"],
    ["a registration that is not there", { registration: { uid: "x", role: "agent", name: "" } }, "mailbox_not_found"],
    ["the registration of a user", { registration: { uid: "x", role: "user", name: "" } }, "invalid_field"],
  ] as const)("of %s fails and leaves nothing behind", async (_name, spec, reason) => {
    expect(() => bench.launchNow(manager, spec)).toThrow(kind(reason));
    expect(manager.runs.size).toBe(0);
  });

  it("[J16] on an unknown executor fails by a reason of its own, before anything is registered", () => {
    expect(() => bench.launchNow(manager, { executor: "gpu" })).toThrow(kind("executor_not_found"));
    expect(manager.runs.size).toBe(0);
  });

  it("must name an executor where there is no default, and may where there is", async () => {
    manager.setDefaultExecutor("");
    expect(() => bench.launchNow(manager)).toThrow(kind("no_default_executor"));
    expect(bench.run(manager, await bench.launch(manager, { executor: "pool" })).executor).toBe("pool");
    manager.setDefaultExecutor("pool");
    expect(bench.run(manager, await bench.launch(manager)).executor).toBe("pool");
  });

  it("runs a command, and an agent that an external host brings, with the types it says", async () => {
    expect(bench.run(manager, await bench.launch(manager, { kind: "script", executor: "command" })).kind).toBe("script");
    const external = bench.run(manager, await bench.launch(manager, { kind: "", executor: "external", lineage: ["Mine"] }));
    expect(external.kind).toBeUndefined();
    expect(bench.mailboxes.look(external.agentKey)?.lineage).toEqual(["Mine", "lyceum.Agent"]);
  });
});

describe("a registration", () => {
  it("is launched under its own name, and is registered once", async () => {
    const agent = bench.register("a");
    const run = bench.run(manager, await bench.launch(manager, { registration: { ...agent, name: "" }, name: "other" }));
    expect(run.agent).toEqual(agent);
  });

  it("runs once under a manager, whether or not that run has ended", async () => {
    const registration = bench.register("a");
    const runId = await bench.launch(manager, { registration });
    expect(() => bench.launchNow(manager, { registration })).toThrow(kind("already_executed"));
    await bench.exit(runId);
    expect(() => bench.launchNow(manager, { registration })).toThrow(kind("already_executed"));
  });

  it("is not relaunched while it runs, nor when its mailbox is terminated", async () => {
    const registration = bench.register("a");
    const runId = await bench.launch(manager, { registration });
    expect(() => bench.launchNow(manager, { registration, relaunch: true })).toThrow(kind("already_running"));
    await bench.exit(runId);
    expect(() => bench.launchNow(manager, { registration, relaunch: true })).toThrow(kind("mailbox_terminated"));
  });

  it("may be launched by another manager once its run has ended and its mailbox is active", async () => {
    const other = bench.manager();
    const registration = bench.register("a");
    const runId = await bench.launch(manager, { registration, config: { terminateOnSuccess: false } });
    expect(() => bench.launchNow(other, { registration })).toThrow(kind("already_running"));
    await bench.exit(runId);
    expect(bench.run(other, await bench.launch(other, { registration })).state).toBe("starting");
    expect(bench.managers.latestRun(`${NAMESPACE}/agent/a`)?.manager).toBe(other.record.key);
  });
});

describe("a batch", () => {
  it("launches all in order, and none is fine", async () => {
    expect(launchBatch(manager, [])).toEqual([]);
    const results = launchBatch(manager, [item({ name: "a" }), item({ name: "b" })]);
    await settle();
    expect(results.map((result) => ("runId" in result ? bench.run(manager, result.runId).agent.name : result.kind))).toEqual(["a", "b"]);
  });

  it("[case 35] gives a bad item an error of its own, terminates its registration, and goes on with the others", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `a${index}`);
    const specs = names.map((name) => item({ registration: bench.register(name), ...(name === "a49" ? { kind: "ghost" } : {}) }));
    const results = launchBatch(manager, specs);
    await settle();
    expect(results.filter((result) => "runId" in result)).toHaveLength(99);
    expect(results[49]).toMatchObject({ kind: "kind_not_found" });
    const active = names.filter((name) => bench.mailboxes.look(`${NAMESPACE}/agent/${name}`)?.status === "active");
    expect(active).toHaveLength(99);
    expect(active).not.toContain("a49");
  });

  it("never terminates what somebody else uses: a running agent, a standing host, an agent of a good item", async () => {
    const running = bench.register("running");
    await bench.launch(manager, { registration: running });
    const standing = bench.register("standing");
    bench.mailboxes.setPresence(`${NAMESPACE}/agent/standing`, "online");
    const twice = bench.register("twice");
    const results = launchBatch(manager, [
      item({ registration: running }),
      item({ registration: standing, kind: "ghost" }),
      item({ registration: twice }),
      item({ registration: twice }),
    ]);
    expect(results.map((result) => ("runId" in result ? "launched" : result.kind))).toEqual([
      "already_executed",
      "kind_not_found",
      "launched",
      "already_executed",
    ]);
    for (const uid of ["running", "standing", "twice"]) expect(bench.mailboxes.look(`${NAMESPACE}/agent/${uid}`)?.status).toBe("active");
  });
});

describe("overload", () => {
  it("[J14] queues, and warns with the counts of that executor alone", async () => {
    for (let agent = 0; agent < 5; agent += 1) await bench.launch(manager);
    const launched = [1, 2, 3, 4].map(() => bench.launchNow(manager, { executor: "pool" }));
    await settle();
    expect(launched.map(({ runId }) => bench.run(manager, runId).state)).toEqual(["starting", "starting", "queued", "queued"]);
    expect(launched.map(({ warnings }) => warnings.map(({ code, message }) => `${code} ${message}`))).toEqual([
      [],
      [],
      ['EXECUTOR_OVERLOAD executor "pool" is overloaded: 3 agents on 2 places, 1 of them wait'],
      ['EXECUTOR_OVERLOAD executor "pool" is overloaded: 4 agents on 2 places, 2 of them wait'],
    ]);
    expect(bench.log.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  it("starts what waits in order as places become free", async () => {
    const runs = await Promise.all([1, 2, 3, 4].map(() => bench.launch(manager, { executor: "pool" })));
    await bench.exit(runs[1]!);
    expect(runs.map((runId) => bench.run(manager, runId).state)).toEqual(["starting", "ended", "starting", "queued"]);
  });

  it("is told from a template whose places other managers hold", async () => {
    const other = bench.manager();
    await bench.launch(other, { executor: "pool" });
    await bench.launch(other, { executor: "pool" });
    expect(bench.launchNow(manager, { executor: "pool" }).warnings[0]?.message).toContain("which other managers hold");
  });

  it("serves managers first come, first served, and passes over one whose own executor is full", async () => {
    const narrow = bench.manager({ executors: [{ name: "pool", template: "", places: 1 }], defaultExecutor: "" });
    const order: string[] = [];
    bench.executors.onHost = ({ spec }) => order.push(spec.agent.name);
    const launch = (under: Manager, name: string) => bench.launch(under, { executor: "pool", name });
    const first = await launch(narrow, "n1");
    const second = await launch(manager, "m1");
    await launch(narrow, "n2");
    await launch(manager, "m2");
    await launch(manager, "m3");
    await bench.exit(second);
    expect(order).toEqual(["n1", "m1", "m2"]);
    await bench.exit(first);
    expect(order).toEqual(["n1", "m1", "m2", "n2"]);
  });

  it("counts what is launched, in time that grows as their number", async () => {
    const burst = 1_000;
    for (let index = 0; index < burst; index += 1) bench.launchNow(manager, { executor: "pool" });
    await settle();
    expect(manager.executors.choose("pool").lane).toMatchObject({ running: 2, queued: burst - 2 });
    bench.executors.onHost = (host) => host.end({ exitCode: 0 });
    for (const { spec } of [...bench.executors.hosts]) bench.host(spec.runId).end({ exitCode: 0 });
    while (manager.runs.unfinished.size > 0) await settle();
    expect(bench.attempts).toHaveLength(burst);
  });
});

describe("the end of runs", () => {
  it("is told to whoever wants to know, once it is kept", async () => {
    const ended: string[] = [];
    const stop = bench.managers.onRunEnd((run) => ended.push(`${run.key} ${run.outcome}`));
    const first = await bench.launch(manager);
    await bench.exit(first);
    stop();
    await bench.exit(await bench.launch(manager));
    expect(ended).toEqual([`${first} succeeded`]);
  });
});
