import { create } from "@bufbuild/protobuf";
import { LaunchRequestSchema, LogLevel } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import {
  GetRunSpecRequestSchema,
  ReportExitRequestSchema,
  ReportStartedRequestSchema,
  RunSpecSchema,
} from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import { beforeEach, describe, expect, it } from "vitest";
import type { Call } from "../../src/rpc/service.ts";
import { settle } from "../support/fake-clock.ts";
import { callBy, ManagerRpc } from "../support/manager-rpc.ts";

let rpc: ManagerRpc;

beforeEach(async () => {
  rpc = await ManagerRpc.open();
});

const kind = (name: string) => expect.objectContaining({ kind: name });
const getSpec = async (call: Call) => create(RunSpecSchema, (await rpc.runner.getRunSpec(create(GetRunSpecRequestSchema), call)).spec);

async function launch(spec: object): Promise<{ runId: string; call: Call; runToken: string }> {
  const { launched } = await rpc.manager.launch(create(LaunchRequestSchema, { spec: { kind: "worker", ...spec } }), callBy());
  await settle();
  const runId = launched?.run?.runId ?? "";
  return {
    runId,
    runToken: launched?.runToken ?? "",
    call: callBy({ subject: "", namespace: "default", kind: "run", role: "member", groups: [], runId, attempt: 1 }),
  };
}

describe("a host", () => {
  it("trades its token for what to run and an entity token of its own fence", async () => {
    const { runId, call } = await launch({
      executor: "pool",
      name: "counter",
      arguments: { mediaType: "", data: Buffer.from("[1]") },
      config: { terminateOnSuccess: false, maxConcurrentActions: 2 },
    });
    const spec = await getSpec(call);
    expect(spec).toMatchObject({
      runId,
      attempt: 1,
      kind: "worker",
      module: "/agents/worker.ts",
      export: "",
      config: { terminateOnSuccess: false, terminateOnError: true, maxConcurrentActions: 2, startTimeout: { seconds: 60n } },
      logLevel: LogLevel.WARN,
      initModule: "/init.ts",
      agent: { entity: { name: "counter" }, lineage: ["Worker", "lyceum.Agent"] },
    });
    expect(Buffer.from(spec.arguments?.data ?? []).toString()).toBe("[1]");
    expect(spec.arguments?.mediaType).toBe("application/json");
    expect(rpc.tokens.verifyEntity(spec.agent?.token ?? "")).toMatchObject({ uid: spec.agent?.entity?.uid, role: "agent", fence: 1 });
    expect(rpc.tokens.verifyRun(spec.runToken)).toEqual({ namespace: "default", runId, attempt: 1, uid: spec.agent?.entity?.uid });
  });

  it("says that the agent is up, and how it ended, with its whole failure", async () => {
    const { runId, call } = await launch({ executor: "pool" });
    expect(await rpc.runner.reportStarted(create(ReportStartedRequestSchema), call)).toEqual({});
    expect(rpc.bench.managers.latestRun(`default/agent/${agentOf(runId)}`)?.state).toBe("running");
    const failure = { type: "ValueError", message: "no", stack: "Traceback", language: "python", cause: { type: "OSError" } };
    expect(await rpc.runner.reportExit(create(ReportExitRequestSchema, { failure }), call)).toEqual({ runEnded: false });
    rpc.bench.host(runId).end({ exitCode: 1 });
    await settle();
    expect(await rpc.runner.reportExit(create(ReportExitRequestSchema, { failure }), call)).toEqual({ runEnded: true });
    expect(rpc.bench.managers.latestRun(`default/agent/${agentOf(runId)}`)?.failure).toMatchObject({
      type: "ValueError",
      language: "python",
    });
    await expect(getSpec(call)).rejects.toThrow(kind("run_ended"));
  });

  it("of an external run claims it, and reports by the token of its attempt", async () => {
    const { runId, runToken } = await launch({ kind: "", executor: "external", lineage: ["Mine"] });
    const spec = await getSpec(rpc.host(runToken));
    expect(spec).toMatchObject({ attempt: 1, kind: "", module: "", agent: { lineage: ["Mine", "lyceum.Agent"] } });
    const own = rpc.host(spec.runToken);
    await rpc.runner.reportStarted(create(ReportStartedRequestSchema), own);
    expect(await rpc.runner.reportExit(create(ReportExitRequestSchema), own)).toEqual({ runEnded: true });
    expect(rpc.bench.managers.latestRun(`default/agent/${agentOf(runId)}`)?.outcome).toBe("succeeded");
  });

  it("is refused without a run token", async () => {
    await expect(getSpec(callBy())).rejects.toThrow(kind("not_permitted"));
    await expect(rpc.runner.reportStarted(create(ReportStartedRequestSchema), callBy())).rejects.toThrow(kind("not_permitted"));
    await expect(rpc.runner.reportExit(create(ReportExitRequestSchema), callBy())).rejects.toThrow(kind("not_permitted"));
  });
});

function agentOf(runId: string): string {
  return rpc.bench.managers.get("default", "").runs.byId(runId)?.record.agent.uid ?? "";
}
