import { toBinary } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import type { EntityId } from "../src/lyceum/v1/entity_pb.ts";
import { type Envelope, FailureSchema } from "../src/lyceum/v1/message_pb.ts";
import type { WireWriter } from "./wire-writer.ts";

/** Writes an envelope as the field of a tag. */
export function writeEnvelope(writer: WireWriter, tag: number, envelope: Envelope): void {
  const start = writer.begin(tag);
  writer.text(0x0a, envelope.id);
  writer.uint(0x10, envelope.kind);
  if (envelope.src !== undefined) writeEntity(writer, 0x1a, envelope.src);
  if (envelope.dest !== undefined) writeEntity(writer, 0x22, envelope.dest);
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

function writeEntity(writer: WireWriter, tag: number, { uid, role, name }: EntityId): void {
  const start = writer.begin(tag);
  writer.text(0x0a, uid);
  writer.uint(0x10, role);
  writer.text(0x1a, name);
  writer.end(start);
}
