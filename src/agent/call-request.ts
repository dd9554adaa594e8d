import { createHash } from "node:crypto";
import type { EntityId } from "../core/entity.ts";

/** Who calls an agent without a mailbox of its own. */
export interface Caller {
  readonly namespace: string;
  /** Names the caller; its request ids are its own. */
  readonly subject: string;
}

/** A call of an action. */
export interface CallRequest {
  /** Makes a repeat the same call; empty means no repeat is recognised. */
  readonly requestId: string;
  readonly agent: EntityId;
  readonly action: string;
  readonly mediaType: string;
  readonly body: Uint8Array;
  /** Time for the answer. */
  readonly timeoutMs: number;
  /** Whether the call goes on when its caller is gone. */
  readonly keep: boolean;
  /** W3C trace context; empty means none. */
  readonly traceparent: string;
  readonly tracestate: string;
}

/** Id of the message of a call with a request id: the same for a repeat, also after a restart of the server. */
export function callId(subject: string, requestId: string): string {
  return `k-${createHash("sha256")
    .update(JSON.stringify([subject, requestId]))
    .digest("base64url")}`;
}

/**
 * Digest of what a call asks for, to tell a repeat from another call under the same request id. It travels as the
 * message's label, so that an answer brings it back.
 */
export function contentDigest(request: CallRequest): string {
  const { agent, action, mediaType, body } = request;
  return createHash("sha256")
    .update(JSON.stringify([agent.role, agent.uid, action, mediaType]))
    .update(body)
    .digest("base64url");
}
