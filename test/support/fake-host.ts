// A host without an agent: does what its run token says. Stands in for the SDK's host runtime.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { threadId } from "node:worker_threads";
import type { HostFunction } from "../../src/executors/process-host.ts";

/** What a fake host does, one after the other; its run token is this as JSON. */
export interface HostScript {
  /** File that it writes once it has started: process, thread, arguments and environment. */
  readonly started?: string;
  readonly print?: string;
  /** Prints this many lines of 100 characters. */
  readonly lines?: number;
  /** Starts a child in its process group, and a child of that, and writes their ids to this file. */
  readonly children?: string;
  /** Waits until this file exists. */
  readonly until?: string;
  /** Waits until it is aborted, for ever, or for ever without letting go of the event loop. */
  readonly hang?: "until aborted" | "for ever" | "busy";
  readonly exit?: number;
  /** Signal that it sends to itself. */
  readonly signal?: NodeJS.Signals;
  readonly throws?: string;
  /** Throws where nobody catches it. */
  readonly throwsLater?: string;
  /** How it ends otherwise. */
  readonly succeeds?: boolean;
}

/** What {@link HostScript.started} holds. */
export interface StartedHost {
  readonly pid: number;
  readonly threadId: number;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly url: string;
  readonly cwd: string;
}

const CHILDREN = 'sleep 1000 & echo "$$ $!" > "$1.new" && mv "$1.new" "$1"; wait';

/** Runs a script. */
export const fakeHost: HostFunction = async ({ url, token, signal }) => {
  const script = JSON.parse(token) as HostScript;
  if (script.started !== undefined) await writeStarted(script.started, url);
  if (script.print !== undefined) process.stdout.write(script.print);
  for (let line = 0; line < (script.lines ?? 0); line += 1) process.stdout.write(`${String(line).padEnd(99, ".")}\n`);
  if (script.children !== undefined) spawn("/bin/sh", ["-c", CHILDREN, "sh", script.children], { stdio: "ignore" }).unref();
  if (script.until !== undefined) await fileExists(script.until);
  if (script.hang !== undefined) await hang(script.hang, signal);
  if (script.exit !== undefined) process.exit(script.exit);
  if (script.signal !== undefined) process.kill(process.pid, script.signal);
  if (script.throwsLater !== undefined) await throwLater(script.throwsLater);
  if (script.throws !== undefined) throw new TypeError(script.throws);
  return { succeeded: script.succeeds ?? true };
};

/** Reads what a started host wrote; undefined while it has not. */
export function readStarted(file: string): StartedHost | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as StartedHost) : undefined;
}

/** Lets a host that waits {@link HostScript.until} a file exists go on. */
export function letGo(file: string): void {
  writeFileSync(file, "");
}

async function writeStarted(file: string, url: string): Promise<void> {
  const { pid, argv, execArgv } = process;
  const host = { pid, threadId, arguments: [...execArgv, ...argv], environment: { ...process.env }, url, cwd: process.cwd() };
  await writeFile(`${file}.new`, JSON.stringify(host));
  await rename(`${file}.new`, file);
}

async function fileExists(file: string): Promise<void> {
  while (!existsSync(file)) await delay(5);
}

async function hang(how: HostScript["hang"], signal: AbortSignal): Promise<void> {
  while (how === "busy") {
    // Nothing else runs.
  }
  // Keeps the process alive.
  const alive = setInterval(() => {}, 1_000);
  await new Promise<void>((resolve) => {
    if (how === "until aborted") signal.addEventListener("abort", () => resolve(), { once: true });
  });
  clearInterval(alive);
}

async function throwLater(message: string): Promise<never> {
  return await new Promise(() => {
    setImmediate(() => {
      throw new TypeError(message);
    });
  });
}
