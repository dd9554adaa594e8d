import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AttemptSpec, Executor, HostEnd } from "../../src/core/executor.ts";
import { commandKind, ExecutorRig, isAlive, moduleKind } from "../support/executors.ts";
import { type HostScript, letGo, type StartedHost } from "../support/fake-host.ts";
import { never, started } from "./executor.ts";

const TIMEOUT_MS = 15_000;

describe.each(["command", "processes"] as const)("adoption: %s", (driver) => {
  let folder: string;
  let rig: ExecutorRig;
  let executor: Executor;
  const servers: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lyceum-adoption-"));
    rig = await ExecutorRig.open({}, folder);
    executor = await rig.executor(driver);
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) server.kill("SIGKILL");
    await executor[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Lets another server start an attempt, and kills it once the host is up. */
  async function orphan(script: HostScript, warm = 0): Promise<{ readonly spec: AttemptSpec; readonly host: StartedHost }> {
    const whole = { ...script, started: join(folder, "started") };
    const program = join(import.meta.dirname, "../support/doomed-server.ts");
    const server = spawn(process.execPath, [program, folder, driver, String(warm), JSON.stringify(whole)], { stdio: "inherit" });
    servers.push(server);
    const host = await started(whole.started);
    server.kill("SIGKILL");
    await once(server, "exit");
    return { spec: rig.spec(driver === "command" ? commandKind : moduleKind, whole), host };
  }

  async function adopt(spec: AttemptSpec, signal = never): Promise<HostEnd> {
    return await executor.adopt!(spec, signal);
  }

  async function untilGone(host: StartedHost): Promise<void> {
    await vi.waitFor(() => expect(isAlive(host.pid)).toBe(false), { timeout: TIMEOUT_MS });
  }

  it("goes on with a host that lives, and tells its own exit code and output", async () => {
    const { spec, host } = await orphan({ print: "before ", until: join(folder, "go"), lines: 1, exit: 3 });
    expect(isAlive(host.pid)).toBe(true);
    const end = adopt(spec);
    letGo(join(folder, "go"));
    expect(await end).toEqual({ exitCode: 3, outputTail: expect.stringMatching(/^before 0\.+\n$/) });
  });

  it("tells the end of a host that ended while no server ran", async () => {
    const { spec, host } = await orphan({ until: join(folder, "go"), exit: 4 });
    letGo(join(folder, "go"));
    await untilGone(host);
    await vi.waitFor(async () => expect(await rig.site.folder(spec).status()).toBe(4), { timeout: TIMEOUT_MS });
    expect(await adopt(spec)).toEqual({ exitCode: 4 });
    // Once more, as when the server was killed before it had written the end down.
    expect(await adopt(spec)).toEqual({ exitCode: 4 });
  });

  it("kills a host with its children when it is aborted [case 36]", async () => {
    const { spec, host } = await orphan({ children: join(folder, "children"), hang: "for ever" });
    const children = await vi.waitFor(() => readFileSync(join(folder, "children"), "utf8").trim().split(" ").map(Number), {
      timeout: TIMEOUT_MS,
    });
    const abort = new AbortController();
    const end = adopt(spec, abort.signal);
    abort.abort();
    expect((await end).exitCode).toBeUndefined();
    await vi.waitFor(() => expect([host.pid, ...children].filter(isAlive)).toEqual([]), { timeout: TIMEOUT_MS });
  });

  it("ends adopted hosts when it is disposed of", async () => {
    const { spec, host } = await orphan({ hang: "for ever" });
    const end = adopt(spec);
    await executor[Symbol.asyncDispose]();
    expect((await end).exitCode).toBeUndefined();
    await untilGone(host);
  });

  it("does not know the end of a host that was killed with its shim", async () => {
    const { spec, host } = await orphan({ hang: "for ever" });
    process.kill(-(await rig.site.folder(spec).identity())!.pid, "SIGKILL");
    await untilGone(host);
    expect(await adopt(spec)).toEqual({ unknown: true });
  });

  it("ends a host whose shim alone was killed, since nobody would tell its end", async () => {
    const { spec, host } = await orphan({ hang: "for ever" });
    const end = adopt(spec);
    process.kill((await rig.site.folder(spec).identity())!.pid, "SIGKILL");
    expect(await end).toEqual({ unknown: true });
    await untilGone(host);
  });

  it("does not know the end of an attempt that never got a host", async () => {
    expect(await adopt(rig.spec(commandKind, {}))).toEqual({ unknown: true });
  });

  it("leaves a process alone that has a dead host's id, but not its start time", async () => {
    const { spec, host } = await orphan({ until: join(folder, "go") });
    const note = join(rig.site.folder(spec).path, "host");
    const [pid, start] = readFileSync(note, "utf8").split("\n");
    writeFileSync(note, `${pid}\n${start!.replace(/\d+$/, "1")}\n`);
    const abort = new AbortController();
    abort.abort();
    expect(await adopt(spec)).toEqual({ unknown: true });
    expect(isAlive(host.pid)).toBe(true);
    letGo(join(folder, "go"));
    await untilGone(host);
  });

  it("does not trust a note that was cut short", async () => {
    const { spec, host } = await orphan({ until: join(folder, "go") });
    const note = join(rig.site.folder(spec).path, "host");
    writeFileSync(note, readFileSync(note, "utf8").slice(0, -1));
    expect(await adopt(spec)).toEqual({ unknown: true });
    letGo(join(folder, "go"));
    await untilGone(host);
  });

  if (driver === "processes") {
    it("ends hosts that wait when their server is killed, without an attempt", async () => {
      const { spec } = await orphan({ until: join(folder, "go") }, 1);
      await vi.waitFor(() => expect(liveFolders()).toEqual([rig.site.folder(spec).path]), { timeout: TIMEOUT_MS });
      letGo(join(folder, "go"));
      expect(await adopt(spec)).toEqual({ exitCode: 0 });
    });
  }

  /** Folders of hosts that live. */
  function liveFolders(): string[] {
    return rig
      .left()
      .map((name) => join(folder, "hosts", name))
      .filter((path) => isAlive(Number(readFileSync(join(path, "host"), "utf8").split("\n")[0])));
  }
});
