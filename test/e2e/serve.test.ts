import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { statusDetails } from "../support/status.ts";

const SERVE = new URL("../support/serve-process.ts", import.meta.url).pathname;
const EPHEMERAL = ["--listen", "127.0.0.1:0", "--web", "127.0.0.1:0"];

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lyceum-serve-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
  /** All that it wrote to standard error. */
  readonly log: () => string;
}

function start(args: readonly string[], env: Record<string, string> = {}): { child: ChildProcess; out: () => string; log: () => string } {
  const child = spawn(process.execPath, [SERVE, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", LYCEUM_LOG: "info", ...env },
  });
  children.push(child);
  let out = "";
  let log = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  return { child, out: () => out, log: () => log };
}

async function serve(args: readonly string[] = EPHEMERAL): Promise<Served> {
  const { child, out, log } = start(args);
  while (!out().includes("its token is in")) {
    if (child.exitCode !== null) throw new Error(`it ended: ${log()}`);
    await Promise.race([once(child.stdout!, "data"), once(child, "exit")]);
  }
  const url = /gRPC at (\S+?),? /.exec(out())![1]!;
  return { child, url, token: readFileSync(join(folder, "lyceum-data", "token"), "utf8").trim(), log };
}

async function refusal(args: readonly string[], env?: Record<string, string>): Promise<{ code: number; line: string }> {
  const { child, log } = start(args, env);
  const [code] = (await once(child, "close")) as [number];
  const lines = log().trim().split("\n");
  expect(lines).toHaveLength(1);
  return { code, line: lines[0]! };
}

describe("serving", () => {
  it("serves with a token for its owner's eyes alone, and goes on with what a server before it kept", async () => {
    const first = await serve();
    expect(statSync(join(folder, "lyceum-data", "token")).mode & 0o777).toBe(0o600);
    const client = protoClient(first.url, "ExchangeService");
    expect(statusDetails(await unary(client, "RegisterUser", { uid: "ada" }).catch((each) => each)).reason).toBe("TOKEN_MISSING");
    const { registration } = await unary(client, "RegisterUser", { uid: "ada", name: "Ada" }, bearer(first.token));
    client.close();
    first.child.kill("SIGTERM");
    expect(await once(first.child, "exit")).toEqual([0, null]);

    const second = await serve();
    expect(second.token).toBe(first.token);
    const again = protoClient(second.url, "ExchangeService");
    const { mailbox } = await unary(again, "GetMailbox", { entity: registration.entity }, bearer(registration.token));
    expect(mailbox).toMatchObject({ status: "MAILBOX_STATUS_ACTIVE", entity: { uid: "ada", name: "Ada" } });
    again.close();
    second.child.kill("SIGINT");
    expect(await once(second.child, "exit")).toEqual([0, null]);
    for (const { log } of [first, second]) expect(log()).toMatch(/"msg":"stopped"}\n$/);
    for (const { log } of [first, second]) expect(log()).not.toMatch(/"level":"(warn|error|fatal)"/);
  });

  it("ends open streams with UNAVAILABLE at SIGTERM, and exits within the grace", async () => {
    const { child, url, token } = await serve();
    const client = protoClient(url, "ExchangeService");
    const { registration } = await unary(client, "RegisterUser", {}, bearer(token));
    const ended = (stream: Untyped) => new Promise<Untyped>((resolve) => stream.on("data", () => undefined).on("error", resolve));
    const listening = client.Listen({ token: registration.token }, bearer(token));
    const connected = client.Connect(bearer(token));
    const both = Promise.all([ended(listening), ended(connected)]);
    await Promise.all([once(listening, "data"), once(connected, "data")]);
    child.kill("SIGTERM");
    for (const error of await both) expect(statusDetails(error)).toMatchObject({ code: status.UNAVAILABLE, reason: "SERVER_DRAINING" });
    expect(await once(child, "exit")).toEqual([0, null]);
    client.close();
  });
});

