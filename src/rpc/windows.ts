import type { Http2Server, ServerHttp2Session } from "node:http2";
import type { Server } from "@grpc/grpc-js";

/** Flow-control window of a connection and of each stream, in bytes: the default of 64 KiB throttles large messages on slow links. */
export const WINDOW_BYTES = 1_048_576;

interface PrivateServer {
  readonly commonServerOptions?: { settings?: Record<string, unknown> };
  readonly http2Servers?: ReadonlyMap<Http2Server, unknown>;
}

/** Widens the stream windows of the connections to come; call it before the server is bound. grpc-js 1.14 has no public option for servers. */
export function widenStreamWindows(server: Server): boolean {
  const options = (server as unknown as PrivateServer).commonServerOptions;
  if (options === undefined) return false;
  options.settings = { ...options.settings, initialWindowSize: WINDOW_BYTES };
  return true;
}

/** Widens the connection windows of the connections to come; call it after the server is bound. */
export function widenConnectionWindows(server: Server): boolean {
  const servers = (server as unknown as PrivateServer).http2Servers;
  if (servers === undefined || servers.size === 0) return false;
  for (const http2Server of servers.keys()) {
    http2Server.on("session", (session: ServerHttp2Session) => session.setLocalWindowSize(WINDOW_BYTES));
  }
  return true;
}
