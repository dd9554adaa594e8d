import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AgentKind, AttemptSpec, Executor } from "../../src/core/executor.ts";
import { AgentFailure } from "../../src/core/failure.ts";
import { childProcesses, commandKind, type DriverName, ExecutorRig, isAlive, moduleKind, openDescriptors } from "../support/executors.ts";
import { letGo, readStarted, type StartedHost } from "../support/fake-host.ts";

const TIMEOUT_MS = 15_000;

/** What an executor's hosts are, so that only what applies to them is asked. */
export interface HostTraits {
  readonly kind: AgentKind | undefined;
  /** They are started by the executor, not by somebody else. */
  readonly started: boolean;
  /** They have an exit code of their own, and output. */
  readonly apart: boolean;
  /** They are processes. */
  readonly processes: boolean;
}

/** A signal that is never aborted. */
export const never: AbortSignal = new AbortController().signal;

/** Waits until a host has started. */
export async function started(file: string): Promise<StartedHost> {
  return await vi.waitFor(() => readStarted(file) ?? Promise.reject(new Error(`${file} is not there`)), { timeout: TIMEOUT_MS });
}

/** The contract of an executor. */
export function describeExecutor(driver: DriverName, traits: HostTraits): void {
  describe(`executor: ${driver}`, () => {
    let rig: ExecutorRig;
    let executor: Executor;

    beforeEach(async () => {
      rig = await ExecutorRig.open();
      executor = await rig.executor(driver);
    });

    afterEach(async () => {
      await executor[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
    });

    function spec(script: Parameters<ExecutorRig["spec"]>[1] = {}): AttemptSpec {
      return rig.spec(traits.kind, script);
    }

    it("says whether its hosts outlive the server, and adopts them if so", () => {
      expect(executor.durable).toBe(executor.adopt !== undefined);
    });

    it("starts nothing when it is aborted before", async () => {
      expect(await executor.run(spec({ started: rig.file("started") }), AbortSignal.abort())).toEqual({});
      expect(existsSync(rig.file("started"))).toBe(false);
      expect(rig.left()).toEqual([]);
    });

    it("ends an attempt that is aborted right after, and once more", async () => {
      const abort = new AbortController();
      const run = executor.run(spec({ hang: "until aborted" }), abort.signal);
      abort.abort();
      abort.abort();
      expect((await run).exitCode).toBeUndefined();
    });

    it("ends all that runs when it is disposed of, also twice, and runs nothing more", async () => {
      const file = rig.file("started");
      const runs = [
        executor.run(spec({ started: file, hang: "until aborted" }), never),
        executor.run(spec({ hang: "until aborted" }), never),
      ];
      if (traits.started) await started(file);
      await executor[Symbol.asyncDispose]();
      for (const end of await Promise.all(runs)) expect(end.exitCode).toBeUndefined();
      await executor[Symbol.asyncDispose]();
      await expect(executor.run(spec(), never)).rejects.toThrow("the executor is disposed of");
    });

    it("leaves nothing open behind", async () => {
      const once = async () => {
        const abort = new AbortController();
        const file = rig.file(`started-${Math.random()}`);
        const run = executor.run(spec({ started: file, hang: "until aborted" }), abort.signal);
        if (traits.started) await started(file);
        abort.abort();
        await run;
        if (traits.started) await executor.run(spec(), never);
      };
      // What Node.js itself opens once is open after the first time.
      await once();
      const before = openDescriptors();
      for (let turn = 0; turn < 3; turn += 1) await once();
      await vi.waitFor(() => expect(openDescriptors()).toBeLessThanOrEqual(before), { timeout: TIMEOUT_MS });
      await vi.waitFor(() => expect(childProcesses()).toBe(0), { timeout: TIMEOUT_MS });
    });

    if (!traits.started) return;

    it("runs an agent to its end", async () => {
      expect(await executor.run(spec({ succeeds: true }), never)).toMatchObject({ exitCode: 0 });
    });

    it("tells that an agent failed", async () => {
      expect(await executor.run(spec({ succeeds: false }), never)).toMatchObject({ exitCode: 1 });
    });

    it("tells what a host threw", async () => {
      const run = executor.run(spec({ throws: "not today" }), never);
      if (traits.processes) {
        expect(await run).toMatchObject({ exitCode: 1, outputTail: expect.stringContaining("TypeError: not today") });
      } else {
        await expect(run).rejects.toThrow(AgentFailure);
        await expect(run).rejects.toMatchObject({
          failure: { type: "TypeError", message: "not today", stack: expect.stringContaining("fake-host") },
        });
      }
    });

    it("refuses a kind that it cannot run, and says what to do", async () => {
      const wrong = traits.kind === commandKind ? moduleKind : commandKind;
      const run = executor.run(rig.spec(wrong, {}), never);
      await expect(run).rejects.toThrow(AgentFailure);
      await expect(run).rejects.toThrow(/launch it on an executor whose driver is/);
      await expect(executor.run(rig.spec(undefined, {}), never)).rejects.toThrow(/whose driver is external/);
    });

    it("goes on with others when one fails to start", async () => {
      const wrong = traits.kind === commandKind ? moduleKind : commandKind;
      await expect(executor.run(rig.spec(wrong, {}), never)).rejects.toThrow(AgentFailure);
      expect(await executor.run(spec(), never)).toMatchObject({ exitCode: 0 });
    });

    it("runs many at once, each to its own end", async () => {
      const codes = Array.from({ length: 6 }, (_, at) => at % 2);
      const ends = await Promise.all(codes.map((code) => executor.run(spec({ succeeds: code === 0 }), never)));
      expect(ends.map((end) => end.exitCode)).toEqual(codes);
    });

    it("aborts one of many", async () => {
      const abort = new AbortController();
      const files = ["a", "b"].map((name) => rig.file(name));
      const aborted = executor.run(spec({ started: files[0]!, hang: "until aborted" }), abort.signal);
      const other = executor.run(spec({ started: files[1]!, until: rig.file("go") }), never);
      for (const file of files) await started(file);
      abort.abort();
      expect((await aborted).exitCode).toBeUndefined();
      letGo(rig.file("go"));
      expect(await other).toMatchObject({ exitCode: 0 });
    });

    it("takes an abort after the end", async () => {
      const abort = new AbortController();
      const end = await executor.run(spec(), abort.signal);
      abort.abort();
      expect(end).toMatchObject({ exitCode: 0 });
    });

    if (!traits.apart) return;

    it("tells a host's own exit code", async () => {
      expect(await executor.run(spec({ exit: 7 }), never)).toMatchObject({ exitCode: 7 });
    });

    it("kills a host that never lets go", async () => {
      const abort = new AbortController();
      const run = executor.run(spec({ started: rig.file("started"), hang: "busy" }), abort.signal);
      await started(rig.file("started"));
      abort.abort();
      expect((await run).exitCode).toBeUndefined();
    });

    it("keeps the output, and gives its last 16 KiB", async () => {
      const end = await executor.run(spec({ print: "é".repeat(16_384), lines: 100, succeeds: false }), never);
      const tail = end.outputTail!;
      expect(Buffer.byteLength(tail)).toBeGreaterThan(16_380);
      expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(16_384);
      expect(tail).toMatch(/^éé/);
      expect(tail).toMatch(/\n99\.+\n$/);
      expect(readFileSync(rig.site.folder({ ...spec(), runId: rig.left()[0]!.split(".")[0]! }).outputFile)).toHaveLength(32_768 + 10_000);
    });

    it("keeps control characters in the output, and gives none where there was none", async () => {
      expect(await executor.run(spec({ print: "\u001b[31mred\u001b[0m\r\n" }), never)).toMatchObject({
        outputTail: "\u001b[31mred\u001b[0m\r\n",
      });
      expect((await executor.run(spec(), never)).outputTail).toBeUndefined();
    });

    it("keeps the server's environment to itself", async () => {
      process.env.SECRET_OF_THE_SERVER = "secret";
      await executor.run(spec({ started: rig.file("started") }), never);
      delete process.env.SECRET_OF_THE_SERVER;
      const host = await started(rig.file("started"));
      expect(host.environment.PATH).toBe(process.env.PATH);
      expect(host.environment.LYCEUM_URL).toBe(host.url);
      expect(JSON.stringify([host.environment, host.arguments])).not.toContain("secret");
      expect(Object.keys(host.environment)).not.toContain("SECRET_OF_THE_SERVER");
    });

    if (!traits.processes) return;

    it("names the signal that ended a host", async () => {
      expect(await executor.run(spec({ signal: "SIGKILL" }), never)).toMatchObject({ signal: "SIGKILL" });
      expect(await executor.run(spec({ signal: "SIGTERM", hang: "for ever" }), AbortSignal.timeout(300))).toMatchObject({
        signal: "SIGKILL",
      });
    });

    it("kills a host's children and their children with it", async () => {
      const abort = new AbortController();
      const run = executor.run(spec({ children: rig.file("children"), hang: "for ever" }), abort.signal);
      const children = await childrenIn(rig.file("children"));
      expect(children.every(isAlive)).toBe(true);
      abort.abort();
      expect(await run).toMatchObject({ signal: "SIGKILL" });
      await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]), { timeout: TIMEOUT_MS });
    });

    it("ends what a host left behind in its process group", async () => {
      const run = executor.run(spec({ children: rig.file("children"), until: rig.file("go") }), never);
      const children = await childrenIn(rig.file("children"));
      letGo(rig.file("go"));
      expect(await run).toMatchObject({ exitCode: 0 });
      await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]), { timeout: TIMEOUT_MS });
    });

    it("gives the run token in a file of the owner's alone, and removes it at the end", async () => {
      const attempt = spec({ started: rig.file("started"), until: rig.file("go") });
      const run = executor.run(attempt, never);
      const host = await started(rig.file("started"));
      const { LYCEUM_TOKEN_FILE: tokenFile, LYCEUM_RUN: runId } = host.environment;
      expect(runId).toBe(attempt.runId);
      expect(readFileSync(tokenFile!, "utf8")).toBe(attempt.runToken);
      const { statSync } = await import("node:fs");
      expect(statSync(tokenFile!).mode & 0o777).toBe(0o600);
      expect(statSync(rig.site.folder(attempt).path).mode & 0o777).toBe(0o700);
      expect(readFileSync(`/proc/${host.pid}/cmdline`, "utf8")).not.toContain("started");
      letGo(rig.file("go"));
      await run;
      expect(existsSync(tokenFile!)).toBe(false);
    });
  });
}

async function childrenIn(file: string): Promise<number[]> {
  return await vi.waitFor(() => readFileSync(file, "utf8").trim().split(" ").map(Number), { timeout: TIMEOUT_MS });
}
