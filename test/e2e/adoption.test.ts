import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { isAlive, killHosts } from "../support/executors.ts";
import { ProbeClient } from "../support/probe-client.ts";

const SERVE = join(import.meta.dirname, "../support/serve-process.ts");
const AGENTS = join(import.meta.dirname, "../fixtures/hosts");

let folder: string;
let server: ChildProcess;
let client: ProbeClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyceum-adopt-"));
});

afterEach(async () => {
  client[Symbol.dispose]();
  if (server.exitCode === null && server.signalCode === null) {
    server.kill("SIGTERM");
    await once(server, "exit");
  }
  await killHosts(join(folder, "data", "hosts"));
  await rm(folder, { recursive: true, force: true });
});

/** Starts a server on SQLite in a process of its own; tells where it listens. */
async function serve(listen: string): Promise<string> {
  const flags = ["--listen", listen, "--web", "off", "--data", join(folder, "data"), "--agents", AGENTS];
  const { PATH, HOME } = process.env;
  server = spawn(process.execPath, [SERVE, ...flags], { env: { PATH, HOME, LYCEUM_LOG: "error" }, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout!.on("data", (chunk) => {
      out += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0];
      if (found !== undefined) resolve(found);
    });
    server.once("exit", () => reject(new Error(`the server did not start: ${out}`)));
  });
  client = new ProbeClient({ grpcUrl: url, token: readFileSync(join(folder, "data", "token"), "utf8").trim() });
  return url;
}

it("agents in processes outlive a killed server: the next one finds them again, and no attempt is lost", async () => {
  const url = await serve("127.0.0.1:0");
  const agents = await Promise.all(["processes", "command"].map((executor) => client.launch(executor)));
  const before = await Promise.all(agents.map((agent) => client.invoke(agent, "where")));
  const inThread = await client.launch("threads");
  await client.invoke(inThread, "where");
  client[Symbol.dispose]();
  server.kill("SIGKILL");
  await once(server, "exit");
  for (const { pid } of before) expect(isAlive(pid)).toBe(true);

  await serve(new URL(url).host);
  expect(await Promise.all(agents.map((agent) => client.invoke(agent, "where")))).toEqual(before);
  for (const agent of agents) {
    await client.shutdown(agent);
    expect(await client.ended(agent)).toMatchObject({ outcome: "OUTCOME_SUCCEEDED", attempts: [{ number: 1 }] });
  }
  // What ran inside the server went with it, and there were no attempts left.
  expect(await client.ended(inThread)).toMatchObject({ outcome: "OUTCOME_LOST" });
  await vi.waitFor(() => expect(before.filter(({ pid }) => isAlive(pid))).toEqual([]), { timeout: 10_000 });
});
