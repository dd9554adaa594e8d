import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import {
  AddExecutorRequestSchema,
  CloseManagerRequestSchema,
  CreateManagerRequestSchema,
  GetManagerRequestSchema,
  GetRunRequestSchema,
  KeepAliveRequestSchema,
  LaunchBatchRequestSchema,
  LaunchedSchema,
  LaunchRequestSchema,
  type LaunchSpecSchema,
  ListExecutorsRequestSchema,
  ListManagersRequestSchema,
  ListRunsRequestSchema,
  LogLevel,
  ManagerSchema,
  ManagerServiceRegisterAgentsRequestSchema,
  ManagerState,
  OrphanPolicy,
  Outcome,
  RunSchema,
  RunState,
  SetDefaultExecutorRequestSchema,
  ShutdownRequestSchema,
  WaitCondition,
  WaitEndReason,
  WaitRequestSchema,
  type WaitResponseSchema,
  WatchRunsRequestSchema,
  type WatchRunsResponseSchema,
} from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { settle } from "../support/fake-clock.ts";
import { boom, type ManagerBench } from "../support/manager-bench.ts";
import { callBy, ManagerRpc, USER } from "../support/manager-rpc.ts";

let rpc: ManagerRpc;
let bench: ManagerBench;
let managerId: string;

beforeEach(async () => {
  rpc = await ManagerRpc.open();
  bench = rpc.bench;
  managerId = (await makeManager({ executors: [{ name: "pool" }, { name: "external" }], defaultExecutor: "pool" })).managerId;
});

const operator = callBy();
const seconds = (count: number) => ({ seconds: BigInt(count), nanos: 0 });
const kind = (name: string, field?: string) =>
  expect.objectContaining({ kind: name, ...(field === undefined ? {} : { facts: { field } }) });

async function makeManager(request: MessageInitShape<typeof CreateManagerRequestSchema> = {}, call = operator) {
  const { manager } = await rpc.manager.createManager(create(CreateManagerRequestSchema, request), call);
  return create(ManagerSchema, manager);
}

