import type { Config } from "./config.ts";
import { StartError } from "./start-error.ts";

/**
 * Refuses to listen past this machine where anybody on the network could then run code here, or read the tokens of those who
 * may, unless the operator says that this is meant.
 * @throws StartError insecure_listen
 */
export function assertSafe(config: Pick<Config, "listen" | "web" | "auth" | "tls" | "insecure">): void {
  if (config.insecure) return;
  for (const address of [config.listen, config.web]) {
    if (address === undefined || isLoopback(address.host)) continue;
    const where = `${address.host}:${address.port}`;
    if (!config.auth) {
      throw refused(
        `without credentials whoever reaches ${where} runs code here: drop --no-auth, listen on 127.0.0.1, or say --insecure if that is meant`,
      );
    }
    if (config.tls === undefined) {
      throw refused(
        `without TLS whoever is on the way to ${where} reads its tokens and messages: give --tls-cert and --tls-key, listen on 127.0.0.1, or say --insecure if that is meant`,
      );
    }
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function refused(message: string): StartError {
  return new StartError(message, { reason: "insecure_listen" });
}
