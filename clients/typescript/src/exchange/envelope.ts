import type { EntityId as ProtoEntityId } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import type { Settlement, SettlementKind } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { AnswerStatus, type Envelope, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import type { Failure } from "../failure.ts";
import { failureToProto } from "../failure-of.ts";
import { durationOf } from "../time.ts";

/** Protocol of bodies that this SDK writes and reads. */
export const PROTOCOL = "lyceum/1";

/** Label of the ping by which an agent asks whether the parts that it sent so far were read. */
export const PARTS_LABEL = "lyceum.parts";

const NO_BYTES = new Uint8Array(0);

/** What a request is made of. */
export interface RequestInit {
  readonly id: string;
  readonly kind: MessageKind;
  readonly dest: ProtoEntityId;
  readonly action?: string | undefined;
  readonly label?: string | undefined;
  readonly mediaType?: string | undefined;
  readonly body?: Uint8Array | undefined;
  readonly timeoutMs?: number | undefined;
  readonly targetId?: string | undefined;
  readonly terminate?: boolean | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
  readonly part?: number | undefined;
}

// All envelopes are written out here, with every field in one order, since an object of one shape is what the engine reads fastest.
/** Makes an envelope to send. */
export function envelopeOf(init: RequestInit): Envelope {
  return {
    $typeName: "lyceum.v1.Envelope",
    id: init.id,
    kind: init.kind,
    src: undefined,
    dest: init.dest,
    label: init.label ?? "",
    protocol: "",
    timeout: init.timeoutMs === undefined ? undefined : { $typeName: "google.protobuf.Duration", ...durationOf(init.timeoutMs) },
    traceparent: init.traceparent ?? "",
    tracestate: init.tracestate ?? "",
    action: init.action ?? "",
    mediaType: init.mediaType ?? "",
    body: init.body ?? NO_BYTES,
    targetId: init.targetId ?? "",
    terminate: init.terminate,
    status: AnswerStatus.UNSPECIFIED,
    failure: undefined,
    part: init.part ?? 0,
    attempt: 0,
  };
}

/** How a request is answered. */
export interface AnswerInit {
  readonly status: AnswerStatus;
  readonly mediaType?: string | undefined;
  readonly body?: Uint8Array | undefined;
  readonly failure?: Failure | undefined;
  /** How many parts went before it. */
  readonly parts?: number | undefined;
}

/** Makes the envelope of an answer; what it leaves out is taken from the request. */
export function answerOf({ status, mediaType, body, failure, parts }: AnswerInit): Envelope {
  return {
    $typeName: "lyceum.v1.Envelope",
    id: "",
    kind: MessageKind.RESPONSE,
    src: undefined,
    dest: undefined,
    label: "",
    protocol: "",
    timeout: undefined,
    traceparent: "",
    tracestate: "",
    action: "",
    mediaType: mediaType ?? "",
    body: body ?? NO_BYTES,
    targetId: "",
    terminate: undefined,
    status,
    failure: failure === undefined ? undefined : failureToProto(failure),
    part: parts ?? 0,
    attempt: 0,
  };
}

/** Makes a settlement. */
export function settlementOf(sequence: number, kind: SettlementKind, answer?: Envelope): Settlement {
  return { $typeName: "lyceum.v1.Settlement", sequence: BigInt(sequence), kind, answer };
}
