import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { DescMethod } from "@bufbuild/protobuf";
import {
  ConnectError,
  type ConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
  type ServiceImpl,
} from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { Logger } from "pino";
import { LyceumError } from "../core/errors.ts";
import type { Arrival, Dispatcher } from "./dispatch.ts";
import { codes, detailsOf, messageOf } from "./errors.ts";
import type { ServerTls } from "./server-tls.ts";
import { type Gate, refusalOf } from "./web-gate.ts";

/** JSON writes bytes in base64 and names each field, so a frame takes up to twice its size. */
const JSON_FACTOR = 2;

const PEER = createContextKey("", { description: "address of the caller's end of the connection" });

/** Options of {@link WebFront}. */
export interface WebFrontOptions {
  readonly dispatcher: Dispatcher;
  readonly maxFrameBytes: number;
  readonly gate: Gate;
  /** Absent means plaintext. */
  readonly tls?: ServerTls | undefined;
  readonly log: Logger;
}

/** The web front: Connect (plain JSON, by curl) and gRPC-Web, over HTTP/1.1. POST alone, CORS off. */
export class WebFront {
  readonly #server: Server;

  constructor({ dispatcher, maxFrameBytes, gate, tls, log }: WebFrontOptions) {
    const serve = connectNodeAdapter({
      routes: (router) => route(router, dispatcher),
      readMaxBytes: JSON_FACTOR * maxFrameBytes,
      grpc: false,
      fallback: notFound,
      contextValues: (request) => createContextValues().set(PEER, peerOf(request)),
    });
    this.#server = serverOf(tls, (request, response) => {
      const refusal = refusalOf(request, gate);
      if (refusal === undefined) return serve(request, response);
      log.info({ front: "web", status: refusal.status, why: refusal.message }, "a request was refused");
      return answer(response, refusal.status, refusal.code, refusal.message);
    });
  }

  /**
   * Starts to listen; port 0 lets the system choose. Returns the port.
   * @throws Error when the address cannot be bound.
   */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Waits for open calls to end, or until the signal aborts; then cuts what is left. */
  async close(signal: AbortSignal): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const force = () => this.#server.closeAllConnections();
    this.#server.closeIdleConnections();
    if (signal.aborted) force();
    signal.addEventListener("abort", force, { once: true });
    await closed;
    signal.removeEventListener("abort", force);
  }
}

function serverOf(tls: ServerTls | undefined, listener: RequestListener): Server {
  if (tls === undefined) return createServer(listener);
  const server = createTlsServer({ ...tls.context, requestCert: tls.mutual, rejectUnauthorized: tls.mutual }, listener);
  tls.onChange((context) => server.setSecureContext(context));
  return server;
}

function route(router: ConnectRouter, dispatcher: Dispatcher): void {
  for (const { service } of dispatcher.bindings) {
    // HTTP/1.1 has no streams both ways: the library answers 505 to those.
    const methods = service.methods.filter(({ methodKind }) => methodKind !== "bidi_streaming");
    const implementation = Object.fromEntries(methods.map((method) => [method.localName, implement(method, dispatcher)]));
    router.service(service, implementation as unknown as Partial<ServiceImpl<typeof service>>);
  }
}

function implement(method: DescMethod, dispatcher: Dispatcher) {
  if (method.methodKind === "unary") {
    return async (request: unknown, context: HandlerContext) => {
      try {
        return (await dispatcher.unary(method, () => request, arrivalOf(context))) as Record<string, unknown>;
      } catch (error) {
        throw connectError(error);
      }
    };
  }
  return async function* (input: unknown, context: HandlerContext) {
    try {
      yield* dispatcher.stream(method, () => input, arrivalOf(context)) as AsyncIterable<Record<string, unknown>>;
    } catch (error) {
      throw connectError(error);
    }
  };
}

function arrivalOf(context: HandlerContext): Arrival {
  const leaving = new AbortController();
  const deadline = context.timeoutMs();
  context.signal.addEventListener(
    "abort",
    () => {
      const left = context.timeoutMs();
      const expired = left !== undefined && left <= 0;
      leaving.abort(
        expired ? new LyceumError("expired", "the call's deadline passed") : new LyceumError("request_cancelled", "the caller left"),
      );
    },
    { once: true },
  );
  return {
    front: "web",
    peer: context.values.get(PEER),
    header: (name) => context.requestHeader.get(name) ?? undefined,
    signal: leaving.signal,
    timeoutMs: deadline,
  };
}

function peerOf({
  socket,
}: {
  readonly socket?: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined };
}): string {
  return socket?.remoteAddress === undefined ? "" : `${socket.remoteAddress}:${socket.remotePort}`;
}

function connectError(error: unknown): unknown {
  if (!(error instanceof LyceumError)) return error;
  return new ConnectError(messageOf(error), codes[error.kind], undefined, detailsOf(error));
}

function notFound(_request: unknown, response: unknown): void {
  answer(response as ServerResponse<IncomingMessage>, 404, "unimplemented", "no such procedure: POST to /lyceum.v1.<Service>/<Method>");
}

function answer(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ code, message }));
}
