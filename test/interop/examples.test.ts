import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ExchangeFactory, Manager } from "@lyceum/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";
import { build, buildable, taskOf } from "./languages.ts";

const run = promisify(execFile);
const BUILD_MS = 900_000;
const RUN_MS = 60_000;

const here = (await buildable()).map(({ name }) => name);
// Python's run its own, and those of TypeScript are tested with the SDK.
const tested = ["go", "java", "rust"].filter((name) => here.includes(name));

let folder: string;
let server: TestServer;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  for (const language of await buildable()) if (tested.includes(language.name)) await build(language);
  folder = mkdtempSync(join(tmpdir(), "lyceum-examples-"));
  const kinds = {
    "java-counter": { argv: [taskOf("java"), "example", "CounterHost"], lineage: ["Counter"] },
    "rust-counter": { argv: [taskOf("rust"), "example", "counter"], lineage: ["Counter"] },
  };
  writeFileSync(join(folder, "catalogue.yaml"), JSON.stringify({ kinds }));
  server = await startServer({ agentFolders: [folder], defaultExecutor: "command" });
  env = { ...process.env, LYCEUM_URL: server.grpcUrl, LYCEUM_TOKEN: server.token };
}, BUILD_MS);

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** What an example says, once it has ended well. */
async function example(language: string, name: string, ...args: readonly string[]): Promise<string> {
  return (await run(taskOf(language), ["example", name, ...args], { env, timeout: RUN_MS })).stdout;
}

describe.skipIf(!tested.includes("go"))("the examples in Go", { timeout: RUN_MS }, () => {
  it("counter: an agent of one's own, called, streamed from, ended", async () => {
    expect(await example("go", "counter")).toContain("lift-off");
  });

  it("launch: agents launched, waited for, ended", async () => {
    expect(await example("go", "launch")).toMatch(/succeeded/);
  });
});

describe.skipIf(!tested.includes("java"))("the examples in Java", { timeout: RUN_MS }, () => {
  it("Counter: an agent of the program itself, launched, called, read, cancelled, ended", async () => {
    const said = await example("java", "Counter");
    expect(said.split("\n")).toEqual(
      expect.arrayContaining(["increment: 41", "by name:   100", "countdown: lift-off", "ended well: true"]),
    );
  });

  it("CounterHost: what the server starts for a kind", async () => {
    await using manager = await Manager.connect({ url: server.grpcUrl, token: server.token }, { executors: ["command"] });
    const counter = await manager.launch("java-counter", { executor: "command", args: [10] });
    expect(await counter.call("increment", [5])).toBe(15);
  });
});

describe.skipIf(!tested.includes("rust"))("the examples in Rust", { timeout: RUN_MS }, () => {
  it("client and counter: two counters launched, called, waited for", async () => {
    const said = await example("rust", "client", "rust-counter");
    expect(said).toContain("increment: 15");
    expect(said.match(/has ended: Some\(Succeeded\)/g)).toHaveLength(2);
  });

  it("standing: an agent that no manager launches", async () => {
    const host = spawn(taskOf("rust"), ["example", "standing"], { env, stdio: ["ignore", "pipe", "inherit"] });
    try {
      await once(host.stdout, "data");
      const client = await new ExchangeFactory({ url: server.grpcUrl, token: server.token }).createUserClient();
      const greeter = client.getHandle({ uid: "example-greeter", role: "agent", name: "" });
      expect(await greeter.call("greet", ["Ada"])).toBe("Hello, Ada!");
      await client.close();
    } finally {
      host.kill("SIGINT");
      const [code] = await once(host, "exit");
      expect(code).toBe(0);
    }
  });
});
