import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { hasPython, pythonHost } from "../support/python.ts";
import { startServer, type TestServer } from "../support/server.ts";

const CALCULATOR = join(import.meta.dirname, "../fixtures/python/calculator.py");

describe.skipIf(!(await hasPython()))("a host in Python with nothing but generated stubs", () => {
  let folder: string;
  let server: TestServer;
  let manager: Untyped;
  let agents: Untyped;
  let call: (client: Untyped, method: string, request: object) => Promise<Untyped>;

  beforeAll(async () => {
    const { python, stubs } = await pythonHost();
    folder = mkdtempSync(join(tmpdir(), "lyceum-python-"));
    const kind = { argv: [python, CALCULATOR], env: { PYTHONPATH: stubs }, lineage: ["Calculator"] };
    const broken = { argv: [python, "-c", "import sys; print('no such sensor', file=sys.stderr); sys.exit(3)"] };
    writeFileSync(join(folder, "catalogue.yaml"), JSON.stringify({ kinds: { calculator: kind, broken } }));
    server = await startServer({ agentFolders: [folder], defaultExecutor: "command" });
    manager = protoClient(server.grpcUrl, "ManagerService");
    agents = protoClient(server.grpcUrl, "AgentService");
    call = (client, method, request) => unary(client, method, request, bearer(server.token));
  }, 300_000);

  afterAll(async () => {
    manager?.close();
    agents?.close();
    await server?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const json = (value: unknown) => ({ data: Buffer.from(JSON.stringify(value)) });

  it("is launched by the manager, answers, fails and pings, and ends well when asked", async () => {
    const { launched } = await call(manager, "Launch", {
      spec: { kind: "calculator", executor: "command", arguments: json({ args: [100] }) },
    });
    const { agent, run_id } = launched.run;
    const invoke = (action: string, args: unknown) =>
      call(agents, "Invoke", { agent, action, arguments: json(args), timeout: { seconds: 20 } });
    const sum = await invoke("add", { args: [1, 2, 3] });
    expect(JSON.parse(sum.result.data)).toBe(106);
    expect((await invoke("fail", [])).failure).toMatchObject({ type: "ValueError", message: "asked to fail", language: "python" });
    await expect(invoke("subtract", [1])).rejects.toMatchObject({ code: 5 });
    const ping = await call(agents, "Ping", { agent });
    expect(ping.phase).toBe("AGENT_PHASE_RUNNING");
    await call(manager, "Shutdown", { target: { run_id } });
    const run = await waitFor(run_id);
    expect(run).toMatchObject({ outcome: "OUTCOME_SUCCEEDED", failure: null, attempts: [{ number: 1 }] });
  });

  it("tells by Wait why a command failed, with its exit code and its last output [case 10] [case 34]", async () => {
    const { launched } = await call(manager, "Launch", { spec: { kind: "broken", executor: "command" } });
    const run = await waitFor(launched.run.run_id);
    expect(run).toMatchObject({ outcome: "OUTCOME_FAILED", attempts: [{ exit_code: 3 }] });
    expect(run.failure.stack).toContain("no such sensor");
  });

  async function waitFor(run_id: string): Promise<Untyped> {
    const stream = manager.Wait({ targets: [{ run_id }], timeout: { seconds: 30 } }, bearer(server.token));
    let last: Untyped;
    for await (const { states, completed, end } of stream) {
      last = completed ?? states?.runs[0] ?? last;
      if (end !== undefined) expect(end.reason).toBe("WAIT_END_REASON_CONDITION_MET");
    }
    return last;
  }
});
