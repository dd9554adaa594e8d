import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";
import { issuersOf, quotaOf } from "./config-auth.ts";
import { assertSafe } from "./config-safety.ts";
import { type Address, fileSchema, overrideSchema } from "./config-schema.ts";
import { mergeTls, type SaidTls, type TlsConfig } from "./config-tls.ts";
import type { ExecutorTemplate } from "./core/executor.ts";
import { DEFAULT_LIMITS, type Limits } from "./core/limits.ts";
import type { QuotaOf } from "./core/quota.ts";
import type { IssuerConfig } from "./rpc/jwt-issuer.ts";
import type { LogOptions } from "./rpc/log.ts";
import { ENTITY_TOKEN_MS } from "./rpc/tokens.ts";
import { StartError } from "./start-error.ts";

/** All that the operator decides. */
export interface Config {
  /** Where the gRPC front listens. Default 127.0.0.1:50051. */
  readonly listen: Address;
  /** Where the web front listens; absent means it is off. Default 127.0.0.1:8080. */
  readonly web: Address | undefined;
  /** Host names that the web front answers to, beside localhost and addresses. Default none. */
  readonly webHosts: readonly string[];
  /** Origins of pages that may call the web front, beside its own. Default none. */
  readonly webOrigins: readonly string[];
  /** Folder for the store, the token and what hosts leave behind. Default `lyceum-data` in the working directory. */
  readonly dataFolder: string;
  /** Default `sqlite`. */
  readonly store: "sqlite" | "memory";
  /** Folders of agent kinds. Default none. */
  readonly agentFolders: readonly string[];
  /** Whether calls need a credential. Default true. */
  readonly auth: boolean;
  /** File with the server's own token, made if need be. Default `token` in the data folder. */
  readonly tokenFile: string;
  /** File of named accounts and their tokens. Default none. */
  readonly accounts: string | undefined;
  /** Issuers of JWTs that are trusted. Default none. */
  readonly issuers: readonly IssuerConfig[];
  /** How long entity tokens are good for. Default 1 h. */
  readonly entityTokenMs: number;
  /** What a namespace may have at most. Default no bounds. */
  readonly quotaOf: QuotaOf;
  /** Where decisions about who may do what are written down; absent where that is off. Default `audit.log` in the data folder. */
  readonly audit: string | undefined;
  /** Absent means that both fronts are plaintext. Default absent. */
  readonly tls: TlsConfig | undefined;
  /** Whether it may listen past loopback without credentials, or without TLS. Default false. */
  readonly insecure: boolean;
  /** Whether anybody may ask the gRPC front what its services are. Default where authentication is off. */
  readonly reflection: boolean;
  /** Default level `info`; format `text` on a terminal, `json` elsewhere. */
  readonly log: LogOptions;
  /** How long a stop may take before what is left is cut. Default 10 s. */
  readonly graceMs: number;
  /**
   * What a stop does to agents: `drain` asks all to end, and they are made again at the next start; `leave` lets hosts
   * that can outlive the server (`processes`, `command`, `external`) go on. Default `drain`.
   */
  readonly onStop: "drain" | "leave";
  /** Default `DEFAULT_LIMITS`. */
  readonly limits: Limits;
  /** The built-in templates, and what the file adds or redefines. */
  readonly executors: readonly ExecutorTemplate[];
  /** Executor of the server's own manager. Default `inline`. */
  readonly defaultExecutor: string;
}

/** What the command line says, as text; absent means not said. */
export interface ConfigFlags {
  readonly config?: string | undefined;
  readonly listen?: string | undefined;
  readonly web?: string | undefined;
  readonly data?: string | undefined;
  readonly store?: string | undefined;
  readonly agents?: readonly string[] | undefined;
  readonly auth?: boolean | undefined;
  readonly tokenFile?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsClientCa?: string | undefined;
  readonly tlsCa?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly accounts?: string | undefined;
  readonly audit?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly logFormat?: string | undefined;
  readonly grace?: string | undefined;
  readonly onStop?: string | undefined;
}

/** Where a configuration is read from. */
export interface ConfigSources {
  readonly flags: ConfigFlags;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative paths of flags and environment start from it. */
  readonly cwd: string;
  /** Whether the log goes to a terminal. */
  readonly terminal: boolean;
}

type File = z.output<typeof fileSchema>;
type Overrides = z.output<typeof overrideSchema>;

