import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { GrpcTransport, type TlsOptions, type Transport, UnavailableError } from "@lyceum/client";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { CliError } from "./cli-error.ts";
import { exitCode } from "./exit-code.ts";

/** Where the server is, and who calls it, as options of every command say; absent means as the environment says. */
export interface ConnectionOptions {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly namespace?: string | undefined;
  readonly tlsCa?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
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
  /** Absent means the system's authorities, and no certificate of its own. */
  readonly tls: TlsOptions | undefined;
  /** Where a server of this folder keeps its token; absent where another is said, or the server is elsewhere. */
  readonly ownTokenFile: string | undefined;
}

const DEFAULT_URL = "http://127.0.0.1:50051";
const DEFAULT_DATA = "lyceum-data";
const LOOPBACK = /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/?$/;
const VISIBLE = /^[\x21-\x7e]+$/;
const CONNECT_MS = 5_000;

/**
 * Says where the server is and what proves who calls: options win over the environment. On this machine the token that `serve` keeps
 * in its data folder is taken where nothing else is said; it is never sent elsewhere.
 * @throws CliError BAD_URL, BAD_TOKEN, BAD_NAMESPACE, TOKEN_FILE_UNREADABLE, TLS_FILE_UNREADABLE.
 */
export function readConnection(options: ConnectionOptions, sources: ConnectionSources): Connection {
  const { env } = sources;
  const url = readUrl(options.url ?? said(env.LYCEUM_URL) ?? DEFAULT_URL);
  const given = readGivenToken(options, sources);
  const own =
    given === undefined && LOOPBACK.test(url) ? join(resolve(sources.cwd, said(env.LYCEUM_DATA) ?? DEFAULT_DATA), "token") : undefined;
  const namespace = options.namespace ?? said(env.LYCEUM_NAMESPACE);
  if (namespace !== undefined && !VISIBLE.test(namespace)) {
    throw new CliError("the namespace must be one word of visible ASCII characters", { reason: "BAD_NAMESPACE" });
  }
  return { url, token: given ?? readOwnToken(own), namespace, tls: readTls(options, sources), ownTokenFile: own };
}

/**
 * Connects.
 * @throws CliError UNREACHABLE when no server answers in time.
 */
export async function connect(connection: Connection, signal: AbortSignal): Promise<Transport> {
  const { url, token, namespace, tls, ownTokenFile } = connection;
  const transport = new GrpcTransport({ url, token, namespace, tls });
  try {
    await transport.unary(ExchangeService.method.getServerInfo, {}, { timeoutMs: CONNECT_MS, signal });
  } catch (error) {
    transport.close();
    if (!(error instanceof UnavailableError) || error.reason !== "") throw error;
    throw new CliError(`no server answers at ${url}: start one by "lyceum serve", or name it by --url`, {
      reason: "UNREACHABLE",
      code: exitCode.serverFailed,
      cause: error,
    });
  }
  if (token !== undefined || ownTokenFile === undefined) return transport;
  // A server that was only starting has made its token by now.
  const made = readOwnToken(ownTokenFile);
  if (made === undefined) return transport;
  transport.close();
  return new GrpcTransport({ url, token: made, namespace, tls });
}

function readUrl(text: string): string {
  const url = /^https?:\/\//.test(text) ? text : `http://${text}`;
  if (!/^https?:\/\/(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?\/?$/.test(url)) {
    throw new CliError(`the url ${JSON.stringify(text)} is none: write http://host:port`, { reason: "BAD_URL" });
  }
  return url;
}

function readGivenToken({ tokenFile }: ConnectionOptions, { env, cwd }: ConnectionSources): string | undefined {
  const file = tokenFile ?? (said(env.LYCEUM_TOKEN) === undefined ? said(env.LYCEUM_TOKEN_FILE) : undefined);
  const token = file === undefined ? said(env.LYCEUM_TOKEN)?.trim() : readTokenFile(resolve(cwd, file));
  if (token !== undefined && !VISIBLE.test(token)) {
    throw new CliError("the token must be one word of visible ASCII characters: read it again", { reason: "BAD_TOKEN" });
  }
  return token;
}

/** The token of a server of this folder; undefined where there is none: it may need none, or says so itself. */
function readOwnToken(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    const token = readFileSync(path, "utf8").trim();
    return VISIBLE.test(token) ? token : undefined;
  } catch {
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

function readTls({ tlsCa, tlsCert, tlsKey }: ConnectionOptions, { env, cwd }: ConnectionSources): TlsOptions | undefined {
  const read = (path: string | undefined): Uint8Array | undefined => {
    if (path === undefined) return undefined;
    try {
      return readFileSync(resolve(cwd, path));
    } catch (cause) {
      throw new CliError(`the TLS file ${path} cannot be read (${(cause as Error).message}): name a PEM file`, {
        reason: "TLS_FILE_UNREADABLE",
        cause,
      });
    }
  };
  const ca = read(tlsCa ?? said(env.LYCEUM_TLS_CA));
  const cert = read(tlsCert ?? said(env.LYCEUM_TLS_CERT));
  const key = read(tlsKey ?? said(env.LYCEUM_TLS_KEY));
  return ca === undefined && cert === undefined && key === undefined ? undefined : { ca, cert, key };
}

function said(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
