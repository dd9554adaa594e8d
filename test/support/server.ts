import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import { type App, startApp } from "../../src/app.ts";
import { builtInTemplates, type Config } from "../../src/config.ts";
import { DEFAULT_LIMITS } from "../../src/core/limits.ts";
import { NO_QUOTA } from "../../src/core/quota.ts";
import type { Stores } from "../../src/data-folder.ts";
import { makeLog } from "../../src/rpc/log.ts";

/** What a test may choose of the configuration; ports are the system's choice, the folder is new and goes with the server. */
export type ServerOptions = Partial<Omit<Config, "limits">> & { readonly limits?: Partial<Config["limits"]> };

/** A whole server in this process. */
export interface TestServer extends AsyncDisposable {
  readonly grpcUrl: string;
  readonly webUrl: string;
  /** The operator's credential; empty where authentication is off. */
  readonly token: string;
  readonly config: Config;
  readonly app: App;
}

/** Starts a server on free ports, with a memory store unless told otherwise. `await using` it, or dispose of it. */
export async function startServer(options: ServerOptions = {}, log?: Logger, stores?: Stores): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "lyceum-test-"));
  const dataFolder = options.dataFolder ?? join(folder, "data");
  const config: Config = {
    listen: { host: "127.0.0.1", port: 0 },
    web: { host: "127.0.0.1", port: 0 },
    webHosts: [],
    webOrigins: [],
    store: "memory",
    agentFolders: [],
    auth: true,
    tokenFile: join(dataFolder, "token"),
    accounts: undefined,
    issuers: [],
    entityTokenMs: 3_600_000,
    quotaOf: NO_QUOTA,
    audit: undefined,
    tls: undefined,
    insecure: false,
    reflection: false,
    log: { level: (process.env.LYCEUM_LOG as Config["log"]["level"] | undefined) ?? "silent", format: "text" },
    graceMs: 5_000,
    onStop: "drain",
    // No warm hosts: few tests need them, and each costs a start.
    executors: builtInTemplates(2).map(({ warm: _, ...template }) => template),
    defaultExecutor: "inline",
    ...options,
    dataFolder,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  };
  const app = await startApp(config, log ?? makeLog(config.log), stores).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    grpcUrl: app.grpcUrl,
    webUrl: app.webUrl ?? "",
    token: app.tokenFile === undefined ? "" : (await readFile(app.tokenFile, "utf8")).trim(),
    config,
    app,
    async [Symbol.asyncDispose]() {
      await app.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
