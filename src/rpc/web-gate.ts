import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Which requests the web front takes at all. */
export interface Gate {
  /** Host names that it answers to, beside localhost and addresses. */
  readonly hosts: readonly string[];
  /** Origins of pages that may call it, beside its own. */
  readonly origins: readonly string[];
}

/** Why a request is not taken. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * Says whether a request is refused before it is read. A page from elsewhere must not call the server through its
 * reader's browser: its Origin is not ours, and by DNS rebinding its Host would be a foreign name (an address is no name).
 */
export function refusalOf(request: IncomingMessage, gate: Gate): Refusal | undefined {
  const host = request.headers.host ?? "";
  const name = hostName(host);
  if (name === undefined || !(name === "localhost" || isIP(name) !== 0 || gate.hosts.includes(name))) {
    return {
      status: 403,
      code: "permission_denied",
      message: `this server does not answer to the host ${JSON.stringify(host)}: add it to web.hosts`,
    };
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}` && !gate.origins.includes(origin)) {
    return {
      status: 403,
      code: "permission_denied",
      message: `pages of ${JSON.stringify(origin)} may not call this server: add it to web.origins`,
    };
  }
  if (request.method !== "POST") return { status: 405, code: "unimplemented", message: "this server takes POST alone" };
  return undefined;
}

function hostName(host: string): string | undefined {
  const url = URL.parse(`http://${host}/`);
  if (url === null || host === "") return undefined;
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}
