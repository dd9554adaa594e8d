import type { SessionGrant, SessionRef } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Delivery } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { DEFAULT_PROTOCOL } from "../core/message.ts";
import type { Outgoing, Session } from "../exchange/session.ts";
import type { ResumeRef } from "../exchange/sessions.ts";
import { deliveryToProto } from "./convert-message.ts";
import { durationToProto } from "./convert-time.ts";

/** Writes the grant of a session. */
export function grantToProto(session: Session, resumed: boolean): SessionGrant {
  return {
    $typeName: "lyceum.v1.SessionGrant",
    sessionId: session.id,
    resumeToken: session.resumeToken,
    resumeWindow: durationToProto(session.windowMs),
    takenThrough: BigInt(session.takenThrough),
    resumed,
  };
}

/** Reads a reference to a session. */
export function resumeFromProto({ sessionId, resumeToken, held }: SessionRef): ResumeRef {
  return { sessionId, resumeToken, held: held.map(Number) };
}

/** Reads the protocols that a listener accepts; none means the default. */
export function protocolsFromProto(protocols: readonly string[]): readonly string[] {
  return protocols.length === 0 ? [DEFAULT_PROTOCOL] : protocols;
}

/** Writes a delivery on its way out; its timeout is what is left at a wall time. */
export function outgoingToProto({ sequence, attempt, begun, header, body, deadlineAtMs }: Outgoing, nowMs: number): Delivery {
  const timeoutMs = deadlineAtMs === undefined ? undefined : Math.max(0, deadlineAtMs - nowMs);
  return deliveryToProto({ sequence, attempt, begun, envelope: { header, body, timeoutMs } });
}
