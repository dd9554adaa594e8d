import { fromBinary } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import type { EntityId, Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import {
  type ConnectResponse,
  DrainSchema,
  FailedItemSchema,
  SessionEndSchema,
  type SessionEvent,
  SessionGrantSchema,
} from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { type AnswerStatus, type Delivery, type Envelope, FailureSchema, type MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { WireReader } from "./wire-reader.ts";

// Tags: field number << 3 | wire type (0 a number, 2 what has a length).
const NO_BYTES = new Uint8Array(0);

/** Reads a frame down, as the general codec does and several times as fast: what is in every frame by hand, what is rare by that codec. */
export function readFrame(bytes: Buffer): ConnectResponse {
  const frame: ConnectResponse = { $typeName: "lyceum.v1.ConnectResponse", events: [], drain: undefined };
  const reader = new WireReader(bytes);
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) frame.events.push(readEvent(within(reader)));
    else if (tag === 0x12) frame.drain = fromBinary(DrainSchema, reader.view());
    else reader.skip(tag);
  }
  return frame;
}

/** A reader of the message that follows, which the outer one leaves behind. */
function within(reader: WireReader): WireReader {
  const limit = reader.limit();
  const inner = new WireReader(reader.bytes, reader.at, limit);
  reader.at = limit;
  return inner;
}

function readEvent(reader: WireReader): SessionEvent {
  const event: SessionEvent = {
    $typeName: "lyceum.v1.SessionEvent",
    channel: 0,
    grant: undefined,
    takenThrough: 0n,
    failed: [],
    deliveries: [],
    end: undefined,
  };
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x2a) event.deliveries.push(readDelivery(within(reader)));
    else if (tag === 0x08) event.channel = reader.varint();
    else if (tag === 0x18) event.takenThrough = BigInt(reader.varint());
    else if (tag === 0x12) event.grant = fromBinary(SessionGrantSchema, reader.view());
    else if (tag === 0x22) event.failed.push(fromBinary(FailedItemSchema, reader.view()));
    else if (tag === 0x32) event.end = fromBinary(SessionEndSchema, reader.view());
    else reader.skip(tag);
  }
  return event;
}

function readDelivery(reader: WireReader): Delivery {
  const delivery: Delivery = { $typeName: "lyceum.v1.Delivery", sequence: 0n, attempt: 0, envelope: undefined, begun: false };
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x08) delivery.sequence = BigInt(reader.varint());
    else if (tag === 0x10) delivery.attempt = reader.varint();
    else if (tag === 0x1a) delivery.envelope = readEnvelope(within(reader));
    else if (tag === 0x20) delivery.begun = reader.varint() !== 0;
    else reader.skip(tag);
  }
  return delivery;
}

function readEnvelope(reader: WireReader): Envelope {
  const envelope: Envelope = {
    $typeName: "lyceum.v1.Envelope",
    id: "",
    kind: 0,
    src: undefined,
    dest: undefined,
    label: "",
    protocol: "",
    timeout: undefined,
    traceparent: "",
    tracestate: "",
    action: "",
    mediaType: "",
    body: NO_BYTES,
    targetId: "",
    terminate: undefined,
    status: 0,
    failure: undefined,
    part: 0,
    attempt: 0,
  };
  while (reader.more) {
    const tag = reader.varint();
    if (!readField(envelope, tag, reader) && !readRareField(envelope, tag, reader)) reader.skip(tag);
  }
  return envelope;
}

function readField(envelope: Envelope, tag: number, reader: WireReader): boolean {
  switch (tag) {
    case 0x0a:
      envelope.id = reader.text();
      return true;
    case 0x10:
      envelope.kind = reader.varint() as MessageKind;
      return true;
    case 0x1a:
      envelope.src = readEntity(reader);
      return true;
    case 0x52:
      envelope.action = reader.text();
      return true;
    case 0x62:
      envelope.body = reader.view();
      return true;
    case 0x78:
      envelope.status = reader.varint() as AnswerStatus;
      return true;
    case 0x88:
      envelope.part = reader.varint();
      return true;
    case 0x90:
      envelope.attempt = reader.varint();
      return true;
    default:
      return false;
  }
}

function readRareField(envelope: Envelope, tag: number, reader: WireReader): boolean {
  switch (tag) {
    case 0x2a:
      envelope.label = reader.text();
      return true;
    case 0x32:
      envelope.protocol = reader.text();
      return true;
    case 0x22:
      envelope.dest = readEntity(reader);
      return true;
    case 0x3a:
      envelope.timeout = fromBinary(DurationSchema, reader.view());
      return true;
    case 0x42:
      envelope.traceparent = reader.text();
      return true;
    case 0x4a:
      envelope.tracestate = reader.text();
      return true;
    case 0x5a:
      envelope.mediaType = reader.text();
      return true;
    case 0x6a:
      envelope.targetId = reader.text();
      return true;
    case 0x70:
      envelope.terminate = reader.varint() !== 0;
      return true;
    case 0x82:
      envelope.failure = fromBinary(FailureSchema, reader.view());
      return true;
    default:
      return false;
  }
}

function readEntity(outer: WireReader): EntityId {
  const reader = within(outer);
  const entity: EntityId = { $typeName: "lyceum.v1.EntityId", uid: "", role: 0, name: "" };
  while (reader.more) {
    const tag = reader.varint();
    if (tag === 0x0a) entity.uid = reader.text();
    else if (tag === 0x10) entity.role = reader.varint() as Role;
    else if (tag === 0x1a) entity.name = reader.text();
    else reader.skip(tag);
  }
  return entity;
}
