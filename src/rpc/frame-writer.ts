import { toBinary } from "@bufbuild/protobuf";
import {
  type ConnectResponse,
  DrainSchema,
  FailedItemSchema,
  SessionEndSchema,
  type SessionEvent,
  SessionGrantSchema,
} from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Delivery } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { writeEnvelope } from "@lyceum/gen/wire/envelope-writer.ts";
import { WireWriter } from "@lyceum/gen/wire/wire-writer.ts";

const writer = new WireWriter();

/** Writes a frame of Connect, as the general codec does and several times as fast: what every frame has is written here, what is rare by that codec. */
export function writeFrame({ events, drain }: ConnectResponse): Buffer {
  writer.clear();
  for (const event of events) writeEvent(event);
  if (drain !== undefined) writer.message(0x12, toBinary(DrainSchema, drain));
  return writer.take();
}

function writeEvent({ channel, grant, takenThrough, failed, deliveries, end }: SessionEvent): void {
  const start = writer.begin(0x0a);
  writer.uint(0x08, channel);
  if (grant !== undefined) writer.message(0x12, toBinary(SessionGrantSchema, grant));
  writer.uint64(0x18, takenThrough);
  for (const item of failed) writer.message(0x22, toBinary(FailedItemSchema, item));
  for (const delivery of deliveries) writeDelivery(delivery);
  if (end !== undefined) writer.message(0x32, toBinary(SessionEndSchema, end));
  writer.end(start);
}

function writeDelivery({ sequence, attempt, envelope, begun }: Delivery): void {
  const start = writer.begin(0x2a);
  writer.uint64(0x08, sequence);
  writer.uint(0x10, attempt);
  if (envelope !== undefined) writeEnvelope(writer, 0x1a, envelope);
  if (begun) writer.bool(0x20, true);
  writer.end(start);
}