async function launch(spec: MessageInitShape<typeof LaunchSpecSchema> = {}, requestId = "") {
  const request = create(LaunchRequestSchema, { requestId, managerId, spec: { kind: "worker", ...spec } });
  const { launched } = await rpc.manager.launch(request, operator);
  const { run, runToken, warnings } = create(LaunchedSchema, launched);
  return { run: create(RunSchema, run), runToken, warnings };
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

const getManager = async (id = managerId) =>
  create(ManagerSchema, (await rpc.manager.getManager(create(GetManagerRequestSchema, { managerId: id }), operator)).manager);

describe("managers", () => {
  it("are made as they are asked for, and told whole", async () => {
    const made = await makeManager({
      executors: [{ name: "fast", template: "pool", places: 1, logLevel: LogLevel.DEBUG }],
      defaultExecutor: "fast",
      retry: { maxRetries: 2, initialBackoff: seconds(1), nonRetryableTypes: ["Fatal"] },
      lease: seconds(30),
      orphanPolicy: OrphanPolicy.DETACH,
      user: { uid: "u", role: Role.USER, name: "me" },
      grace: seconds(5),
    });
    expect(made).toMatchObject({
      state: ManagerState.OPEN,
      executors: [{ name: "fast", template: "pool", driver: "scripted", places: 1, running: 0, queued: 0 }],
      defaultExecutor: "fast",
      retry: { maxRetries: 2, initialBackoff: seconds(1), maxBackoff: seconds(60), backoffMultiplier: 2, nonRetryableTypes: ["Fatal"] },
      lease: seconds(30),
      orphanPolicy: OrphanPolicy.DETACH,
      user: { uid: "u", role: Role.USER, name: "me" },
      revision: 1n,
    });
    expect(bench.managers.get("default", made.managerId).record.graceMs).toBe(5_000);
    expect(await getManager(made.managerId)).toEqual(made);
  });

  it.each([
    ["lease", { lease: { seconds: 0n, nanos: 1 } }],
    ["orphan_policy", { orphanPolicy: 9 as OrphanPolicy }],
    ["retry.backoff_multiplier", { retry: { backoffMultiplier: 0.5 } }],
    ["retry.max_retries", { retry: { maxRetries: 1_000_001 } }],
    ["executors[0].log_level", { executors: [{ name: "pool", logLevel: 9 as LogLevel }] }],
    ["default_executor", { executors: [{ name: "pool" }], defaultExecutor: "gpu" }],
    ["user.role", { user: { uid: "u", role: Role.AGENT } }],
  ])("are refused for a bad %s", async (field, request) => {
    await expect(makeManager(request)).rejects.toThrow(kind("invalid_field", field));
  });

  it("are made once by a request id, also for a repeat before the answer and after a restart", async () => {
    const request = { requestId: "r1", executors: [{ name: "pool" }] };
    const [first, second] = await Promise.all([makeManager(request), makeManager(request)]);
    expect(second.managerId).toBe(first.managerId);
    await expect(makeManager({ ...request, grace: seconds(1) })).rejects.toThrow(kind("id_reused"));
    rpc = new ManagerRpc(await bench.restart());
    expect((await makeManager(request)).managerId).toBe(first.managerId);
  });

  it("are listed in pages, with the server's own", async () => {
    const other = await makeManager();
    const list = async (pageToken: string) =>
      await rpc.manager.listManagers(create(ListManagersRequestSchema, { pageSize: 2, pageToken }), operator);
    const first = await list("");
    expect(first.managers?.map((manager) => manager.managerId)).toEqual(["", managerId]);
    const second = await list(first.nextPageToken ?? "");
    expect(second.managers?.map((manager) => manager.managerId)).toEqual([other.managerId]);
    expect(second.nextPageToken).toBe("");
  });

  it("have executors that are added, counted and made the default", async () => {
    const added = await rpc.manager.addExecutor(
      create(AddExecutorRequestSchema, { managerId, executor: { name: "more", template: "durable" } }),
      operator,
    );
    expect(added.executor).toMatchObject({ name: "more", driver: "durable", places: 0 });
    const set = await rpc.manager.setDefaultExecutor(create(SetDefaultExecutorRequestSchema, { managerId, name: "more" }), operator);
    expect(set.manager?.defaultExecutor).toBe("more");
    await launch({ executor: "pool" });
    await launch({ executor: "pool" });
    await launch({ executor: "pool" });
    const { executors } = await rpc.manager.listExecutors(create(ListExecutorsRequestSchema, { managerId }), operator);
    expect(executors?.map(({ name, running, queued }) => [name, running, queued])).toEqual([
      ["pool", 2, 1],
      ["external", 0, 0],
      ["more", 0, 0],
    ]);
  });

  it("are kept alive, and say by when", async () => {
    const leased = await makeManager({ lease: seconds(2) });
    const request = create(KeepAliveRequestSchema, { managerId: leased.managerId });
    expect(await rpc.manager.keepAlive(request, operator)).toMatchObject({ lease: seconds(2) });
    expect(await rpc.manager.keepAlive(create(KeepAliveRequestSchema, {}), operator)).toEqual({});
    await bench.clock.advance(2_000);
    await expect(rpc.manager.keepAlive(request, operator)).rejects.toThrow(kind("manager_closed"));
  });

  it("[J3] [J4] are closed at once for the caller, and report every failure when they are", async () => {
    const runs = [await launch(), await launch(), await launch()];
    const closing = await rpc.manager.closeManager(create(CloseManagerRequestSchema, { managerId }), operator);
    expect(closing.manager).toMatchObject({ state: ManagerState.CLOSING });
    expect(closing.manager?.report).toBeUndefined();
    await bench.exit(runs[0]!.run.runId, boom("First"));
    await bench.exit(runs[1]!.run.runId);
    const { state, report } = await getManager();
    expect(state).toBe(ManagerState.CLOSED);
    expect(report?.failed.map(({ failure }) => failure?.type)).toEqual(["NeverStarted", "First"].reverse());
    expect(report).toMatchObject({ runs: 3, failedRuns: 2 });
  });

  it("of others are not known to an entity, nor the server's own; its own are", async () => {
    const asUser = callBy(USER);
    for (const id of [managerId, ""]) {
      await expect(rpc.manager.getManager(create(GetManagerRequestSchema, { managerId: id }), asUser)).rejects.toThrow(
        kind("manager_not_found"),
      );
    }
    const own = await makeManager({}, asUser);
    const { managers } = await rpc.manager.listManagers(create(ListManagersRequestSchema), asUser);
    expect(managers?.map((manager) => manager.managerId)).toEqual([own.managerId]);
    expect((await getManager(own.managerId)).managerId).toBe(own.managerId);
  });

  it("are not for run tokens", async () => {
    const host = callBy({ subject: "run/r", namespace: "default", kind: "run", role: "member", groups: [], runId: "r", attempt: 1 });
    await expect(makeManager({}, host)).rejects.toThrow(kind("token_invalid"));
    await expect(rpc.manager.listManagers(create(ListManagersRequestSchema), host)).rejects.toThrow(kind("token_invalid"));
    await expect(rpc.manager.getManager(create(GetManagerRequestSchema), host)).rejects.toThrow(kind("token_invalid"));
  });
});

describe("launches", () => {
  it("answer with the run once it is kept, before the agent runs", async () => {
    const { run, runToken, warnings } = await launch({ name: "counter", retry: { maxRetries: 2 } });
    expect(run).toMatchObject({
      managerId,
      agent: { role: Role.AGENT, name: "counter" },
      kind: "worker",
      executor: "pool",
      state: RunState.STARTING,
      outcome: Outcome.UNSPECIFIED,
      maxAttempts: 3,
      attempts: [{ number: 1, outcome: Outcome.UNSPECIFIED }],
    });
    expect({ runToken, warnings }).toEqual({ runToken: "", warnings: [] });
  });

  it("give the token that claims the run to whoever launches for an external host", async () => {
    const { run, runToken } = await launch({ kind: "", executor: "external", lineage: ["Mine"] });
    expect(rpc.tokens.verifyRun(runToken ?? "")).toEqual({ namespace: "default", runId: run.runId, attempt: 0, uid: run.agent?.uid });
  });

  it("warn of overload", async () => {
    await launch();
    await launch();
    expect((await launch()).warnings).toMatchObject([{ code: "EXECUTOR_OVERLOAD" }]);
  });

  it("are one launch by a request id", async () => {
    const [first, second] = await Promise.all([launch({}, "r"), launch({}, "r")]);
    expect(second.run.runId).toBe(first.run.runId);
    expect(bench.executors.hosts).toHaveLength(1);
    await expect(launch({ name: "other" }, "r")).rejects.toThrow(kind("id_reused"));
    await bench.exit(first.run.runId);
    expect((await launch({}, "r")).run).toMatchObject({ runId: first.run.runId, outcome: Outcome.SUCCEEDED });
  });

  it("may use registrations that were made before, in order and once by a request id", async () => {
    const request = create(ManagerServiceRegisterAgentsRequestSchema, {
      requestId: "r",
      managerId,
      agents: [
        { kind: "worker", name: "a" },
        { lineage: ["Mine"], name: "b" },
      ],
    });
    const first = await rpc.manager.registerAgents(request, operator);
    expect(first.registrations?.map(({ entity, lineage }) => [entity?.name, lineage])).toEqual([
      ["a", ["Worker", "lyceum.Agent"]],
      ["b", ["Mine", "lyceum.Agent"]],
    ]);
    const second = await rpc.manager.registerAgents(request, operator);
    expect(second.registrations?.map(({ entity }) => entity)).toEqual(first.registrations?.map(({ entity }) => entity));
    const registration = first.registrations![0]!.entity!;
    const { run } = await launch({ registration });
    expect(run.agent).toMatchObject({ uid: registration.uid, name: "a" });
    await expect(launch({ registration })).rejects.toThrow(kind("already_executed"));
    const bad = create(ManagerServiceRegisterAgentsRequestSchema, { managerId, agents: [{ kind: "worker" }, { kind: "ghost" }] });
    await expect(rpc.manager.registerAgents(bad, operator)).rejects.toThrow(kind("kind_not_found"));
  });

  it("[case 35] of a batch tell each item's own fate, and are one batch by a request id", async () => {
    const request = create(LaunchBatchRequestSchema, { requestId: "r", managerId, specs: [{ kind: "worker" }, { kind: "ghost" }] });
    const { results } = await rpc.manager.launchBatch(request, operator);
    expect(results?.map(({ result }) => result?.case)).toEqual(["launched", "error"]);
    expect(results?.[1]?.result?.value).toMatchObject({ reason: "KIND_NOT_FOUND" });
    const repeat = await rpc.manager.launchBatch(request, operator);
    expect(repeat.results?.[1]).toEqual(results?.[1]);
    expect(bench.executors.hosts).toHaveLength(1);
    const many = create(LaunchBatchRequestSchema, { managerId, specs: Array.from({ length: 1_001 }, () => ({ kind: "worker" })) });
    await expect(rpc.manager.launchBatch(many, operator)).rejects.toThrow(kind("invalid_field", "specs"));
  });

  it.each([
    ["spec.config.start_timeout", { config: { startTimeout: seconds(0) } }],
    ["spec.lineage", { lineage: [""] }],
    ["spec.name", { name: "x".repeat(257) }],
    ["spec.registration", { registration: { uid: "", role: Role.AGENT } }],
  ])("are refused for a bad %s", async (field, spec) => {
    await expect(launch(spec)).rejects.toThrow(expect.objectContaining({ kind: "invalid_field", message: expect.stringContaining(field) }));
  });

  it("are refused while the store takes no writes", async () => {
    bench.journal.assertWritable = () => {
      throw Object.assign(new Error("no"), { kind: "store_unavailable" });
    };
    await expect(launch()).rejects.toThrow(kind("store_unavailable"));
  });
});

describe("runs", () => {
  it("are told by id and by agent, with failure and attempts", async () => {
    const { run } = await launch();
    await bench.exit(run.runId, { ...boom(), cause: { type: "Deeper", message: "why" } });
    const byId = await rpc.manager.getRun(
      create(GetRunRequestSchema, { managerId, target: { target: { case: "runId", value: run.runId } } }),
      operator,
    );
    const byAgent = await rpc.manager.getRun(
      create(GetRunRequestSchema, { managerId, target: { target: { case: "agent", value: run.agent! } } }),
      operator,
    );
    expect(byAgent).toEqual(byId);
    expect(create(RunSchema, byId.run)).toMatchObject({
      state: RunState.ENDED,
      outcome: Outcome.FAILED,
      failure: { type: "Boom", message: "it broke", language: "typescript", cause: { type: "Deeper" } },
      attempts: [{ outcome: Outcome.FAILED, exitCode: 1 }],
      endTime: { nanos: 0 },
    });
    await expect(rpc.manager.getRun(create(GetRunRequestSchema, { managerId }), operator)).rejects.toThrow(kind("invalid_field", "target"));
  });

  it("are listed in pages, oldest first, and cut to what fits a frame", async () => {
    const runs = [await launch(), await launch(), await launch()].map(({ run }) => run.runId);
    const list = async (request: MessageInitShape<typeof ListRunsRequestSchema>) => {
      const page = await rpc.manager.listRuns(create(ListRunsRequestSchema, { managerId, ...request }), operator);
      return { runs: page.runs?.map(({ runId }) => runId), nextPageToken: page.nextPageToken ?? "" };
    };
    const first = await list({ pageSize: 2 });
    expect(first.runs).toEqual(runs.slice(0, 2));
    expect(await list({ pageSize: 2, pageToken: first.nextPageToken })).toEqual({ runs: runs.slice(2), nextPageToken: "" });
    await bench.exit(runs[0]!, { ...boom(), stack: "x".repeat(32_000) });
    expect((await list({ running: true })).runs).toEqual(runs.slice(1));

    const small = new ManagerRpc(await bench.restart({ limits: { maxFrameBytes: 200_000 } }));
    const cut = await small.manager.listRuns(create(ListRunsRequestSchema, { managerId }), operator);
    expect(cut.runs?.map(({ runId }) => runId)).toEqual([runs[0]]);
    expect(cut.nextPageToken).not.toBe("");
  });

  it("are shut down at once for the caller, and left as they are once ended", async () => {
    const { run } = await launch();
    const request = create(ShutdownRequestSchema, {
      managerId,
      target: { target: { case: "runId", value: run.runId } },
      terminate: false,
      killAfter: seconds(2),
    });
    expect((await rpc.manager.shutdown(request, operator)).run).toMatchObject({ state: RunState.STOPPING });
    await bench.clock.advance(2_000);
    const ended = await rpc.manager.shutdown(request, operator);
    expect(ended.run).toMatchObject({ state: RunState.ENDED, outcome: Outcome.KILLED });
    expect(bench.mailboxes.look(`default/agent/${run.agent?.uid}`)?.status).toBe("active");
  });
});

describe("streams", () => {
  const target = (runId: string) => ({ target: { case: "runId" as const, value: runId } });

  it("of Wait begin with states, tell completions, and end", async () => {
    const runs = [await launch({ name: "a" }), await launch({ name: "b" })];
    const request = create(WaitRequestSchema, { managerId, targets: runs.map(({ run }) => target(run.runId)) });
    const reading = all(rpc.manager.wait(request, operator));
    await settle();
    await bench.exit(runs[0]!.run.runId);
    await bench.exit(runs[1]!.run.runId, boom());
    const events = await reading;
    expect(events.map(({ event }) => event?.case)).toEqual(["states", "completed", "completed", "end"]);
    expect(events[2]?.event?.value).toMatchObject({ outcome: Outcome.FAILED, failure: { type: "Boom" } });
    expect(events[3]?.event?.value).toMatchObject({
      reason: WaitEndReason.CONDITION_MET,
      done: [{ name: "a" }, { name: "b" }],
      pending: [],
    });
  });

  it("of Wait end with their timeout as data", async () => {
    const { run } = await launch({ name: "a" });
    const condition = WaitCondition.FIRST_EXCEPTION;
    const request = create(WaitRequestSchema, { managerId, targets: [target(run.runId)], condition, timeout: seconds(1) });
    const reading = all(rpc.manager.wait(request, operator));
    await bench.clock.advance(1_000);
    const end = (await reading).at(-1)?.event?.value;
    expect(end).toMatchObject({ reason: WaitEndReason.TIMED_OUT, pending: [{ name: "a" }] });
  });

  it("of Wait fail at once for a bad request", async () => {
    const bad = (request: MessageInitShape<typeof WaitRequestSchema>) =>
      all<MessageInitShape<typeof WaitResponseSchema>>(rpc.manager.wait(create(WaitRequestSchema, { managerId, ...request }), operator));
    await expect(bad({ targets: [target("ghost")] })).rejects.toThrow(kind("run_not_found"));
    await expect(bad({ targets: [{}] })).rejects.toThrow(kind("invalid_field", "targets[0]"));
    await expect(bad({ condition: 9 as WaitCondition })).rejects.toThrow(kind("invalid_field", "condition"));
    await expect(bad({ targets: Array.from({ length: 10_001 }, () => target("x")) })).rejects.toThrow(kind("invalid_field", "targets"));
  });

  it("of WatchRuns begin with a snapshot in messages that fit a frame, and end with the manager", async () => {
    const small = new ManagerRpc(await bench.restart({ limits: { maxFrameBytes: 4_000 } }));
    rpc = small;
    bench = small.bench;
    const runs = [await launch({ name: "a" }), await launch({ name: "b" }), await launch({ name: "c" })].map(({ run }) => run.runId);
    await bench.exit(runs[0]!, boom());
    const events: MessageInitShape<typeof WatchRunsResponseSchema>[] = [];
    const reading = (async () => {
      for await (const event of rpc.manager.watchRuns(create(WatchRunsRequestSchema, { managerId }), operator)) events.push(event);
    })();
    await settle();
    const snapshots = events.map(({ event, revision }) => [
      event?.case,
      event?.case === "snapshot" ? event.value.more : undefined,
      revision,
    ]);
    expect(snapshots).toEqual([
      ["snapshot", true, 0n],
      ["snapshot", false, BigInt(bench.managers.get("default", managerId).feed.told)],
    ]);
    await rpc.manager.closeManager(create(CloseManagerRequestSchema, { managerId }), operator);
    for (const runId of runs.slice(1)) await bench.exit(runId);
    await reading;
    expect(events.at(-1)?.event).toMatchObject({ case: "manager", value: { state: ManagerState.CLOSED, report: { failedRuns: 1 } } });
  });

  it("of WatchRuns resume after a revision", async () => {
    const { run } = await launch();
    const leaving = new AbortController();
    const stream = rpc.manager.watchRuns(
      create(WatchRunsRequestSchema, { managerId, afterRevision: 1n }),
      callBy(undefined, leaving.signal),
    );
    const first = await stream[Symbol.asyncIterator]().next();
    expect(first.value).toMatchObject({ revision: 2n, event: { case: "run", value: { runId: run.runId } } });
    const expired = all(rpc.manager.watchRuns(create(WatchRunsRequestSchema, { managerId, afterRevision: 99n }), operator));
    await expect(expired).rejects.toThrow(kind("cursor_expired"));
  });
});
