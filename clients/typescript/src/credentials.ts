import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TlsOptions } from "./grpc-transport.ts";

const DEFAULT_URL = "http://127.0.0.1:50051";
const DEFAULT_FOLDER = "lyceum-data";
const TOKEN_FILE = "token";
const LOOPBACK = /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/?$/;

/** Where the server is: as given, else `LYCEUM_URL`, else this machine's default port. */
export function resolveUrl(url: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  return url ?? env.LYCEUM_URL ?? DEFAULT_URL;
}

/**
 * The credential: as given, else `LYCEUM_TOKEN`, else the content of `LYCEUM_TOKEN_FILE`, else, for a server of this machine, that of
 * the file `token` in the server's data folder (`LYCEUM_DATA`, or `lyceum-data` in the working directory), where a server of the same
 * account leaves it; it is never sent elsewhere. Absent when there is none.
 * @throws Error when the file that `LYCEUM_TOKEN_FILE` names cannot be read.
 */
export function resolveToken(token: string | undefined, url: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (token !== undefined) return token;
  if (env.LYCEUM_TOKEN !== undefined && env.LYCEUM_TOKEN !== "") return env.LYCEUM_TOKEN.trim();
  if (env.LYCEUM_TOKEN_FILE !== undefined) return readFileSync(env.LYCEUM_TOKEN_FILE, "utf8").trim();
  if (!LOOPBACK.test(url)) return undefined;
  try {
    return readFileSync(join(env.LYCEUM_DATA ?? DEFAULT_FOLDER, TOKEN_FILE), "utf8").trim();
  } catch {
    // No server of this account has its data here; the server may ask for no credential at all.
    return undefined;
  }
}

/**
 * How to trust and be trusted: as given, else by the files that `LYCEUM_TLS_CA`, `LYCEUM_TLS_CERT` and `LYCEUM_TLS_KEY` name. Absent
 * when nothing is said: then the system's authorities are trusted, and no certificate is shown.
 * @throws Error when a file cannot be read.
 */
export function resolveTls(tls: TlsOptions | undefined, env: NodeJS.ProcessEnv = process.env): TlsOptions | undefined {
  if (tls !== undefined) return tls;
  const read = (path: string | undefined) => (path === undefined || path === "" ? undefined : readFileSync(path));
  const [ca, cert, key] = [read(env.LYCEUM_TLS_CA), read(env.LYCEUM_TLS_CERT), read(env.LYCEUM_TLS_KEY)];
  return ca === undefined && cert === undefined && key === undefined ? undefined : { ca, cert, key };
}
