import { fromBinary } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import type { EntityId, Role } from "../src/lyceum/v1/entity_pb.ts";
import { type AnswerStatus, type Envelope, FailureSchema, type MessageKind } from "../src/lyceum/v1/message_pb.ts";
import { Known } from "./known.ts";
import type { WireReader } from "./wire-reader.ts";

const NO_BYTES = new Uint8Array(0);
/** Most messages are between the same few. */
const entities = new Known<EntityId>();

/** Reads the envelope that follows; its body is a view, its entities may be those of other envelopes. */
export function readEnvelope(reader: WireReader): Envelope {
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
  const outer = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (!readContent(reader, tag, envelope) && !readCircumstance(reader, tag, envelope)) reader.skip(tag);
  }
  reader.leave(outer);
  return envelope;
}

// The cases are tags, as `WireReader.tag` has them; the wire type is 0 for a number and 2 for what has a length.

function readContent(reader: WireReader, tag: number, envelope: Envelope): boolean {
  switch (tag) {
    case 0x0a:
      envelope.id = reader.text();
      return true;
    case 0x10:
      envelope.kind = reader.varint() as MessageKind;
      return true;
    case 0x1a:
      envelope.src = reader.once(entities, readEntity);
      return true;
    case 0x22:
      envelope.dest = reader.once(entities, readEntity);
      return true;
    case 0x52:
      envelope.action = reader.text();
      return true;
    case 0x5a:
      envelope.mediaType = reader.text();
      return true;
    case 0x62:
      envelope.body = reader.view();
      return true;
    case 0x78:
      envelope.status = reader.varint() as AnswerStatus;
      return true;
    case 0x90:
      envelope.attempt = reader.varint();
      return true;
    default:
      return false;
  }
}

function readCircumstance(reader: WireReader, tag: number, envelope: Envelope): boolean {
  switch (tag) {
    case 0x2a:
      envelope.label = reader.text();
      return true;
    case 0x32:
      envelope.protocol = reader.text();
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
    case 0x6a:
      envelope.targetId = reader.text();
      return true;
    case 0x70:
      envelope.terminate = reader.varint() !== 0;
      return true;
    case 0x82:
      envelope.failure = fromBinary(FailureSchema, reader.view());
      return true;
    case 0x88:
      envelope.part = reader.varint();
      return true;
    default:
      return false;
  }
}

function readEntity(reader: WireReader): EntityId {
  const entity: EntityId = { $typeName: "lyceum.v1.EntityId", uid: "", role: 0, name: "" };
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 0x0a) entity.uid = reader.text();
    else if (tag === 0x10) entity.role = reader.varint() as Role;
    else if (tag === 0x1a) entity.name = reader.text();
    else reader.skip(tag);
  }
  return entity;
}
