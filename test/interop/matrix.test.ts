import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type AgentHandle, type EntityId, Manager } from "@lyceum/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { build, buildable, type Language } from "./languages.ts";
import { RETRY_MS, RefusingServer } from "./refusing-server.ts";

const run = promisify(execFile);
const SCENARIO = join(import.meta.dirname, "scenario.json");
const BUILD_MS = 900_000;
const READY_MS = 60_000;
/** How far apart two processes' timers may be. */
const CLOCK_MS = 50;
const MAX_REPORT_BYTES = 16 * 1_048_576;

/** What a caller says of a case. */
interface Report {
  readonly case: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly detail: string;
}

/** What a language cannot even hold, so that its caller has nothing to send. */
const skippable = ["a lone surrogate"];

const cases = (JSON.parse(readFileSync(SCENARIO, "utf8")) as { cases: { name: string }[] }).cases.map(({ name }) => name);
const here = await buildable();

let folder: string;
let server: TestServer;
let refusing: RefusingServer;
let manager: Manager;
const agents = new Map<string, EntityId>();

beforeAll(async () => {
  const builds: Record<string, string> = {};
  for (const language of here) {
    const startMs = performance.now();
    await build(language);
    builds[language.name] = `${((performance.now() - startMs) / 1_000).toFixed(1)} s`;
  }
  console.log("builds, cold or warm as they were found:", builds);
  folder = mkdtempSync(join(tmpdir(), "lyceum-interop-"));
  const kinds = Object.fromEntries(here.map(({ name, program }) => [kindOf(name), { argv: [...program, "host"], lineage: ["Interop"] }]));
  writeFileSync(join(folder, "catalogue.yaml"), JSON.stringify({ kinds }));
  refusing = await RefusingServer.open();
  server = await startServer({ agentFolders: [folder], defaultExecutor: "command" });
  manager = await Manager.connect({ url: server.grpcUrl, token: server.token }, { executors: ["command"], defaultExecutor: "command" });
  for (const { name } of here) {
    const agent: AgentHandle = await manager.launch(kindOf(name), { name });
    await agent.ping({ timeoutMs: READY_MS });
    agents.set(name, agent.agentId);
  }
}, BUILD_MS);

afterAll(async () => {
  await manager?.close();
  await server?.[Symbol.asyncDispose]();
  refusing?.[Symbol.dispose]();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe.each(here)("a caller in $name", (caller) => {
  it.each(here)("does with an agent in $name all that the scenario says", { timeout: 120_000 }, async ({ name }) => {
    const reports = await call(caller, name);
    expect(reports.map((report) => report.case)).toEqual(cases);
    expect(reports.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    // More than one call, and none before its time.
    const pausesMs = refusing.takePauses();
    expect(pausesMs.length).toBeGreaterThan(0);
    expect(Math.min(...pausesMs)).toBeGreaterThan(RETRY_MS - CLOCK_MS);
    expect(reports.filter((report) => report.outcome === "skipped" && !skippable.includes(report.case))).toEqual([]);
  });
});

it("ends well whatever language an agent is of", { timeout: 60_000 }, async () => {
  for (const agent of agents.values()) await manager.shutdown(agent);
  const { done } = await manager.wait(agents.values(), { timeoutMs: 30_000 });
  expect(done.map(({ outcome }) => outcome)).toEqual(here.map(() => "succeeded"));
});

/** Has a caller run the scenario. The relay goes through every language, the one that is called first. */
async function call({ name, program }: Language, target: string): Promise<readonly Report[]> {
  const agent = agents.get(target);
  const chain = [agent, ...[...agents.values()].filter((other) => other !== agent)];
  const targets = join(folder, `${name}-${target}.json`);
  writeFileSync(targets, JSON.stringify({ agent, language: target, kind: kindOf(target), chain, refusing: refusing.url }));
  const env = { ...process.env, LYCEUM_URL: server.grpcUrl, LYCEUM_TOKEN: server.token };
  const [command = "", ...args] = [...program, "call", SCENARIO, targets];
  const { stdout } = await run(command, args, { env, maxBuffer: MAX_REPORT_BYTES, timeout: 110_000 });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Report);
}

function kindOf(language: string): string {
  return `interop-${language}`;
}
