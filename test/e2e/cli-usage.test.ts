import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type CliResult, CliServer, runCli } from "../support/cli.ts";

// Each command is a process of its own, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let server: CliServer;

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
  runCli(args, { cwd: folder, env: { LYCEUM_URL: server.url, ...env } });

/** What a command that fails tells: its exit code, nothing on standard output, and one sentence with a reason. */
async function failure(
  args: readonly string[],
  env?: Record<string, string>,
): Promise<{ code: number | null; reason: string; message: string }> {
  const { code, out, err } = await run(args, env);
  expect(out).toBe("");
  const match = /^lyceum: ([^\n]+) \(([A-Za-z_]+)\)\n$/.exec(err);
  if (match === null) throw new Error(`not one sentence with a reason: ${JSON.stringify(err)}`);
  return { code, message: match[1] ?? "", reason: match[2] ?? "" };
}

async function expectServing(): Promise<void> {
  expect(await run(["stats"])).toMatchObject({ code: 0, err: "", out: expect.stringContaining("store memory") });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyceum-cli-"));
  server = await CliServer.start(["--store", "memory", "--log", "silent"], { cwd: folder });
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("what is typed wrong", () => {
  it.each([
    [["bogus"], "unknown command 'bogus'"],
    [["ps", "--bogus"], "unknown option '--bogus'"],
    [["call", "a"], "missing required argument 'action'"],
    [["wait"], "missing required argument 'agents'"],
    [["wait", "a", "--timeout", "soon"], "write a duration"],
    [["launch", "k", "--args", "{"], "it is no JSON"],
    [["launch", "k", "--args", "{}"], "write a JSON array"],
    [["launch", "k", "--kwargs", "[]"], "write a JSON object"],
    [["launch", "k", "--retries", "-1"], "write a whole number"],
  ])("%j exits with 2 and says what to do", async (args, text) => {
    const failed = await failure(args);
    expect(failed).toMatchObject({ code: 2, reason: "USAGE", message: expect.stringContaining(text) });
    expect(failed.message).toMatch(/: see "lyceum [a-z-]* ?--help"$/);
  });

  it.each([
    [["call", "a", "b", "no json", "--json-args"], "MALFORMED_ARGUMENT"],
    [["ps", "--url", "ftp://x"], "BAD_URL"],
    [["ps", "--token-file", "nowhere"], "TOKEN_FILE_UNREADABLE"],
    [["ps", "--namespace", "two words"], "BAD_NAMESPACE"],
  ])("%j exits with 2: %s", async (args, reason) => {
    expect(await failure(args)).toMatchObject({ code: 2, reason });
  });

  it("is told as JSON to programs", async () => {
    const { code, out, err } = await run(["ps", "--bogus", "--json"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(JSON.parse(err)).toEqual({ error: { reason: "USAGE", message: expect.stringContaining("--bogus"), facts: {}, exitCode: 2 } });
  });

  it("without anything, shows the commands", async () => {
    const { code, out, err } = await run([]);
    expect({ code, err }).toEqual({ code: 2, err: "" });
    for (const name of [
      "serve",
      "launch",
      "ps",
      "wait",
      "call",
      "describe",
      "discover",
      "shutdown",
      "terminate",
      "stats",
      "dead-letters",
    ]) {
      expect(out).toContain(`  ${name} `);
    }
  });

  it("and what is asked for, is shown and exits with 0", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, out: "0.1.0\n", err: "" });
    expect(await run(["call", "--help"])).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Usage: lyceum call") });
  });
});

describe("a server that refuses", () => {
  it("a wrong, a missing and a malformed credential, and keeps serving", async () => {
    expect(await failure(["discover"], { LYCEUM_TOKEN: "wrong-wrong-wrong" })).toMatchObject({ code: 3, reason: "TOKEN_INVALID" });
    expect(await failure(["discover"], { LYCEUM_DATA: "nowhere" })).toMatchObject({ code: 3, reason: "TOKEN_MISSING" });
    expect(await failure(["discover"], { LYCEUM_TOKEN: "lye_forged.x" })).toMatchObject({ code: 3, reason: "TOKEN_INVALID" });
    await expectServing();
  });

  it("a bad namespace, and keeps serving", async () => {
    expect(await failure(["discover", "--namespace", "-/-"])).toMatchObject({ code: 3, reason: "INVALID_FIELD" });
    await expectServing();
  });

  it("knows no agent of that name or uid", async () => {
    for (const command of [["stats"], ["describe"], ["ping"], ["dead-letters"]]) {
      expect(await failure([...command, "nobody"])).toMatchObject({ code: 3, reason: "AGENT_NOT_FOUND" });
      expect(await failure([...command, randomUUID()])).toMatchObject({ code: 3, reason: "MAILBOX_NOT_FOUND" });
    }
    expect(await failure(["call", randomUUID(), "act"])).toMatchObject({ code: 3, reason: "MAILBOX_NOT_FOUND" });
    expect(await run(["terminate", randomUUID()])).toMatchObject({ code: 0, out: expect.stringContaining("no such mailbox") });
    await expectServing();
  });
});

it("says so when no server answers", async () => {
  expect(await failure(["ps"], { LYCEUM_URL: "http://127.0.0.1:1" })).toMatchObject({
    code: 3,
    reason: "UNREACHABLE",
    message: expect.stringContaining("lyceum serve"),
  });
});

it("lists nothing as nothing", async () => {
  expect(await run(["discover"])).toEqual({ code: 0, out: "", err: "no agent has an open mailbox\n" });
  expect(await run(["discover", "--json"])).toEqual({ code: 0, out: "[]\n", err: "" });
});

describe("a server that cannot start", () => {
  const start = async (flags: readonly string[]) => await failure(["serve", "--data", "other-data", "--log", "silent", ...flags]);

  it("names the port that is in use; the server that uses it keeps serving", async () => {
    const port = /\d+$/.exec(server.url)?.[0];
    const failed = await start(["--listen", `127.0.0.1:${port}`, "--web", "off"]);
    expect(failed).toMatchObject({ code: 3, reason: "address_in_use", message: expect.stringContaining(`port ${port}`) });
    await expectServing();
  });

  it.each([
    ["listen: nowhere", "listen"],
    ["listne: 127.0.0.1:0", "listne"],
    ["executors: {gpu: {driver: warp}}", "executors.gpu.driver"],
    ["{", "cannot be read"],
  ])("names what is wrong in its configuration file: %s", async (text, what) => {
    await writeFile(join(folder, "bad.yaml"), text);
    const failed = await start(["--config", "bad.yaml"]);
    expect(failed).toMatchObject({ code: 2, reason: "bad_config", message: expect.stringContaining(what) });
  });

  it("names the file or folder that is not there", async () => {
    expect(await start(["--config", "nowhere.yaml"])).toMatchObject({
      code: 2,
      reason: "bad_config",
      message: expect.stringContaining("nowhere.yaml"),
    });
    expect(await start(["--agents", "nowhere"])).toMatchObject({
      code: 2,
      reason: "bad_catalogue",
      message: expect.stringContaining("nowhere"),
    });
  });

  it("names the flag that is wrong", async () => {
    expect(await start(["--listen", "x"])).toMatchObject({ code: 2, reason: "bad_config", message: expect.stringContaining("--listen") });
    expect(await start(["--log", "loud"])).toMatchObject({ code: 2, reason: "bad_config" });
    expect(await start(["--listen", "0.0.0.0:0", "--no-auth"])).toMatchObject({ code: 2, reason: "insecure_listen" });
  });
});
