import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtInTemplates, type Config, type ConfigFlags, loadConfig } from "../../src/config.ts";
import { DEFAULT_LIMITS } from "../../src/core/limits.ts";
import { StartError } from "../../src/start-error.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lyceum-config-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Given {
  readonly flags?: ConfigFlags;
  readonly env?: Record<string, string>;
  readonly file?: string;
}

function load({ flags = {}, env = {}, file }: Given): Config {
  if (file !== undefined) writeFileSync(join(folder, "lyceum.yaml"), file);
  const config = file === undefined ? {} : { config: "lyceum.yaml" };
  return loadConfig({ flags: { ...config, ...flags }, env, cwd: folder, terminal: false });
}

function refused(given: Given): StartError {
  try {
    load(given);
  } catch (error) {
    if (error instanceof StartError) return error;
    throw error;
  }
  throw new Error("the configuration was taken");
}

describe("defaults", () => {
  it("listens on loopback, with credentials, SQLite, and the documented limits", () => {
    expect(load({})).toEqual({
      listen: { host: "127.0.0.1", port: 50_051 },
      web: { host: "127.0.0.1", port: 8_080 },
      webHosts: [],
      webOrigins: [],
      dataFolder: join(folder, "lyceum-data"),
      store: "sqlite",
      agentFolders: [],
      auth: true,
      tokenFile: join(folder, "lyceum-data", "token"),
      accounts: undefined,
      issuers: [],
      quotaOf: expect.any(Function),
      entityTokenMs: 3_600_000,
      audit: join(folder, "lyceum-data", "audit.log"),
      tls: undefined,
      insecure: false,
      reflection: false,
      log: { level: "info", format: "json" },
      graceMs: 10_000,
      onStop: "drain",
      limits: DEFAULT_LIMITS,
      executors: builtInTemplates(),
      defaultExecutor: "inline",
    });
  });

  it("has a template for each driver", () => {
    expect(builtInTemplates(4)).toEqual([
      { name: "inline", driver: "inline" },
      { name: "threads", driver: "threads", places: 8, warm: 1 },
      { name: "processes", driver: "processes", places: 8, warm: 1 },
      { name: "command", driver: "command", places: 16 },
      { name: "external", driver: "external" },
    ]);
  });
});

describe("sources", () => {
  it("takes flags over the environment, it over the file", () => {
    const file = "listen: 127.0.0.1:1\nstore: memory\ngrace: 1m\nlog: {level: warn}\n";
    const env = { LYCEUM_LISTEN: "127.0.0.1:2", LYCEUM_STORE: "sqlite", LYCEUM_LOG: "debug" };
    const config = load({ file, env, flags: { listen: "[::1]:3" } });
    expect(config).toMatchObject({ listen: { host: "::1", port: 3 }, store: "sqlite", graceMs: 60_000, log: { level: "debug" } });
  });

  it("resolves paths of the file from its folder, those of flags and environment from where it runs", () => {
    const file = "agents: [agents]\ndata: kept\nexecutors: {threads: {driver: threads, initModule: init.ts}}\n";
    writeFileSync(join(folder, "lyceum.yaml"), file);
    const config = loadConfig({ flags: { config: join(folder, "lyceum.yaml") }, env: {}, cwd: "/elsewhere", terminal: true });
    expect(config.agentFolders).toEqual([join(folder, "agents")]);
    expect(config.tokenFile).toBe(join(folder, "kept", "token"));
    expect(config.executors.find((each) => each.name === "threads")).toEqual({
      name: "threads",
      driver: "threads",
      initModule: join(folder, "init.ts"),
    });
    expect(config.log.format).toBe("text");
    expect(load({ file, env: { LYCEUM_AGENTS: "a:/b" } }).agentFolders).toEqual([join(folder, "a"), "/b"]);
  });

  it("lets the file add and redefine templates, set limits and turn the web front off", () => {
    const file =
      "web: {listen: off}\nlimits: {maxBatch: 5}\ndefaultExecutor: gpu\nexecutors: {gpu: {driver: command, places: 2}, inline: {driver: inline, places: 9}}\n";
    const config = load({ file });
    expect(config.web).toBeUndefined();
    expect(config.limits).toEqual({ ...DEFAULT_LIMITS, maxBatch: 5 });
    expect(config.defaultExecutor).toBe("gpu");
    expect(config.executors.map(({ name, places }) => [name, places])).toEqual(
      expect.arrayContaining([
        ["gpu", 2],
        ["inline", 9],
      ]),
    );
    expect(load({ flags: { web: "off" } }).web).toBeUndefined();
    expect(load({ file, flags: { web: "127.0.0.1:81" } }).web).toEqual({ host: "127.0.0.1", port: 81 });
  });

  it("takes an empty file", () => {
    expect(load({ file: "# nothing yet\n" }).store).toBe("sqlite");
  });
});

