import { type Settlement as ProtoSettlement, SettlementKind } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import {
  AnswerStatus as ProtoAnswerStatus,
  type Delivery as ProtoDelivery,
  type Envelope as ProtoEnvelope,
  MessageKind as ProtoMessageKind,
} from "@lyceum/gen/lyceum/v1/message_pb.ts";
import type { EntityId } from "../core/entity.ts";
import { invalidField } from "../core/errors.ts";
import {
  type Answer,
  type AnswerStatus,
  DEFAULT_PROTOCOL,
  type Delivery,
  type Envelope,
  type MessageKind,
  type Settlement,
} from "../core/message.ts";
import { entityFromProto, entityToProto } from "./convert-entity.ts";
import { failureFromProto, failureToProto } from "./convert-failure.ts";
import { MAX_MEDIA_TYPE } from "./convert-payload.ts";
import { durationFromProto, durationToProto } from "./convert-time.ts";

const kinds: Readonly<Record<MessageKind, ProtoMessageKind>> = {
  action: ProtoMessageKind.ACTION,
  ping: ProtoMessageKind.PING,
  cancel: ProtoMessageKind.CANCEL,
  shutdown: ProtoMessageKind.SHUTDOWN,
  response: ProtoMessageKind.RESPONSE,
  part: ProtoMessageKind.PART,
  event: ProtoMessageKind.EVENT,
};
const kindOf = new Map(Object.entries(kinds).map(([kind, number]) => [number, kind as MessageKind]));

const statuses: Readonly<Record<AnswerStatus, ProtoAnswerStatus>> = {
  ok: ProtoAnswerStatus.OK,
  failed: ProtoAnswerStatus.FAILED,
  cancelled: ProtoAnswerStatus.CANCELLED,
  mailbox_terminated: ProtoAnswerStatus.MAILBOX_TERMINATED,
  expired: ProtoAnswerStatus.EXPIRED,
  undeliverable: ProtoAnswerStatus.UNDELIVERABLE,
  host_lost: ProtoAnswerStatus.HOST_LOST,
  incompatible_protocol: ProtoAnswerStatus.INCOMPATIBLE_PROTOCOL,
  action_not_found: ProtoAnswerStatus.ACTION_NOT_FOUND,
  invalid_arguments: ProtoAnswerStatus.INVALID_ARGUMENTS,
  unsupported: ProtoAnswerStatus.UNSUPPORTED,
  invalid_state: ProtoAnswerStatus.INVALID_STATE,
};
const statusOf = new Map(Object.entries(statuses).map(([status, number]) => [number, status as AnswerStatus]));

/** Writes an answer's status. */
export function statusToProto(status: AnswerStatus): ProtoAnswerStatus {
  return statuses[status];
}

/**
 * Reads an envelope that a session's entity sends; its source is that entity, whatever the envelope says.
 * @throws LyceumError invalid_field
 */
export function envelopeFromProto(envelope: ProtoEnvelope, src: EntityId): Envelope {
  const kind = kindOf.get(envelope.kind);
  if (kind === undefined) throw invalidField("envelope.kind", "must be one of MessageKind");
  if (envelope.id === "" || envelope.id.length > 128) throw invalidField("envelope.id", "must be 1 to 128 characters");
  if (envelope.label.length > 256) throw invalidField("envelope.label", "must be at most 256 characters");
  if (envelope.src !== undefined && envelope.src.uid !== src.uid)
    throw invalidField("envelope.src", "must be the session's own entity, or absent");
  return {
    header: {
      id: envelope.id,
      kind,
      src,
      dest: entityFromProto(envelope.dest, "envelope.dest"),
      label: envelope.label,
      protocol: envelope.protocol || DEFAULT_PROTOCOL,
      traceparent: envelope.traceparent,
      tracestate: envelope.tracestate,
      action: envelope.action,
      mediaType: envelope.mediaType,
      targetId: envelope.targetId,
      terminate: envelope.terminate,
      status: undefined,
      failure: undefined,
      part: envelope.part,
      attempt: envelope.attempt,
    },
    body: envelope.body,
    timeoutMs: durationFromProto(envelope.timeout, "envelope.timeout"),
  };
}

/** Writes an envelope; whole, since a message that is whole is encoded as it is. */
export function envelopeToProto({ header, body, timeoutMs }: Envelope): ProtoEnvelope {
  return {
    $typeName: "lyceum.v1.Envelope",
    id: header.id,
    kind: kinds[header.kind],
    src: entityToProto(header.src),
    dest: entityToProto(header.dest),
    label: header.label,
    protocol: header.protocol,
    traceparent: header.traceparent,
    tracestate: header.tracestate,
    action: header.action,
    mediaType: header.mediaType,
    targetId: header.targetId,
    part: header.part,
    attempt: header.attempt,
    body,
    timeout: timeoutMs === undefined ? undefined : durationToProto(timeoutMs),
    terminate: header.terminate,
    status: header.status === undefined ? ProtoAnswerStatus.UNSPECIFIED : statuses[header.status],
    failure: header.failure === undefined ? undefined : failureToProto(header.failure),
  };
}

/** Writes a delivery. */
export function deliveryToProto(delivery: Delivery): ProtoDelivery {
  return {
    $typeName: "lyceum.v1.Delivery",
    sequence: BigInt(delivery.sequence),
    attempt: delivery.attempt,
    envelope: envelopeToProto(delivery.envelope),
    begun: delivery.begun === true,
  };
}

/**
 * Reads a settlement.
 * @throws LyceumError invalid_field
 */
export function settlementFromProto(settlement: ProtoSettlement): Settlement {
  const sequence = Number(settlement.sequence);
  switch (settlement.kind) {
    case SettlementKind.ACKNOWLEDGE:
      return { kind: "acknowledge", sequence };
    case SettlementKind.RELEASE:
      return { kind: "release", sequence };
    case SettlementKind.EXTEND:
      return { kind: "extend", sequence };
    case SettlementKind.RESPOND:
      return { kind: "respond", sequence, answer: answerFromProto(settlement.answer) };
    default:
      throw invalidField("settlement.kind", "must be one of SettlementKind");
  }
}

function answerFromProto(answer: ProtoEnvelope | undefined): Answer {
  if (answer === undefined) throw invalidField("settlement.answer", "is missing: RESPOND needs one");
  const status = statusOf.get(answer.status);
  if (status === undefined) throw invalidField("settlement.answer.status", "must be one of AnswerStatus");
  if (answer.mediaType.length > MAX_MEDIA_TYPE)
    throw invalidField("settlement.answer.media_type", `must be at most ${MAX_MEDIA_TYPE} characters`);
  return {
    status,
    failure: answer.failure === undefined ? undefined : failureFromProto(answer.failure),
    mediaType: answer.mediaType,
    body: answer.body,
    part: answer.part,
  };
}
