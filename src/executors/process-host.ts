import { closeSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { keepAgentCode, keepCode } from "./host-environment.ts";
import { rememberModules } from "./module-memory.ts";

/** What a host process is told, as a line of JSON on its standard input. */
export interface Assignment {
  readonly url: string;
  readonly tokenFile: string;
  readonly runId: string;
}

/** Options of a {@link HostFunction}. */
export interface HostOptions {
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Runs an agent to its end; the SDK's host runtime is one. */
export type HostFunction = (options: HostOptions) => Promise<{ readonly succeeded: boolean }>;

/** Loads a host function, and what it needs for a server's address, ahead of the attempt. */
export type HostLoader = (url: string) => Promise<HostFunction>;

const READINESS = 3;

/**
 * The whole life of a host process: loads the host runtime, says so, waits for its attempt and runs it.
 * Without an attempt it ends: the server is gone.
 */
export async function serveProcess(load: HostLoader): Promise<never> {
  const host = await rememberModules(() => load(process.env.LYCEUM_URL ?? ""));
  keepCode();
  writeSync(READINESS, "\n");
  closeSync(READINESS);
  const assignment = await readAssignment();
  if (assignment === undefined) process.exit(0);
  keepAgentCode();
  process.env.LYCEUM_URL = assignment.url;
  process.env.LYCEUM_TOKEN_FILE = assignment.tokenFile;
  process.env.LYCEUM_RUN = assignment.runId;
  const token = await readFile(assignment.tokenFile, "utf8");
  const stop = new AbortController();
  process.once("SIGTERM", () => stop.abort(new Error("the host was asked to end by SIGTERM")));
  const { succeeded } = await host({ url: assignment.url, token, signal: stop.signal });
  process.exit(succeeded ? 0 : 1);
}

async function readAssignment(): Promise<Assignment | undefined> {
  for await (const line of createInterface(process.stdin)) return JSON.parse(line) as Assignment;
  return undefined;
}