/** Variables of the environment, by what they override. `LYCEUM_AGENTS` lists folders as PATH does. */
const variables: Readonly<Record<keyof Overrides, string>> = {
  listen: "LYCEUM_LISTEN",
  web: "LYCEUM_WEB",
  data: "LYCEUM_DATA",
  store: "LYCEUM_STORE",
  agents: "LYCEUM_AGENTS",
  auth: "LYCEUM_AUTH",
  tokenFile: "LYCEUM_TOKEN_FILE",
  tlsCert: "LYCEUM_TLS_CERT",
  tlsKey: "LYCEUM_TLS_KEY",
  tlsClientCa: "LYCEUM_TLS_CLIENT_CA",
  tlsCa: "LYCEUM_TLS_CA",
  insecure: "LYCEUM_INSECURE",
  accounts: "LYCEUM_ACCOUNTS",
  audit: "LYCEUM_AUDIT",
  logLevel: "LYCEUM_LOG",
  logFormat: "LYCEUM_LOG_FORMAT",
  grace: "LYCEUM_GRACE",
  onStop: "LYCEUM_ON_STOP",
};

/**
 * Reads the configuration: flags win over the environment, it over the file, it over the defaults.
 * @throws StartError bad_config, insecure_listen.
 */
export function loadConfig(sources: ConfigSources): Config {
  const { flags, env, cwd } = sources;
  const { config: path = env.LYCEUM_CONFIG, ...said } = flags;
  const file = path === undefined ? {} : readFile(resolve(cwd, path));
  const folder = path === undefined ? cwd : dirname(resolve(cwd, path));
  const fromEnv = validate(overrideSchema, readEnvironment(env), "the environment", (key) => variables[key as keyof Overrides]);
  const fromFlags = validate(overrideSchema, defined(said), "the command line", flagName);
  const config = merge({ file, folder, overrides: { ...fromEnv, ...fromFlags }, sources });
  assertSafe(config);
  return config;
}

interface MergeInit {
  readonly file: File;
  /** Relative paths of the file start from it. */
  readonly folder: string;
  readonly overrides: Overrides;
  readonly sources: ConfigSources;
}

function merge({ file, folder, overrides, sources }: MergeInit): Config {
  const path = (override: string | undefined, own: string | undefined, otherwise: string) =>
    override !== undefined ? resolve(sources.cwd, override) : own !== undefined ? resolve(folder, own) : otherwise;
  const dataFolder = path(overrides.data, file.data, resolve(sources.cwd, "lyceum-data"));
  const executors = templates(file, folder);
  const auth = overrides.auth ?? file.auth ?? true;
  return {
    listen: overrides.listen ?? file.listen ?? { host: "127.0.0.1", port: 50_051 },
    web:
      "web" in overrides
        ? overrides.web
        : file.web !== undefined && "listen" in file.web
          ? file.web.listen
          : { host: "127.0.0.1", port: 8_080 },
    webHosts: file.web?.hosts ?? [],
    webOrigins: file.web?.origins ?? [],
    dataFolder,
    store: overrides.store ?? file.store ?? "sqlite",
    agentFolders: overrides.agents?.map((each) => resolve(sources.cwd, each)) ?? file.agents?.map((each) => resolve(folder, each)) ?? [],
    auth,
    tokenFile: path(overrides.tokenFile, file.tokenFile, join(dataFolder, "token")),
    ...identities({ file, folder, overrides, sources }, auth),
    audit: auditOf({ file, folder, overrides, sources }, dataFolder),
    quotaOf: quotaOf(file.quotas),
    entityTokenMs: file.entityTokens ?? ENTITY_TOKEN_MS,
    tls: tlsOf({ file, folder, overrides, sources }),
    insecure: overrides.insecure ?? file.insecure ?? false,
    reflection: file.reflection ?? !auth,
    log: {
      level: overrides.logLevel ?? file.log?.level ?? "info",
      format: overrides.logFormat ?? file.log?.format ?? (sources.terminal ? "text" : "json"),
    },
    graceMs: overrides.grace ?? file.grace ?? 10_000,
    onStop: overrides.onStop ?? file.onStop ?? "drain",
    limits: { ...DEFAULT_LIMITS, ...defined(file.limits ?? {}) },
    executors,
    defaultExecutor: defaultExecutor(file, executors),
  };
}