describe("agents in the server's own process", () => {
  it("may leave a promise alone: that is logged as a bug, and the server goes on", async () => {
    const sdk = new URL("../../clients/typescript/src/index.ts", import.meta.url).pathname;
    const code = `
      import { Agent } from "${sdk}";
      export default class Careless extends Agent {
        static override readonly actions = { leave: {} };
        async leave() {
          void Promise.reject(new Error("left alone"));
          setImmediate(() => { void Promise.reject(new Error("left alone later")); });
          return "left";
        }
      }`;
    mkdirSync(join(folder, "agents"));
    writeFileSync(join(folder, "agents", "careless.ts"), code);
    const { child, url, token, log } = await serve([...EPHEMERAL, "--agents", "agents"]);
    const [manager, agents] = [protoClient(url, "ManagerService"), protoClient(url, "AgentService")];
    const { launched } = await unary(manager, "Launch", { spec: { kind: "careless", executor: "inline" } }, bearer(token));
    const invoke = () => unary(agents, "Invoke", { agent: launched.run.agent, action: "leave" }, bearer(token));
    expect((await invoke()).result.data.toString()).toBe('"left"');
    expect((await invoke()).result.data.toString()).toBe('"left"');
    manager.close();
    agents.close();
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    const bugs = log()
      .split("\n")
      .filter((line) => line.includes('"level":"error"'));
    expect(bugs.map((line) => JSON.parse(line).err.message)).toEqual(["left alone", "left alone later", "left alone", "left alone later"]);
  });
});

describe("what keeps it from starting", () => {
  it("is a port in use: one sentence, exit code 1", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const grpc = await refusal(["--listen", `127.0.0.1:${port}`, "--web", "off"]);
    expect(grpc).toEqual({
      code: 1,
      line: expect.stringContaining(
        `port ${port} of 127.0.0.1 is in use: stop what uses it, or choose another by --listen (address_in_use)`,
      ),
    });
    const web = await refusal(["--listen", "127.0.0.1:0", "--web", `127.0.0.1:${port}`]);
    expect(web).toEqual({ code: 1, line: expect.stringContaining("choose another by --web (address_in_use)") });
    taken.close();
  });

  it("is an address that is not of this machine", async () => {
    expect(await refusal(["--listen", "192.0.2.1:0", "--web", "off"], { LYCEUM_INSECURE: "on" })).toEqual({
      code: 1,
      line: expect.stringContaining("(address_unusable)"),
    });
  });

  it("is a data folder that is a file, or one that another server uses", async () => {
    writeFileSync(join(folder, "file"), "");
    expect(await refusal([...EPHEMERAL, "--data", "file"])).toEqual({ code: 1, line: expect.stringContaining("(data_folder_unusable)") });
    await serve();
    expect(await refusal(EPHEMERAL)).toEqual({ code: 1, line: expect.stringContaining("another server uses the data folder") });
  });

  it("is a store that a newer server wrote", async () => {
    const first = await serve();
    first.child.kill("SIGTERM");
    await once(first.child, "exit");
    const database = new DatabaseSync(join(folder, "lyceum-data", "lyceum.db"));
    database.exec("PRAGMA user_version = 999");
    database.close();
    expect(await refusal(EPHEMERAL)).toEqual({ code: 1, line: expect.stringContaining("run the newer server that wrote it") });
  });

  it("is a configuration that is wrong: exit code 2", { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, "bad.yaml"), "listn: here\n");
    expect(await refusal(["--config", "bad.yaml"])).toEqual({ code: 2, line: expect.stringContaining("listn") });
    expect(await refusal([...EPHEMERAL, "--agents", "nowhere"])).toEqual({ code: 2, line: expect.stringContaining("(bad_catalogue)") });
    for (const environment of [{ LYCEUM_AUTH: "off" }, {}]) {
      expect(await refusal(["--listen", "0.0.0.0:0"], environment)).toEqual({
        code: 2,
        line: expect.stringContaining("(insecure_listen)"),
      });
    }
  });
});
