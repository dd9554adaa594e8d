import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type AgentHandle, Manager } from "@lyceum/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Served } from "../support/served.ts";
import { build, buildable } from "./languages.ts";

const BUILD_MS = 900_000;
const CALLS = 40;
const CALL_MS = 500;
const DEADLINE_MS = 60_000;

const here = await buildable();

let folder: string;
let server: Served;
let manager: Manager;
const agents = new Map<string, AgentHandle>();

beforeAll(async () => {
  for (const language of here) await build(language);
  folder = mkdtempSync(join(tmpdir(), "lyceum-interop-"));
  const kinds = Object.fromEntries(here.map(({ name, program }) => [name, { argv: [...program, "host"], lineage: ["Interop"] }]));
  writeFileSync(join(folder, "catalogue.yaml"), JSON.stringify({ kinds }));
  server = await serve();
  const executors = { executors: ["command"], defaultExecutor: "command" };
  manager = await Manager.connect({ url: server.url, token: await server.token() }, executors);
  for (const { name } of here) {
    const agent: AgentHandle = await manager.launch(name);
    await agent.ping({ timeoutMs: DEADLINE_MS });
    agents.set(name, agent);
  }
}, BUILD_MS);

afterAll(async () => {
  await manager?.close();
  await server?.[Symbol.asyncDispose]();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

async function serve(listen?: string): Promise<Served> {
  return await Served.start({ dataFolder: join(folder, "data"), agents: folder, ...(listen === undefined ? {} : { listen }) });
}

describe("a server that is killed while hosts of every language work", () => {
  it("finds all of them again, and every call is answered once, by the host that began it", { timeout: 2 * DEADLINE_MS }, async () => {
    const calls = [...agents].map(async ([name, agent]) => {
      // What may run once, and what may run again.
      const sleeps = Array.from({ length: CALLS }, () => agent.call("sleep", [CALL_MS], { timeoutMs: DEADLINE_MS }));
      const sums = Array.from({ length: CALLS }, (_, index) => agent.call("add", [index, 1], { timeoutMs: DEADLINE_MS }));
      return { name, slept: await Promise.all(sleeps), sums: await Promise.all(sums) };
    });
    await pause(CALL_MS / 2);
    await server.end("SIGKILL");
    server = await serve(new URL(server.url).host);
    for (const { name, slept, sums } of await Promise.all(calls)) {
      expect(slept, name).toEqual(Array.from({ length: CALLS }, () => "slept"));
      expect(sums, name).toEqual(Array.from({ length: CALLS }, (_, index) => index + 1));
    }
    for (const { attempts } of await manager.runs()) expect(attempts).toHaveLength(1);
  });
});
