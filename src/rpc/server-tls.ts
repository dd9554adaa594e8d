import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContextOptions, type SecureVersion } from "node:tls";
import { ServerCredentials } from "@grpc/grpc-js";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { WatchedFiles } from "./watched-files.ts";

/** Files by which the server proves who it is, and knows its callers. All are PEM. */
export interface TlsFiles {
  /** The server's certificate, followed by those between it and its authority. */
  readonly cert: string;
  readonly key: string;
  /** Authorities whose certificates callers must show; absent asks for none. */
  readonly clientCa?: string | undefined;
}

const MIN_VERSION: SecureVersion = "TLSv1.2";

/** Options of {@link ServerTls.open}. */
export interface ServerTlsOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** How often the files are looked at; default 2,000 ms. */
  readonly lookMs?: number | undefined;
}

/** TLS of both fronts. The files are read again when they change; connections that are open go on with what they have. */
export class ServerTls implements Disposable {
  readonly #files: WatchedFiles<SecureContextOptions>;
  /** Whether callers must show a certificate. */
  readonly mutual: boolean;

  private constructor(files: WatchedFiles<SecureContextOptions>, mutual: boolean) {
    this.#files = files;
    this.mutual = mutual;
  }

  /**
   * Reads the files.
   * @throws Error when one cannot be read, or they do not fit together.
   */
  static async open({ cert, key, clientCa }: TlsFiles, { clock, log, lookMs }: ServerTlsOptions): Promise<ServerTls> {
    const paths = clientCa === undefined ? [cert, key] : [cert, key, clientCa];
    const parse = ([certificate, privateKey, ca]: readonly Buffer[]): SecureContextOptions => {
      const context = { cert: certificate!, key: privateKey!, minVersion: MIN_VERSION, ...(ca === undefined ? {} : { ca }) };
      // Throws unless the key is the certificate's.
      createSecureContext(context);
      const { validTo } = new X509Certificate(certificate!);
      if (Date.parse(validTo) <= clock.now()) log.warn({ cert, validTo }, "the TLS certificate of the server has expired");
      return context;
    };
    return new ServerTls(await WatchedFiles.open({ paths, parse, clock, log, lookMs }), clientCa !== undefined);
  }

  /** What connections from now on are made with. */
  get context(): SecureContextOptions {
    return this.#files.value;
  }

  /** Calls when that has changed. */
  onChange(listener: (context: SecureContextOptions) => void): void {
    this.#files.onChange(listener);
  }

  /** Credentials of the gRPC front, which follow the files. */
  grpcCredentials(): ServerCredentials {
    return new FollowingCredentials(this);
  }

  /** Looks whether the files have changed. */
  async look(): Promise<void> {
    await this.#files.look();
  }

  [Symbol.dispose](): void {
    this.#files[Symbol.dispose]();
  }
}

class FollowingCredentials extends ServerCredentials {
  constructor(tls: ServerTls) {
    super({ requestCert: tls.mutual, rejectUnauthorized: tls.mutual }, tls.context);
    tls.onChange((context) => this.updateSecureContextOptions(context));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
