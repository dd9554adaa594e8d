import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CliProcess, type CliResult, CliServer, runCli } from "../support/cli.ts";

const AGENTS = fileURLToPath(new URL("../fixtures/agents", import.meta.url));
const COMMANDS = fileURLToPath(new URL("../fixtures/commands", import.meta.url));

// Each command is a process of its own, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let server: CliServer;

const options = () => ({ cwd: folder, env: { LYCEUM_URL: server.url } });
const run = (...args: string[]): Promise<CliResult> => runCli(args, options());
const start = (...args: string[]): CliProcess => new CliProcess(args, options());

/** Output of a command that must go well. */
async function out(...args: string[]): Promise<string> {
  const result = await run(...args);
  expect(result).toMatchObject({ code: 0, err: "" });
  return result.out;
}

/** JSON that a command prints, a value a line. */
async function json(...args: string[]): Promise<unknown[]> {
  const result = await run(...args, "--json");
  expect(result.err).toBe("");
  return result.out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Launches a counter under a name of its own, and returns when it answers. */
async function launchCounter(name: string, ...args: string[]): Promise<string> {
  const [launched] = (await json("launch", "counter", "--name", name, ...args)) as [{ run: { agent: { uid: string } } }];
  const { uid } = launched.run.agent;
  await out("call", uid, "increment", "0");
  return uid;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyceum-cli-"));
  server = await CliServer.start(["--store", "memory", "--log", "silent", "--agents", AGENTS, COMMANDS], { cwd: folder });
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("an agent's life", () => {
  it("from launch to the end of its wait", async () => {
    const launched = await out("launch", "counter", "--args", "[40]", "--name", "life");
    expect(launched).toMatch(/^life \([0-9a-f]{8}\) {2}(queued|starting|running) on inline {2}run [0-9a-f]{8} {2}uid [0-9a-f-]{36}\n$/);
    const uid = /uid (\S+)/.exec(launched)?.[1] ?? "";
    expect(await out("call", "life", "increment", "2")).toBe("42\n");
    expect(await out("call", uid, "increment", "-2")).toBe("40\n");
    expect(await out("call", uid.slice(0, 13), "increment", "--kwargs", '{"by": 1}')).toBe("41\n");
    expect(await out("ping", "life")).toMatch(/^life \([0-9a-f]{8}\) {2}running, answered in [\d.]+ ms\n$/);
    const ps = (await out("ps")).split("\n");
    expect(ps[0]).toMatch(/^AGENT +UID +RUN +KIND +EXECUTOR +STATE +ATTEMPTS +AGE +FAILURE$/);
    expect(ps[1]).toMatch(/^life +[0-9a-f]{8} +[0-9a-f]{8} +counter +inline +running +1\/1 +\d+m?s$/);
    expect(await out("discover", "counter")).toContain(uid);
    expect(await json("discover", "lyceum.Agent")).toMatchObject([[{ uid, name: "life" }]]);
    expect(await json("discover", "lyceum.Agent", "--exact")).toEqual([[]]);

    const waiting = start("wait", "life");
    expect(await out("shutdown", "life")).toMatch(/^life \([0-9a-f]{8}\) {2}asked to end\n$/);
    expect(await waiting.ended).toEqual({ code: 0, out: `life (${uid.slice(0, 8)})  succeeded\n`, err: "" });
    expect(await out("shutdown", "life")).toContain("succeeded (before)");
    expect(await out("ps", "--all")).toMatch(/life .* succeeded/);
    expect(await run("call", "life", "increment")).toMatchObject({ code: 3, err: expect.stringContaining("AGENT_NOT_FOUND") });
    expect(await run("call", uid, "increment")).toMatchObject({ code: 3, err: expect.stringContaining("MAILBOX_TERMINATED") });
  });

  it("keeps its mailbox where that is asked, until it is terminated", async () => {
    const uid = await launchCounter("kept");
    await out("shutdown", "kept", "--keep");
    await out("wait", "kept");
    expect(await out("ping", "kept")).toContain("offline");
    expect(await out("terminate", "kept")).toContain("terminated");
    expect(await run("ping", uid)).toMatchObject({ code: 3, err: expect.stringContaining("MAILBOX_TERMINATED") });
  });

  it("ends when its mailbox is terminated", async () => {
    await launchCounter("gone");
    await out("terminate", "gone");
    expect(await run("wait", "gone")).toMatchObject({ code: 1, out: expect.stringMatching(/killed|terminated/) });
  });

  it("is told by its own words and counts", async () => {
    await launchCounter("told");
    const told = await out("describe", "told");
    expect(told).toContain("Counter < lyceum.Agent\nCounts.\n");
    expect(told).toMatch(/^increment +by\?: integer +integer +Adds to the count and tells the new one\.$/m);
    expect(told).toMatch(/^upTo +limit: integer +streams +Counts up/m);
    expect(await json("describe", "told")).toMatchObject([{ lineage: ["Counter", "lyceum.Agent"], actions: expect.any(Array) }]);
    expect(await out("stats", "told")).toMatch(/told \([0-9a-f]{8}\) {2}online[\s\S]*run: told .*running[\s\S]*incoming +3\n/);
    expect(await json("stats", "told")).toMatchObject([
      { stats: { incoming: "3" }, run: { kind: "counter" }, mailbox: { presence: "PRESENCE_ONLINE" } },
    ]);
  });
});

describe("a call", () => {
  beforeAll(async () => {
    await launchCounter("called");
  });

  it("takes JSON and text, and shows results as they are", async () => {
    expect(await out("call", "called", "echo", "word")).toBe("word\n");
    expect(await out("call", "called", "echo", "9007199254740993")).toBe("9007199254740993\n");
    expect(await out("call", "called", "echo", '{"a":[1,null]}')).toBe('{\n  "a": [\n    1,\n    null\n  ]\n}\n');
    expect(await out("call", "called", "echo", "a\u001b[31mb")).toBe("a [31mb\n");
    expect(await json("call", "called", "echo", "1", "two")).toEqual([{ result: [1, "two"] }]);
    expect(await json("call", "called", "echo")).toEqual([{ result: [] }]);
  });

  it("streams partial results, then the result", async () => {
    expect(await out("call", "called", "upTo", "3", "--stream")).toBe("1\n2\n3\n3 in all\n");
    expect(await json("call", "called", "upTo", "2", "--stream")).toEqual([{ part: 1 }, { part: 2 }, { result: "2 in all" }]);
    const many = (await out("call", "called", "upTo", "5000", "--stream")).trimEnd().split("\n");
    expect(many.length).toBe(5_001);
    expect(many.at(-2)).toBe("5000");
  });

  it("exits with 1 when the agent fails", async () => {
    const failed = await run("call", "called", "fail", "out of range");
    expect(failed).toMatchObject({ code: 1, out: "" });
    expect(failed.err).toMatch(/^the agent failed: RangeError: out of range\n/);
    expect(await run("call", "called", "fail", "x", "--json")).toMatchObject({
      code: 1,
      err: "",
      out: expect.stringContaining('{"failure":{"type":"RangeError"'),
    });
  });

  it("exits with 3 when it cannot be made, and the server keeps serving", async () => {
    expect(await run("call", "called", "bogus")).toMatchObject({ code: 3, err: expect.stringContaining("(ACTION_NOT_FOUND)") });
    expect(await run("call", "called", "increment", "--kwargs", '{"bogus": 1}')).toMatchObject({
      code: 3,
      err: expect.stringContaining("(INVALID_ARGUMENTS)"),
    });
    const large = "x".repeat(100_000);
    const many = Array.from({ length: 11 }, () => large);
    expect(await run("call", "called", "echo", ...many)).toMatchObject({ code: 3, err: expect.stringContaining("(MESSAGE_TOO_LARGE)") });
    expect(await out("call", "called", "echo", "1")).toBe("1\n");
  });

  it("exits with 124 when time is over first", async () => {
    expect(await run("call", "called", "sleep", "60000", "--timeout", "300ms")).toMatchObject({
      code: 124,
      out: "",
      err: expect.stringContaining("(EXPIRED)"),
    });
  });

  it.each([[[]], [["--stream"]]])("is cancelled by an interrupt (%j)", async (flags) => {
    const before = Number(await out("call", "called", "cancelled"));
    const call = start("call", "called", "sleep", "60000", ...flags);
    await expect.poll(() => json("stats", "called"), { timeout: 60_000 }).toMatchObject([{ stats: { inProgress: "1" } }]);
    call.signal("SIGINT");
    expect(await call.ended).toEqual({ code: 130, out: "", err: "" });
    await expect.poll(() => out("call", "called", "cancelled"), { timeout: 60_000 }).toBe(`${before + 1}\n`);
  });
});

describe("a wait", () => {
  it("tells each run as it ends, and exits with 1 when one failed", async () => {
    await launchCounter("well");
    const waiting = start("wait", "well", "unwell");
    await waiting.ended.then(({ code, err }) =>
      expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining("NOT_LAUNCHED_HERE") }),
    );
    await run("launch", "failing", "--executor", "command", "--name", "unwell", "--retries", "1");
    const both = start("wait", "well", "unwell");
    await both.saw(/unwell \([0-9a-f]{8}\) {2}failed after 2 attempts: HostExited: .*\n/);
    await out("shutdown", "well");
    const { code, out: told } = await both.ended;
    expect(code).toBe(1);
    expect(told).toContain("    out of luck\n");
    expect(told.trimEnd().split("\n").at(-1)).toMatch(/^well \([0-9a-f]{8}\) {2}succeeded$/);
  });

  it("ends with the first, or the first that failed", async () => {
    await launchCounter("steady");
    await run("launch", "failing", "--executor", "command", "--name", "first");
    expect(await run("wait", "steady", "first", "--first")).toMatchObject({ code: 1, out: expect.stringContaining("first (") });
    expect(await run("wait", "steady", "first", "--first-exception")).toMatchObject({ code: 1, out: expect.stringContaining("first (") });
    expect(await run("wait", "steady", "--first", "--first-exception")).toMatchObject({ code: 2, err: expect.stringContaining("(USAGE)") });
  });

  it("exits with 124 and names who is pending when time is over first", async () => {
    await launchCounter("endless");
    expect(await run("wait", "endless", "--timeout", "200ms")).toMatchObject({
      code: 124,
      out: "",
      err: expect.stringMatching(/^time is over; pending: endless \(/),
    });
    const told = await json("wait", "endless", "--timeout", "200ms");
    expect(told).toMatchObject([{ end: { reason: "WAIT_END_REASON_TIMED_OUT", pending: [{ name: "endless" }] } }]);
  });

  it("is left quietly by an interrupt", async () => {
    await launchCounter("left");
    await run("launch", "failing", "--executor", "command", "--name", "over");
    const waiting = start("wait", "over", "left");
    await waiting.saw(/over .* failed.*\n/);
    waiting.signal("SIGINT");
    expect(await waiting.ended).toMatchObject({ code: 130, err: "" });
    expect(await out("call", "left", "echo", "1")).toBe("1\n");
  });
});

describe("what cannot be launched", () => {
  it.each([
    [["bogus"], "KIND_NOT_FOUND"],
    [["counter", "--executor", "bogus"], "EXECUTOR_NOT_FOUND"],
    [["counter", "--manager", "bogus"], "MANAGER_NOT_FOUND"],
  ])("%j is refused: %s; the server keeps serving", async (args, reason) => {
    const refused = await run("launch", ...args);
    expect(refused).toMatchObject({ code: 3, out: "" });
    expect(refused.err).toMatch(new RegExp(`^lyceum: [^\\n]+ \\(${reason}\\)\\n$`));
    await out("stats");
  });

  it.each([
    ["broken", "inline", "this module does not load"],
    ["broken", "processes", "this module does not load"],
    ["absent", "command", "/no/such/program"],
  ])("%s on %s fails, and its wait says why", async (kind, executor, why) => {
    await run("launch", kind, "--executor", executor, "--name", `${kind}-${executor}`);
    expect(await run("wait", `${kind}-${executor}`)).toMatchObject({ code: 1, out: expect.stringContaining(why) });
    await out("stats");
  });

  it("a name that means several agents is none", async () => {
    await launchCounter("twin");
    await launchCounter("twin");
    for (const args of [
      ["call", "twin", "increment"],
      ["wait", "twin"],
      ["shutdown", "twin"],
      ["describe", "twin"],
    ]) {
      expect(await run(...args)).toMatchObject({
        code: 2,
        out: "",
        err: expect.stringMatching(/"twin" names 2 agents: say which by uid .*\(AMBIGUOUS_NAME\)\n$/),
      });
    }
  });
});

it("lists what nobody took, and sends it again", async () => {
  const [launched] = (await json("launch", "counter", "--executor", "external", "--name", "away")) as [{ runToken: string }];
  expect(launched.runToken).not.toBe("");
  expect(await out("dead-letters", "away", "--json")).toBe("[]\n");
  expect(await run("call", "away", "increment", "--timeout", "100ms")).toMatchObject({ code: 124 });
  expect(await out("dead-letters", "away")).toMatch(
    /^ID +WHY +AGE +DELIVERED +KIND +ACTION +FROM\n\d+ +expired .* action +increment +lyceum/,
  );
  expect(await out("dead-letters", "away", "--requeue")).toMatch(/^1 sent to away/);
  expect(await run("dead-letters", "away", "--requeue", "123456")).toMatchObject({
    code: 3,
    err: expect.stringContaining("DEAD_LETTER_NOT_FOUND"),
  });
});

it("watches runs as they change, until it is interrupted", async () => {
  const watching = start("ps", "--watch");
  await watching.saw(/AGENT/);
  await launchCounter("watched");
  await watching.saw(/watched \([0-9a-f]{8}\) {2}running\n/);
  await out("shutdown", "watched");
  await watching.saw(/\d\d:\d\d:\d\d {2}watched \([0-9a-f]{8}\) {2}succeeded\n/);
  watching.signal("SIGINT");
  expect(await watching.ended).toMatchObject({ code: 130, err: "" });
});

it("waits on through a restart of the server", async () => {
  const flags = ["--log", "silent", "--agents", AGENTS, COMMANDS, "--data", "kept-data"];
  const first = await CliServer.start(flags, { cwd: folder });
  const env = { LYCEUM_URL: first.url, LYCEUM_DATA: "kept-data" };
  await runCli(["launch", "counter", "--name", "survivor"], { cwd: folder, env });
  expect(await runCli(["call", "survivor", "increment"], { cwd: folder, env })).toMatchObject({ code: 0, out: "1\n" });
  await runCli(["launch", "failing", "--executor", "command", "--name", "early"], { cwd: folder, env });
  const waiting = new CliProcess(["wait", "early", "survivor"], { cwd: folder, env });
  await waiting.saw(/early .* failed.*\n/);
  first.process.signal("SIGTERM");
  await first.process.ended;
  await waiting.saw(/asking again/);
  await using second = await CliServer.start([...flags, "--listen", first.url.slice("http://".length)], { cwd: folder });
  expect(second.url).toBe(first.url);
  await runCli(["shutdown", "survivor"], { cwd: folder, env });
  expect(await waiting.ended).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^early [^\n]+\n[^\n]+\n {4}out of luck\nsurvivor \([0-9a-f]{8}\) {2}succeeded after 2 attempts\n$/),
  });
});
