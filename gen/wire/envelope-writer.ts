import { toBinary } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import type { EntityId } from "../src/lyceum/v1/entity_pb.ts";
import { type Envelope, FailureSchema } from "../src/lyceum/v1/message_pb.ts";
import type { WireWriter } from "./wire-writer.ts";

/** Whom the last envelope was from, or to, as it was written: most are between the same few. */
interface Last {
  entity: EntityId | undefined;
  /** Absent until it comes again, which most do not that come once. */
  bytes: Uint8Array | undefined;
}

const from: Last = { entity: undefined, bytes: undefined };
const to: Last = { entity: undefined, bytes: undefined };

/** Writes an envelope as the field of a tag; its entities are those of before where they are the same objects. */
export function writeEnvelope(writer: WireWriter, tag: number, envelope: Envelope): void {
  const start = writer.begin(tag);
  writer.text(0x0a, envelope.id);
  writer.uint(0x10, envelope.kind);
  if (envelope.src !== undefined) writeEntity(writer, 0x1a, envelope.src, from);
  if (envelope.dest !== undefined) writeEntity(writer, 0x22, envelope.dest, to);
  writer.text(0x2a, envelope.label);
  writer.text(0x32, envelope.protocol);
  if (envelope.timeout !== undefined) writer.message(0x3a, toBinary(DurationSchema, envelope.timeout));
  writer.text(0x42, envelope.traceparent);
  writer.text(0x4a, envelope.tracestate);
  writer.text(0x52, envelope.action);
  writer.text(0x5a, envelope.mediaType);
  writer.bytes(0x62, envelope.body);
  writer.text(0x6a, envelope.targetId);
  if (envelope.terminate !== undefined) writer.bool(0x70, envelope.terminate);
  writer.uint(0x78, envelope.status);
  if (envelope.failure !== undefined) writer.message(0x82, toBinary(FailureSchema, envelope.failure));
  writer.uint(0x88, envelope.part);
  writer.uint(0x90, envelope.attempt);
  writer.end(start);
}

function writeEntity(writer: WireWriter, tag: number, entity: EntityId, last: Last): void {
  const again = last.entity === entity;
  if (again && last.bytes !== undefined) {
    writer.message(tag, last.bytes);
    return;
  }
  const start = writer.begin(tag);
  writer.text(0x0a, entity.uid);
  writer.uint(0x10, entity.role);
  writer.text(0x1a, entity.name);
  last.entity = entity;
  last.bytes = again ? writer.since(start) : undefined;
  writer.end(start);
}