describe("refusals", () => {
  it.each<[string, Given, string]>([
    ["an unknown key", { file: "sotre: memory\n" }, "sotre"],
    ["a wrong value in the file", { file: "limits: {maxBatch: many}\n" }, "limits.maxBatch is wrong"],
    ["a wrong driver", { file: "executors: {gpu: {driver: slurm}}\n" }, "executors.gpu.driver is wrong"],
    ["a wrong variable", { env: { LYCEUM_STORE: "redis" } }, "in the environment LYCEUM_STORE is wrong"],
    ["a wrong flag", { flags: { logLevel: "loud" } }, "in the command line --log is wrong"],
    ["a wrong duration", { flags: { grace: "soon" } }, "write a duration such as 500ms, 10s, 2m or 1h"],
    ["a wrong address", { flags: { listen: "50051" } }, "write host:port"],
    ["a port out of range", { flags: { listen: "127.0.0.1:70000" } }, "write host:port"],
    ["no YAML", { file: "a: [" }, "cannot be read"],
    [
      "a default that is no template",
      { file: "defaultExecutor: gpu\n" },
      "defaultExecutor names no executor template: write one of inline, threads",
    ],
    ["a file that is not there", { flags: { config: "nowhere.yaml" } }, "nowhere.yaml cannot be read"],
  ])("refuses %s in one sentence", (_what, given, says) => {
    const error = refused(given);
    expect(error.message).toContain(says);
    expect(error.message).not.toContain("\n");
    expect(error).toMatchObject({ reason: "bad_config", exitCode: 2 });
  });

  const tls = { tlsCert: "cert.pem", tlsKey: "key.pem" };

  it("refuses to listen past loopback without credentials, on either front, unless that is said", () => {
    for (const flags of [{ listen: "0.0.0.0:50051" }, { web: "0.0.0.0:8080" }, { listen: "lab.example:50051" }, { listen: "[::]:1" }]) {
      const error = refused({ flags: { ...flags, ...tls, auth: false } });
      expect(error).toMatchObject({ reason: "insecure_listen", exitCode: 2 });
      expect(error.message).toContain("without credentials");
      expect(load({ flags: { ...flags, auth: false, insecure: true } }).insecure).toBe(true);
      expect(load({ flags: { ...flags, ...tls } }).auth).toBe(true);
    }
    expect(load({ flags: { auth: false, listen: "localhost:1", web: "[::1]:2" } }).auth).toBe(false);
  });

  it("refuses to listen past loopback without TLS, on either front, unless that is said", () => {
    for (const flags of [{ listen: "0.0.0.0:50051" }, { web: "0.0.0.0:8080" }]) {
      const error = refused({ flags });
      expect(error).toMatchObject({ reason: "insecure_listen", exitCode: 2 });
      expect(error.message).toContain("without TLS");
      expect(load({ flags: { ...flags, insecure: true } }).tls).toBeUndefined();
    }
  });

  it("wants certificate and key together, and never gives hosts the server's own key", () => {
    expect(refused({ flags: { tlsCert: "cert.pem" } }).message).toContain("both --tls-cert and --tls-key");
    expect(refused({ flags: { tlsClientCa: "ca.pem" } }).message).toContain("both --tls-cert and --tls-key");
    expect(refused({ file: "tls: {cert: c, key: k, hosts: {cert: c}}\n" }).message).toContain("tls.hosts.key");
    expect(refused({ file: "tls: {cert: c, key: k, hosts: {cert: c, key: k}}\n" }).message).toContain("of their own");
  });

  it("reads TLS from file, environment and flags", () => {
    const file = "tls: {cert: c.pem, key: k.pem, hosts: {url: 'https://lab.example:50051', ca: ca.pem}}\n";
    const hosts = { url: "https://lab.example:50051", ca: join(folder, "ca.pem") };
    expect(load({ file }).tls).toEqual({ cert: join(folder, "c.pem"), key: join(folder, "k.pem"), hosts });
    const env = { LYCEUM_TLS_CLIENT_CA: "clients.pem", LYCEUM_TLS_CA: "/other.pem" };
    expect(load({ file, env, flags: { tlsCert: "new.pem" } }).tls).toEqual({
      cert: join(folder, "new.pem"),
      key: join(folder, "k.pem"),
      clientCa: join(folder, "clients.pem"),
      hosts: { ...hosts, ca: "/other.pem" },
    });
    // A client's own settings in the environment do not turn TLS on.
    expect(load({ env: { LYCEUM_TLS_CA: "/ca.pem" } }).tls).toBeUndefined();
  });

  it("tells its services to anybody only where authentication is off, or that is said", () => {
    expect(load({ flags: { auth: false } }).reflection).toBe(true);
    expect(load({ file: "reflection: true\n" }).reflection).toBe(true);
  });
});