/**
 * The templates that are there without a file. Agents of `inline` cost next to nothing; a thread or process of Node is
 * worth a share of a core, so there are two a core; commands may be light, so there are four. Nothing of ours runs
 * for `external`.
 */
export function builtInTemplates(cores = availableParallelism()): readonly ExecutorTemplate[] {
  return [
    { name: "inline", driver: "inline" },
    { name: "threads", driver: "threads", places: 2 * cores, warm: 1 },
    { name: "processes", driver: "processes", places: 2 * cores, warm: 1 },
    { name: "command", driver: "command", places: 4 * cores },
    { name: "external", driver: "external" },
  ];
}

function templates(file: File, folder: string): ExecutorTemplate[] {
  const all = new Map(builtInTemplates().map((each) => [each.name, each]));
  for (const [name, { initModule, ...rest }] of Object.entries(file.executors ?? {})) {
    all.set(name, { name, ...rest, ...(initModule === undefined ? {} : { initModule: resolve(folder, initModule) }) });
  }
  return [...all.values()];
}

function defaultExecutor(file: File, executors: readonly ExecutorTemplate[]): string {
  const name = file.defaultExecutor ?? "inline";
  if (!executors.some((each) => each.name === name)) {
    throw new StartError(`defaultExecutor names no executor template: write one of ${executors.map((each) => each.name).join(", ")}`, {
      reason: "bad_config",
    });
  }
  return name;
}

function identities({ file, folder, overrides, sources }: MergeInit, auth: boolean): Pick<Config, "accounts" | "issuers"> {
  const issuers = issuersOf(file.issuers ?? {});
  const own = file.accounts === undefined ? undefined : resolve(folder, file.accounts);
  const accounts = overrides.accounts === undefined ? own : resolve(sources.cwd, overrides.accounts);
  if (!auth && (accounts !== undefined || issuers.length > 0)) {
    throw new StartError("accounts and issuers are no use without authentication: drop --no-auth, or them", { reason: "bad_config" });
  }
  return { accounts, issuers };
}

function auditOf({ file, folder, overrides, sources }: MergeInit, dataFolder: string): string | undefined {
  const said = overrides.audit ?? file.audit;
  if (said === "off") return undefined;
  if (said === undefined) return join(dataFolder, "audit.log");
  return resolve(overrides.audit === undefined ? folder : sources.cwd, said);
}

function tlsOf({ file, folder, overrides, sources }: MergeInit): TlsConfig | undefined {
  const from = (base: string, path: string | undefined) => (path === undefined ? undefined : resolve(base, path));
  const said = (base: string, { cert, key, clientCa }: SaidTls): SaidTls => ({
    cert: from(base, cert),
    key: from(base, key),
    clientCa: from(base, clientCa),
  });
  const { url, ca, cert, key } = file.tls?.hosts ?? {};
  const hosts = defined({ url, ca: from(folder, ca), cert: from(folder, cert), key: from(folder, key) });
  const { tlsCert, tlsKey, tlsClientCa, tlsCa } = overrides;
  return mergeTls(
    { ...said(folder, file.tls ?? {}), hosts },
    { ...said(sources.cwd, { cert: tlsCert, key: tlsKey, clientCa: tlsClientCa }), hostCa: from(sources.cwd, tlsCa) },
  );
}

function readFile(path: string): File {
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8")) ?? {};
  } catch (cause) {
    const what = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new StartError(`the configuration file ${path} cannot be read (${what}): correct it or name another`, {
      reason: "bad_config",
      cause,
    });
  }
  return validate(fileSchema, content, `the configuration file ${path}`, (key) => key);
}

function readEnvironment(env: ConfigSources["env"]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [key, name] of Object.entries(variables)) {
    const value = env[name];
    if (value === undefined || value === "") continue;
    found[key] = key === "agents" ? value.split(delimiter).filter((each) => each !== "") : value;
  }
  return found;
}

function validate<S extends z.ZodType>(schema: S, value: unknown, where: string, nameOf: (key: string) => string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const [first, ...rest] = issue.path.map(String);
  const name = first === undefined ? "" : ` ${[nameOf(first), ...rest].join(".")} is wrong:`;
  throw new StartError(`in ${where}${name} ${issue.message}`, { reason: "bad_config" });
}

function flagName(key: string): string {
  if (key === "logLevel") return "--log";
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
