import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { GrpcTransport, type Transport, UnavailableError } from "@lyceum/client";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { CliError } from "./cli-error.ts";
import { exitCode } from "./exit-code.ts";

/** Where the server is, and who calls it, as options of every command say; absent means as the environment says. */
export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly namespace?: string | undefined;
}

/** Where the rest is read from. */
export interface ConnectionSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
}

/** What a command calls the server with. */
export interface Connection {
  readonly url: string;
  readonly token: string | undefined;
  readonly namespace: string | undefined;
}

const DEFAULT_URL = "http://127.0.0.1:50051";
const DEFAULT_DATA = "lyceum-data";
const LOOPBACK = /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/?$/;
const VISIBLE = /^[\x21-\x7e]+$/;
const CONNECT_MS = 3_000;

/**
 * Says where the server is and what proves who calls: options win over the environment. On this machine the token that `serve` keeps
 * in its data folder is taken where nothing else is said; it is never sent elsewhere.
 * @throws CliError BAD_URL, BAD_TOKEN, BAD_NAMESPACE, TOKEN_FILE_UNREADABLE.
 */
export function readConnection(options: ConnectionOptions, sources: ConnectionSources): Connection {
  const { env } = sources;
  const url = readUrl(options.url ?? said(env.LYCEUM_URL) ?? DEFAULT_URL);
  const token = readToken(url, options, sources);
  const namespace = options.namespace ?? said(env.LYCEUM_NAMESPACE);
  if (token !== undefined && !VISIBLE.test(token))
    throw new CliError("the token must be one word of visible ASCII characters: read it again", { reason: "BAD_TOKEN" });
  if (namespace !== undefined && !VISIBLE.test(namespace))
    throw new CliError("the namespace must be one word of visible ASCII characters", { reason: "BAD_NAMESPACE" });
  return { url, token, namespace };
}

/**
 * Connects.
 * @throws CliError UNREACHABLE when no server answers in time.
 */
export async function connect({ url, token, namespace }: Connection, signal: AbortSignal): Promise<Transport> {
  const transport = new GrpcTransport({ url, token, namespace });
  try {
    await transport.unary(ExchangeService.method.getServerInfo, {}, { timeoutMs: CONNECT_MS, signal });
    return transport;
  } catch (error) {
    transport.close();
    if (!(error instanceof UnavailableError) || error.reason !== "") throw error;
    throw new CliError(`no server answers at ${url}: start one by "lyceum serve", or name it by --url`, {
      reason: "UNREACHABLE",
      code: exitCode.serverFailed,
      cause: error,
    });
  }
}

function readUrl(text: string): string {
  const url = /^https?:\/\//.test(text) ? text : `http://${text}`;
  if (!/^https?:\/\/(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?\/?$/.test(url)) {
    throw new CliError(`the url ${JSON.stringify(text)} is none: write http://host:port`, { reason: "BAD_URL" });
  }
  return url;
}

function readToken(url: string, { tokenFile }: ConnectionOptions, { env, cwd }: ConnectionSources): string | undefined {
  if (tokenFile !== undefined) return readTokenFile(resolve(cwd, tokenFile));
  const token = said(env.LYCEUM_TOKEN);
  if (token !== undefined) return token;
  const file = said(env.LYCEUM_TOKEN_FILE);
  if (file !== undefined) return readTokenFile(resolve(cwd, file));
  if (!LOOPBACK.test(url)) return undefined;
  try {
    return readFileSync(join(resolve(cwd, said(env.LYCEUM_DATA) ?? DEFAULT_DATA), "token"), "utf8").trim();
  } catch {
    // Without authentication there is none; where one is needed, the server says so.
    return undefined;
  }
}

function readTokenFile(path: string): string {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new CliError(`the token file ${path} cannot be read (${(error as Error).message}): name the one that "lyceum serve" printed`, {
      reason: "TOKEN_FILE_UNREADABLE",
      cause: error,
    });
  }
  return content.trim();
}

function said(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
