import { join } from "node:path";
import type { Config } from "./config.ts";
import type { HostAccess } from "./core/executor.ts";

/** Where the hosts that the server starts find it. @param url tells the address of the gRPC front, once it listens. */
export function hostAccess({ dataFolder, tls }: Config, url: () => string): HostAccess {
  return {
    folder: join(dataFolder, "hosts"),
    tls: tls === undefined ? {} : variables(tls.hosts),
    get url() {
      return tls?.hosts.url ?? url();
    },
  };
}

function variables({ ca, cert, key }: NonNullable<Config["tls"]>["hosts"]): Record<string, string> {
  return {
    ...(ca === undefined ? {} : { LYCEUM_TLS_CA: ca }),
    ...(cert === undefined || key === undefined ? {} : { LYCEUM_TLS_CERT: cert, LYCEUM_TLS_KEY: key }),
  };
}