describe("who is known", () => {
  const issuer = "issuers: {campus: {issuer: 'https://id.example/realms/lab', audience: lyceum}}\n";

  it("reads the file of accounts, and issuers with what they leave open", () => {
    const config = load({ file: `accounts: accounts.yaml\n${issuer}` });
    expect(config.accounts).toBe(join(folder, "accounts.yaml"));
    expect(load({ env: { LYCEUM_ACCOUNTS: "/etc/accounts.yaml" } }).accounts).toBe("/etc/accounts.yaml");
    expect(config.issuers).toEqual([
      {
        name: "campus",
        issuer: "https://id.example/realms/lab",
        audience: ["lyceum"],
        algorithms: expect.arrayContaining(["RS256", "ES256", "EdDSA"]),
        clockSkewMs: 30_000,
        claims: { subject: "sub", role: "lyceum_role", namespaces: "lyceum_namespaces", groups: "groups" },
      },
    ]);
  });

  it.each<[string, string, string]>([
    ["an issuer without TLS", issuer.replace("https", "http"), "write an https address"],
    ["an issuer whose tokens may be for anybody", "issuers: {campus: {issuer: 'https://id.example'}}", "issuers.campus.audience is wrong"],
    ["an algorithm with a shared secret", issuer.replace("lyceum}", "lyceum, algorithms: [HS256]}"), "issuers.campus.algorithms"],
    ["clocks that differ too much", issuer.replace("lyceum}", "lyceum, clockSkew: 1h}"), "must be at most 5m"],
    ["operators by default", issuer.replace("lyceum}", "lyceum, defaultRole: operator}"), "issuers.campus.defaultRole is wrong"],
    ["accounts without authentication", "auth: false\naccounts: accounts.yaml", "no use without authentication"],
    ["issuers without authentication", `auth: false\n${issuer}`, "no use without authentication"],
    ["a malformed namespace", "quotas: {namespaces: {a/b: {runs: 1}}}", "quotas.namespaces"],
  ])("refuses %s", (_what, file, says) => {
    expect(refused({ file }).message).toContain(says);
  });

  it("gives a namespace its own bounds, and those of all for the rest", () => {
    const { quotaOf } = load({ file: "quotas: {default: {mailboxes: 9, runs: 5}, namespaces: {lab: {runs: 50, storedBytes: 1000}}}\n" });
    expect(quotaOf("home")).toEqual({ mailboxes: 9, runs: 5 });
    expect(quotaOf("lab")).toEqual({ mailboxes: 9, runs: 50, storedBytes: 1_000 });
    expect(load({}).quotaOf("lab")).toEqual({});
  });

  it("writes the audit where it is told, or not at all", () => {
    expect(load({ flags: { audit: "who.log" } }).audit).toBe(join(folder, "who.log"));
    expect(load({ file: "audit: off\n" }).audit).toBeUndefined();
    expect(load({ file: "audit: who.log\nentityTokens: 10m\n" })).toMatchObject({ audit: join(folder, "who.log"), entityTokenMs: 600_000 });
  });
});
