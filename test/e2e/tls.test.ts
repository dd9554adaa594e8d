import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Certificates } from "../support/certificates.ts";
import { CliServer, runCli } from "../support/cli.ts";

const AGENTS = fileURLToPath(new URL("../fixtures/agents", import.meta.url));
const COMMANDS = fileURLToPath(new URL("../fixtures/commands", import.meta.url));

// Each command is a process of its own, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let certificates: Certificates;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyceum-tls-e2e-"));
  certificates = new Certificates();
});

afterEach(async () => {
  certificates[Symbol.dispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("a server with TLS", () => {
  it("is called by the command line with an authority, and by hosts in processes, threads and commands", async () => {
    const authority = certificates.authority("lab");
    const { cert, key } = certificates.issue(authority, "server");
    const flags = ["--store", "memory", "--log", "warn", "--agents", AGENTS, COMMANDS];
    const tls = ["--tls-cert", cert, "--tls-key", key, "--tls-ca", authority.cert];
    await using server = await CliServer.start([...flags, ...tls], { cwd: folder });
    expect(server.url).toMatch(/^https:/);
    const run = (args: string[], env = {}) => runCli(args, { cwd: folder, env: { LYCEUM_URL: server.url, ...env } });
    for (const executor of ["processes", "threads"]) {
      expect(await run(["launch", "counter", "--executor", executor, "--name", executor, "--tls-ca", authority.cert])).toMatchObject({
        err: "",
        code: 0,
      });
      expect(await run(["call", executor, "increment"], { LYCEUM_TLS_CA: authority.cert })).toMatchObject({ out: "1\n", code: 0 });
    }
    expect(await run(["ps"])).toMatchObject({ code: 3, err: expect.stringContaining("UNREACHABLE") });
    expect(await run(["ps", "--tls-ca", "nowhere.pem"])).toMatchObject({ code: 2, err: expect.stringContaining("TLS_FILE_UNREADABLE") });
  });

  it("asks its callers, hosts too, for certificates where that is said", async () => {
    const authority = certificates.authority("lab");
    const { cert, key } = certificates.issue(authority, "server");
    const own = certificates.issue(authority, "caller");
    const config = join(folder, "lyceum.yaml");
    const hosts = certificates.issue(authority, "host");
    await writeFile(
      config,
      `tls: {cert: ${cert}, key: ${key}, clientCa: ${authority.cert}, hosts: {ca: ${authority.cert}, cert: ${hosts.cert}, key: ${hosts.key}}}\n`,
    );
    await using server = await CliServer.start(["--config", config, "--store", "memory", "--log", "warn", "--agents", AGENTS], {
      cwd: folder,
    });
    const run = (...args: string[]) => runCli(args, { cwd: folder, env: { LYCEUM_URL: server.url, LYCEUM_TLS_CA: authority.cert } });
    const shown = ["--tls-cert", own.cert, "--tls-key", own.key];
    expect(await run("launch", "counter", "--executor", "processes", "--name", "far", ...shown)).toMatchObject({ err: "", code: 0 });
    expect(await run("call", "far", "increment", ...shown)).toMatchObject({ out: "1\n", code: 0 });
    expect(await run("ps")).toMatchObject({ code: 3, err: expect.stringContaining("UNREACHABLE") });
  });
});
