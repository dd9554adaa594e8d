import { StartError } from "./start-error.ts";

/** TLS of both fronts, and how the hosts that the server starts reach it then. Paths are absolute, files PEM. */
export interface TlsConfig {
  /** The server's certificate, followed by those between it and its authority. */
  readonly cert: string;
  readonly key: string;
  /** Authorities whose certificates callers must show; absent asks for none. */
  readonly clientCa?: string | undefined;
  /** What the server's own hosts are told. */
  readonly hosts: HostTlsConfig;
}

/** How hosts that the server starts reach it by TLS. */
export interface HostTlsConfig {
  /** Address of the gRPC front by a name that is in its certificate; absent means the address it listens on. */
  readonly url?: string | undefined;
  /** Authorities that hosts trust; absent means the machine's. */
  readonly ca?: string | undefined;
  /** A certificate that hosts show, with its key; never the server's own. Needed where `clientCa` is set. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What is said of TLS in one place; paths are absolute. */
export interface SaidTls {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly clientCa?: string | undefined;
  readonly hosts?: HostTlsConfig | undefined;
}

/**
 * Puts together what the file and what flags and environment say; undefined where neither names a certificate.
 * @throws StartError bad_config
 */
export function mergeTls(file: SaidTls, overrides: SaidTls & { readonly hostCa?: string | undefined }): TlsConfig | undefined {
  const cert = overrides.cert ?? file.cert;
  const key = overrides.key ?? file.key;
  const clientCa = overrides.clientCa ?? file.clientCa;
  const hosts = { ...file.hosts, ...(overrides.hostCa === undefined ? {} : { ca: overrides.hostCa }) };
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw half("TLS needs the server's certificate and its key: give both --tls-cert and --tls-key");
  if ((hosts.cert === undefined) !== (hosts.key === undefined))
    throw half("hosts need both a certificate and its key: give tls.hosts.cert and tls.hosts.key");
  if (hosts.key === key) throw half("hosts must not have the server's own key: give them a certificate of their own in tls.hosts");
  return { cert, key, ...(clientCa === undefined ? {} : { clientCa }), hosts };
}

function half(message: string): StartError {
  return new StartError(message, { reason: "bad_config" });
}
