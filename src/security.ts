import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Clock } from "./core/clock.ts";
import { ServerTls } from "./rpc/server-tls.ts";
import { StartError } from "./start-error.ts";

/** Reads the certificates of both fronts; undefined where they are plaintext. @throws StartError bad_config */
export async function openTls({ tls }: Config, parts: { readonly clock: Clock; readonly log: Logger }): Promise<ServerTls | undefined> {
  if (tls === undefined) return undefined;
  if (tls.clientCa !== undefined && tls.hosts.cert === undefined) {
    parts.log.warn("callers must show a certificate and hosts have none: give one in tls.hosts, or agents run in this process alone");
  }
  try {
    return await ServerTls.open(tls, parts);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`the TLS files cannot be used (${why}): give a PEM certificate, its own key, and the authorities of callers`, {
      reason: "bad_config",
      cause,
    });
  }
}
