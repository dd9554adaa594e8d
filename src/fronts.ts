import { logVerbosity, setLogVerbosity } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Address } from "./config-schema.ts";
import type { Dispatcher } from "./rpc/dispatch.ts";
import { GrpcFront } from "./rpc/grpc.ts";
import { Health } from "./rpc/health.ts";
import type { ServerTls } from "./rpc/server-tls.ts";
import { WebFront } from "./rpc/web.ts";
import { StartError } from "./start-error.ts";

/** How long connections may take to close once their calls are over: what is still open then is no call of ours. */
const CLOSE_MS = 500;

/** Options of {@link Fronts.open}. */
export interface FrontsOptions {
  readonly log: Logger;
  /** Absent means that both are plaintext. */
  readonly tls: ServerTls | undefined;
}

/** Both fronts, from listening to closed. */
export class Fronts {
  readonly grpcUrl: string;
  /** Absent where the web front is off. */
  readonly webUrl: string | undefined;
  readonly #dispatcher: Dispatcher;
  readonly #health: Health;
  readonly #grpc: GrpcFront;
  readonly #web: WebFront | undefined;

  private constructor(
    parts: { dispatcher: Dispatcher; health: Health; grpc: GrpcFront; web: WebFront | undefined },
    urls: readonly (string | undefined)[],
  ) {
    this.#dispatcher = parts.dispatcher;
    this.#health = parts.health;
    this.#grpc = parts.grpc;
    this.#web = parts.web;
    this.grpcUrl = urls[0]!;
    this.webUrl = urls[1];
  }

  /**
   * Listens; calls are taken as the dispatcher's intake says, and health says NOT_SERVING, until {@link serve}.
   * @throws StartError address_in_use, address_unusable.
   */
  static async open(config: Config, dispatcher: Dispatcher, { log, tls }: FrontsOptions): Promise<Fronts> {
    // The library writes to standard error what it also throws.
    setLogVerbosity(logVerbosity.NONE);
    const { maxFrameBytes } = config.limits;
    const health = new Health(dispatcher.bindings.map(({ service }) => service.typeName));
    const grpc = new GrpcFront({ dispatcher, health, maxFrameBytes, tls, reflection: config.reflection, log });
    const gate = { hosts: config.webHosts, origins: config.webOrigins };
    const web = config.web === undefined ? undefined : new WebFront({ dispatcher, maxFrameBytes, gate, tls, log });
    const scheme = tls === undefined ? "http" : "https";
    const grpcUrl = await listen(config.listen, { flag: "--listen", scheme }, grpc);
    try {
      const webUrl = config.web === undefined || web === undefined ? undefined : await listen(config.web, { flag: "--web", scheme }, web);
      return new Fronts({ dispatcher, health, grpc, web }, [grpcUrl, webUrl]);
    } catch (error) {
      await grpc.close(AbortSignal.abort());
      throw error;
    }
  }

  /** Takes all calls. */
  serve(): void {
    this.#dispatcher.setIntake("all");
    this.#health.set(true);
  }

  /** Says NOT_SERVING, and takes no calls but those by which work under way ends. */
  drain(): void {
    this.#health.set(false);
    this.#dispatcher.setIntake("ending");
  }

  /** Ends what is open: streams at once, calls once the signal aborts; then closes. */
  async close(signal: AbortSignal): Promise<void> {
    await this.#dispatcher.end(signal);
    const limit = AbortSignal.any([AbortSignal.timeout(CLOSE_MS), signal]);
    await Promise.all([this.#grpc.close(limit), this.#web?.close(limit)]);
  }
}

/** A server that can listen. */
interface Listener {
  listen(host: string, port: number): Promise<number>;
}

async function listen({ host, port }: Address, { flag, scheme }: { flag: string; scheme: string }, front: Listener): Promise<string> {
  try {
    return urlOf(scheme, host, await front.listen(host, port));
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (text.includes("EADDRINUSE")) {
      throw new StartError(`port ${port} of ${host} is in use: stop what uses it, or choose another by ${flag}`, {
        reason: "address_in_use",
        cause,
      });
    }
    throw new StartError(`cannot listen on ${host}:${port} (${text}): choose another address by ${flag}`, {
      reason: "address_unusable",
      cause,
    });
  }
}

// Who listens everywhere is reached here by loopback.
function urlOf(scheme: string, host: string, port: number): string {
  const reached = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `${scheme}://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}
