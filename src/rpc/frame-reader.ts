import { fromBinary } from "@bufbuild/protobuf";
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
import { readEnvelope } from "@lyceum/gen/wire/envelope-reader.ts";
import { WireReader } from "@lyceum/gen/wire/wire-reader.ts";

/**
 * Reads a frame of Connect, as the general codec does and several times as fast: what every frame has is read here, what is rare by that
 * codec. Unknown fields are passed over; bodies are views of the frame.
 * @throws Error when the bytes are no frame.
 */
export function readFrame(bytes: Uint8Array): ConnectRequest {
  const reader = new WireReader(bytes);
  const frame: ConnectRequest = { $typeName: "lyceum.v1.ConnectRequest", attaches: [], updates: [], detaches: [] };
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 0x12) frame.updates.push(readUpdate(reader));
    else if (tag === 0x0a) frame.attaches.push(fromBinary(AttachSchema, reader.view()));
    else if (tag === 0x1a) frame.detaches.push(fromBinary(DetachSchema, reader.view()));
    else reader.skip(tag);
  }
  return frame;
}

function readUpdate(reader: WireReader): SessionUpdate {
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
  const outer = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 0x12) update.items.push(readItem(reader));
    else if (tag === 0x08) update.channel = reader.varint();
    else if (tag === 0x18) update.credits = reader.varint();
    else if (tag === 0x20) update.resultsReadThrough = reader.uint64();
    else if (tag === 0x2a) update.token = reader.text();
    else if (tag === 0x32) update.hosting = fromBinary(HostingSchema, reader.view());
    else if (tag === 0x38) update.patient = reader.varint() !== 0;
    else reader.skip(tag);
  }
  reader.leave(outer);
  return update;
}

function readItem(reader: WireReader): SessionItem {
  const item: SessionItem = { $typeName: "lyceum.v1.SessionItem", sequence: 0n, item: { case: undefined } };
  const outer = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 0x08) item.sequence = reader.uint64();
    else if (tag === 0x12) item.item = { case: "send", value: readEnvelope(reader) };
    else if (tag === 0x1a) item.item = { case: "settle", value: readSettlement(reader) };
    else reader.skip(tag);
  }
  reader.leave(outer);
  return item;
}

function readSettlement(reader: WireReader): Settlement {
  const settlement: Settlement = { $typeName: "lyceum.v1.Settlement", sequence: 0n, kind: 0, answer: undefined };
  const outer = reader.enter();
  while (reader.more) {
    const tag = reader.tag();
    if (tag === 0x08) settlement.sequence = reader.uint64();
    else if (tag === 0x10) settlement.kind = reader.varint() as SettlementKind;
    else if (tag === 0x1a) settlement.answer = readEnvelope(reader);
    else reader.skip(tag);
  }
  reader.leave(outer);
  return settlement;
}
