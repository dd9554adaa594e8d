import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AgentKind, Executor, ExecutorTemplate } from "../../../src/core/executor.ts";
import { HostSite } from "../../../src/executors/host-site.ts";
import { processesDriver } from "../../../src/executors/processes.ts";
import { threadsDriver } from "../../../src/executors/threads.ts";
import { never, started } from "../../conformance/executor.ts";
import { type DriverName, ExecutorRig, isAlive, moduleKind } from "../../support/executors.ts";
import { letGo } from "../../support/fake-host.ts";

const TIMEOUT_MS = 15_000;

let rig: ExecutorRig;
const open: Executor[] = [];

beforeEach(async () => {
  rig = await ExecutorRig.open();
});

afterEach(async () => {
  for (const executor of open.splice(0)) await executor[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

async function executorOf(driver: DriverName, template: Partial<ExecutorTemplate> = {}): Promise<Executor> {
  const executor = await rig.executor(driver, template);
  open.push(executor);
  return executor;
}

describe("the driver command", () => {
  async function run(kind: Partial<AgentKind>) {
    const executor = await executorOf("command");
    return await executor.run(rig.spec({ name: "tool", lineage: [], ...kind }, {}), never);
  }

  it("says what to do when a program is not on the PATH", async () => {
    await expect(run({ argv: ["no-such-program", "x"] })).rejects.toMatchObject({
      failure: {
        type: "StartError",
        message: expect.stringMatching(/^no program "no-such-program" is on the PATH \(.+\): install it, or name its path/),
      },
    });
    expect(rig.left()).toEqual([]);
  });

  it("says what to do when a program is not where it is said to be, or may not be executed", async () => {
    const missing = rig.file("missing");
    const expected = (path: string) =>
      `StartError: there is no program ${path} that may be executed: install it, or correct the kind's argv in the catalogue`;
    await expect(run({ argv: [missing] })).rejects.toThrow(expected(missing));
    writeFileSync(missing, "#!/bin/sh\n");
    chmodSync(missing, 0o600);
    // The superuser may execute nothing that nobody may.
    await expect(run({ argv: [missing] })).rejects.toThrow(expected(missing));
    await expect(run({ argv: ["./missing"], cwd: rig.folder })).rejects.toThrow(expected(missing));
    await expect(run({ argv: [rig.folder] })).rejects.toThrow(expected(rig.folder));
  });

  it("says what to do when the working folder does not exist", async () => {
    await expect(run({ argv: ["true"], cwd: "/no/such/folder" })).rejects.toThrow(
      "StartError: the working folder /no/such/folder does not exist: make it, or correct the kind's cwd in the catalogue",
    );
  });

  it("runs in the kind's folder, with the kind's environment and exact arguments", async () => {
    const cwd = rig.file("a folder; with $blanks");
    mkdirSync(cwd);
    writeFileSync(join(cwd, "tool"), '#!/bin/sh\nprintf "%s|" "$PWD" "$COLOUR" "$LYCEUM_URL" "$@"\n');
    chmodSync(join(cwd, "tool"), 0o700);
    const odd = ["", "a b", "$(date)", "-n", "'\"\\", "é\n😀"];
    const end = await run({ argv: ["./tool", ...odd], cwd, env: { COLOUR: "blue", LYCEUM_URL: "http://evil" } });
    expect(end).toEqual({ exitCode: 0, outputTail: `${[cwd, "blue", rig.site.access.url, ...odd].join("|")}|` });
  });

  it("tells a program that cannot be interpreted by its exit code and output", async () => {
    const tool = rig.file("tool");
    writeFileSync(tool, "#!/no/such/interpreter\n");
    chmodSync(tool, 0o700);
    expect(await run({ argv: [tool] })).toMatchObject({ exitCode: 127, outputTail: expect.stringContaining("not found") });
  });

  it("gives no input and lets a program end that reads it", async () => {
    expect(await run({ argv: ["cat"] })).toEqual({ exitCode: 0 });
  });

  it("keeps what is printed on both outputs, in order", async () => {
    expect(await run({ argv: ["sh", "-c", "echo one; echo two >&2; echo three"] })).toEqual({
      exitCode: 0,
      outputTail: "one\ntwo\nthree\n",
    });
  });

  it("says so when the machine refuses the attempt's folder", async () => {
    rmSync(rig.site.access.folder, { recursive: true });
    writeFileSync(rig.site.access.folder, "in the way");
    await expect(run({ argv: ["true"] })).rejects.toThrow(/^StartError: the machine refuses what a host needs: E/);
    rmSync(rig.site.access.folder);
    mkdirSync(rig.site.access.folder);
  });

  it("survives a program that kills its own group", async () => {
    expect(await run({ argv: ["sh", "-c", "kill -s KILL 0"] })).toEqual({ signal: "SIGKILL" });
  });

  it("tells a large exit code that is no signal", async () => {
    expect(await run({ argv: ["sh", "-c", "exit 255"] })).toEqual({ exitCode: 255 });
  });
});

describe("the driver processes", () => {
  it("gives an attempt to a host that was started before", async () => {
    const executor = await executorOf("processes", { warm: 1 });
    const idle = await vi.waitFor(
      () => {
        const [name] = rig.left();
        return Number(readFileSync(join(rig.site.access.folder, name!, "host"), "utf8").split("\n")[0]);
      },
      { timeout: TIMEOUT_MS },
    );
    const spec = rig.spec(moduleKind, { started: rig.file("started"), until: rig.file("go") });
    const run = executor.run(spec, never);
    await started(rig.file("started"));
    expect((await rig.site.folder(spec).identity())!.pid).toBe(idle);
    letGo(rig.file("go"));
    expect(await run).toMatchObject({ exitCode: 0 });
  });

  it("ends hosts that wait with the last executor of their template", async () => {
    const first = await executorOf("processes", { warm: 1 });
    const second = await executorOf("processes", { warm: 1 });
    const pid = await vi.waitFor(() => Number(readFileSync(join(rig.site.access.folder, rig.left()[0]!, "host"), "utf8").split("\n")[0]), {
      timeout: TIMEOUT_MS,
    });
    await first[Symbol.asyncDispose]();
    expect(isAlive(pid)).toBe(true);
    await second[Symbol.asyncDispose]();
    expect(isAlive(pid)).toBe(false);
    expect(rig.left()).toEqual([]);
  });

  it("refuses several agents a host", async () => {
    await expect(rig.executor("processes", { agentsPerHost: 2 })).rejects.toThrow("must be 1");
  });
});

describe("the driver threads", () => {
  const shared = { agentsPerHost: 2, warm: 1 };

  it("packs agents into threads, and ends a thread with the last of them", async () => {
    const executor = await executorOf("threads", shared);
    const files = ["a", "b", "c"].map((name) => rig.file(name));
    const runs = files.map((file) => executor.run(rig.spec(moduleKind, { started: file, until: rig.file("go") }), never));
    const hosts = await Promise.all(files.map((file) => started(file)));
    expect(hosts[0]!.threadId).toBe(hosts[1]!.threadId);
    expect(hosts[2]!.threadId).not.toBe(hosts[0]!.threadId);
    letGo(rig.file("go"));
    for (const end of await Promise.all(runs)) expect(end).toMatchObject({ exitCode: 0 });
    const file = rig.file("later");
    await executor.run(rig.spec(moduleKind, { started: file }), never);
    expect(hosts.map((host) => host.threadId)).not.toContain((await started(file)).threadId);
  });

  it("kills an agent that returns, and lets the other in its thread live", async () => {
    const executor = await executorOf("threads", shared);
    const abort = new AbortController();
    const killed = executor.run(rig.spec(moduleKind, { started: rig.file("a"), hang: "until aborted" }), abort.signal);
    const other = executor.run(rig.spec(moduleKind, { started: rig.file("b"), until: rig.file("go") }), never);
    await Promise.all([started(rig.file("a")), started(rig.file("b"))]);
    abort.abort();
    expect((await killed).exitCode).toBeUndefined();
    letGo(rig.file("go"));
    expect(await other).toMatchObject({ exitCode: 0 });
  });

  it("ends a thread whose agent does not return when it is killed", async () => {
    const executor = await executorOf("threads", shared);
    const abort = new AbortController();
    const killed = executor.run(rig.spec(moduleKind, { started: rig.file("a"), hang: "for ever" }), abort.signal);
    const other = executor.run(rig.spec(moduleKind, { started: rig.file("b"), hang: "for ever" }), never);
    const otherEnded = expect(other).rejects.toThrow("HostEnded: its host thread was ended, since another agent in it did not return");
    await Promise.all([started(rig.file("a")), started(rig.file("b"))]);
    abort.abort();
    expect((await killed).exitCode).toBeUndefined();
    await otherEnded;
  });

  it("tells an error that nobody caught", async () => {
    const executor = await executorOf("threads");
    const run = executor.run(rig.spec(moduleKind, { throwsLater: "late" }), never);
    await expect(run).rejects.toMatchObject({ failure: { type: "TypeError", message: "late" } });
  });
});

describe("hosts that cannot load", () => {
  it.each([
    ["processes", processesDriver],
    ["threads", threadsDriver],
  ] as const)("are told of in the log, leave nothing behind and are not started over and over: %s", async (_name, driver) => {
    const warnings: object[] = [];
    const log = { info() {}, warn: (facts: object) => warnings.push(facts), error() {} };
    await using site = await HostSite.open({ access: rig.site.access, clock: rig.site.clock, log });
    const entry = rig.file("entry.ts");
    writeFileSync(entry, 'throw new Error("no such runtime");\n');
    await using _executor = await driver(site, { entry })({ name: "broken", driver: _name, warm: 2 });
    await vi.waitFor(() => expect(warnings).toHaveLength(1), { timeout: TIMEOUT_MS });
    expect(warnings).toMatchObject([{ output: expect.stringContaining("Error: no such runtime") }]);
    await vi.waitFor(() => expect(rig.left()).toEqual([]), { timeout: TIMEOUT_MS });
  });
});

describe("the driver inline", () => {
  it("abandons an agent that does not return when it is killed, and says so", async () => {
    const executor = await executorOf("inline");
    const abort = new AbortController();
    const run = executor.run(rig.spec(moduleKind, { hang: "for ever" }), abort.signal);
    abort.abort();
    expect(await run).toEqual({});
    expect(rig.warnings).toEqual(["an inline agent did not return when it was killed, and is abandoned"]);
  });

  it("says nothing of an agent that returns when it is killed", async () => {
    const executor = await executorOf("inline");
    const abort = new AbortController();
    const run = executor.run(rig.spec(moduleKind, { hang: "until aborted" }), abort.signal);
    abort.abort();
    expect(await run).toEqual({});
    expect(rig.warnings).toEqual([]);
  });
});
