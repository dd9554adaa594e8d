import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader, type WireType } from "@bufbuild/protobuf/wire";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import type { EntityId, Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import {
  AttachSchema,
  type ConnectRequest,
  DetachSchema,
  HostingSchema,
  type SessionItem,
  type SessionUpdate,
  type Settlement,
  type SettlementKind,
} from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { type AnswerStatus, type Envelope, FailureSchema, type MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { NO_BODY } from "../core/message.ts";

// The cases below are tags: a field's number << 3 | its wire type (0 a number, 2 what has a length).

/**
 * Reads a frame of Connect, as the general codec does and in a third of its time: what every frame has is read here, what is rare by that
 * codec. Unknown fields are passed over; bodies are views of the frame.
 * @throws Error when the bytes are no frame.
 */
export function readFrame(bytes: Uint8Array): ConnectRequest {
  const reader = new BinaryReader(bytes);
  const frame: ConnectRequest = { $typeName: "lyceum.v1.ConnectRequest", attaches: [], updates: [], detaches: [] };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 0x12) frame.updates.push(readUpdate(reader));
    else if (tag === 0x0a) frame.attaches.push(fromBinary(AttachSchema, reader.bytes()));
    else if (tag === 0x1a) frame.detaches.push(fromBinary(DetachSchema, reader.bytes()));
    else skip(reader, tag);
  }
  return frame;
}

function readUpdate(reader: BinaryReader): SessionUpdate {
  const update: SessionUpdate = {
    $typeName: "lyceum.v1.SessionUpdate",
    channel: 0,
    items: [],
    credits: 0,
    resultsReadThrough: 0n,
    token: "",
    hosting: undefined,
    patient: false,
  };
  const end = endOf(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x12) update.items.push(readItem(reader));
    else if (tag === 0x08) update.channel = reader.uint32();
    else if (tag === 0x18) update.credits = reader.uint32();
    else if (tag === 0x20) update.resultsReadThrough = readUint64(reader);
    else if (tag === 0x2a) update.token = reader.string(true);
    else if (tag === 0x32) update.hosting = fromBinary(HostingSchema, reader.bytes());
    else if (tag === 0x38) update.patient = reader.bool();
    else skip(reader, tag);
  }
  assertEnd(reader, end);
  return update;
}

function readItem(reader: BinaryReader): SessionItem {
  const item: SessionItem = { $typeName: "lyceum.v1.SessionItem", sequence: 0n, item: { case: undefined } };
  const end = endOf(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x08) item.sequence = readUint64(reader);
    else if (tag === 0x12) item.item = { case: "send", value: readEnvelope(reader) };
    else if (tag === 0x1a) item.item = { case: "settle", value: readSettlement(reader) };
    else skip(reader, tag);
  }
  assertEnd(reader, end);
  return item;
}

function readSettlement(reader: BinaryReader): Settlement {
  const settlement: Settlement = { $typeName: "lyceum.v1.Settlement", sequence: 0n, kind: 0, answer: undefined };
  const end = endOf(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x08) settlement.sequence = readUint64(reader);
    else if (tag === 0x10) settlement.kind = reader.int32() as SettlementKind;
    else if (tag === 0x1a) settlement.answer = readEnvelope(reader);
    else skip(reader, tag);
  }
  assertEnd(reader, end);
  return settlement;
}

function readEnvelope(reader: BinaryReader): Envelope {
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
    body: NO_BODY,
    targetId: "",
    terminate: undefined,
    status: 0,
    failure: undefined,
    part: 0,
    attempt: 0,
  };
  const end = endOf(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!readContent(reader, tag, envelope) && !readCircumstance(reader, tag, envelope)) skip(reader, tag);
  }
  assertEnd(reader, end);
  return envelope;
}

function readContent(reader: BinaryReader, tag: number, envelope: Envelope): boolean {
  switch (tag) {
    case 0x0a:
      envelope.id = reader.string(true);
      return true;
    case 0x10:
      envelope.kind = reader.int32() as MessageKind;
      return true;
    case 0x22:
      envelope.dest = readEntity(reader);
      return true;
    case 0x52:
      envelope.action = reader.string(true);
      return true;
    case 0x5a:
      envelope.mediaType = reader.string(true);
      return true;
    case 0x62:
      envelope.body = reader.bytes();
      return true;
    case 0x78:
      envelope.status = reader.int32() as AnswerStatus;
      return true;
    case 0x82:
      envelope.failure = fromBinary(FailureSchema, reader.bytes());
      return true;
    case 0x88:
      envelope.part = reader.uint32();
      return true;
    default:
      return false;
  }
}

function readCircumstance(reader: BinaryReader, tag: number, envelope: Envelope): boolean {
  switch (tag) {
    case 0x1a:
      envelope.src = readEntity(reader);
      return true;
    case 0x2a:
      envelope.label = reader.string(true);
      return true;
    case 0x32:
      envelope.protocol = reader.string(true);
      return true;
    case 0x3a:
      envelope.timeout = fromBinary(DurationSchema, reader.bytes());
      return true;
    case 0x42:
      envelope.traceparent = reader.string(true);
      return true;
    case 0x4a:
      envelope.tracestate = reader.string(true);
      return true;
    case 0x6a:
      envelope.targetId = reader.string(true);
      return true;
    case 0x70:
      envelope.terminate = reader.bool();
      return true;
    case 0x90:
      envelope.attempt = reader.uint32();
      return true;
    default:
      return false;
  }
}

function readEntity(reader: BinaryReader): EntityId {
  const entity: EntityId = { $typeName: "lyceum.v1.EntityId", uid: "", role: 0, name: "" };
  const end = endOf(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) entity.uid = reader.string(true);
    else if (tag === 0x10) entity.role = reader.int32() as Role;
    else if (tag === 0x1a) entity.name = reader.string(true);
    else skip(reader, tag);
  }
  assertEnd(reader, end);
  return entity;
}

function readUint64(reader: BinaryReader): bigint {
  return BigInt(reader.uint64());
}

function skip(reader: BinaryReader, tag: number): void {
  if (tag >>> 3 === 0) throw new RangeError("a field has the number 0");
  reader.skip((tag & 7) as WireType, tag >>> 3);
}

/** Where the message that begins here ends. */
function endOf(reader: BinaryReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError("a message is longer than the frame");
  return end;
}

function assertEnd(reader: BinaryReader, end: number): void {
  if (reader.pos !== end) throw new RangeError("a field is longer than its message");
}
