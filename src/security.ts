import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Clock } from "./core/clock.ts";
import { type AccountTable, openAccountFile } from "./rpc/account-file.ts";
import { Audit, openAuditFile } from "./rpc/audit.ts";
import type { AuthOptions } from "./rpc/auth.ts";
import { JwtIssuer } from "./rpc/jwt-issuer.ts";
import { JwtVerifier } from "./rpc/jwt-verifier.ts";
import { ServerTls } from "./rpc/server-tls.ts";
import type { WatchedFiles } from "./rpc/watched-files.ts";
import { StartError } from "./start-error.ts";

interface Parts {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Reads the certificates of both fronts; undefined where they are plaintext. @throws StartError bad_config */
export async function openTls({ tls }: Config, parts: Parts): Promise<ServerTls | undefined> {
  if (tls === undefined) return undefined;
  if (tls.clientCa !== undefined && tls.hosts.cert === undefined) {
    parts.log.warn("callers must show a certificate and hosts have none: give one in tls.hosts, or agents run in this process alone");
  }
  try {
    return await ServerTls.open(tls, parts);
  } catch (cause) {
    throw refused(
      `the TLS files cannot be used (${text(cause)}): give a PEM certificate, its own key, and the authorities of callers`,
      cause,
    );
  }
}

/** Opens the audit on the stack that ends it; where it is off, one that writes nothing. @throws StartError data_folder_unusable */
export function openAudit({ audit }: Config, log: Logger, stack: AsyncDisposableStack): Audit {
  if (audit === undefined) return new Audit(log.child({}, { level: "silent" }));
  try {
    const failed = (error: Error) =>
      log.warn({ audit, err: error }, "the audit could not be written: it is tried again with the next line");
    return new Audit(stack.use(openAuditFile(audit, failed)).log);
  } catch (cause) {
    const message = `the audit file ${audit} cannot be written (${text(cause)}): name another by --audit, or say off`;
    throw new StartError(message, { reason: "data_folder_unusable", cause });
  }
}

/** Accounts that the operator knows: those of a file, and those of issuers. */
export interface Identities extends Required<Pick<AuthOptions, "accounts" | "jwts">> {
  /** Calls with each credential that was changed or taken back. */
  onRevoked(revoke: (credential: string) => void): void;
}

/** Reads the accounts, on the stack that ends their watch. @throws StartError bad_config */
export async function openIdentities({ accounts: path, issuers }: Config, parts: Parts, stack: AsyncDisposableStack): Promise<Identities> {
  const jwts = new JwtVerifier(
    issuers.map((issuer) => new JwtIssuer(issuer, parts)),
    parts.clock,
  );
  if (path === undefined) return { accounts: undefined, jwts, onRevoked: () => undefined };
  const file = stack.use(await openAccounts(path, parts));
  return {
    accounts: () => file.value,
    jwts,
    onRevoked: (revoke) => void file.onChange((now, before) => changed(now, before).forEach(revoke)),
  };
}

async function openAccounts(path: string, parts: Parts): Promise<WatchedFiles<AccountTable>> {
  try {
    return await openAccountFile(path, parts);
  } catch (cause) {
    throw refused(`the file of accounts ${path} cannot be used (${text(cause)}): correct it or name another`, cause);
  }
}

/** Credentials of accounts that say something else now, or are gone. */
function changed(now: AccountTable, before: AccountTable): string[] {
  const same = (hash: string) => JSON.stringify(now.get(hash)) === JSON.stringify(before.get(hash));
  return [...before].flatMap(([hash, { credential }]) => (same(hash) || credential === undefined ? [] : [credential]));
}

function refused(message: string, cause: unknown): StartError {
  return new StartError(message, { reason: "bad_config", cause });
}

function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
