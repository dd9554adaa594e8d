import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/server.ts";

const run = promisify(execFile);
const folder = new URL("../../clients/typescript/examples/", import.meta.url);

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function example(name: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, LYCEUM_URL: server.grpcUrl, LYCEUM_TOKEN: server.token };
  const { stdout, stderr } = await run(process.execPath, [fileURLToPath(new URL(name, folder)), ...args], { env, timeout: 15_000 });
  expect(stderr).toBe("");
  return stdout;
}

describe("the SDK's examples", () => {
  it("launch, call, cancel and end an agent [case 40]", async () => {
    expect(await example("counter.ts")).toBe(
      [
        "count: 42",
        "countdown: 3",
        "countdown: 2",
        "countdown: 1",
        "countdown: lift-off",
        "failed as: RangeError out of luck",
        "gave up: TimeoutError",
        "ping: it lives",
        "",
      ].join("\n"),
    );
  });

  it("have agents call agents", async () => {
    expect(await example("pipeline.ts")).toBe("monitor: it is hot\n");
  });

  it("run an agent that no manager launches", async () => {
    expect(await example("standing.ts", "--once")).toBe("Hello, world; I am greeter\n");
  });
});
