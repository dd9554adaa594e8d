import { create, toBinary } from "@bufbuild/protobuf";
import { EntityIdSchema, Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { EnvelopeSchema } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { readEnvelope } from "@lyceum/gen/wire/envelope-reader.ts";
import { writeEnvelope } from "@lyceum/gen/wire/envelope-writer.ts";
import { Known } from "@lyceum/gen/wire/known.ts";
import { WireReader } from "@lyceum/gen/wire/wire-reader.ts";
import { WireWriter } from "@lyceum/gen/wire/wire-writer.ts";
import { describe, expect, it } from "vitest";

const uid = "6f1c1b4e-7c0c-4f0e-9b0a-3b1b7b1b0c02";

/** Reads the envelope of a message to an agent. */
function read(uid: string, name: string, role: Role = Role.AGENT) {
  const writer = new WireWriter();
  writer.message(0x0a, toBinary(EnvelopeSchema, create(EnvelopeSchema, { id: "a", dest: { uid, name, role } })));
  const reader = new WireReader(writer.take());
  reader.tag();
  return readEnvelope(reader);
}

describe("entities that were read before", () => {
  it("are made once", () => {
    expect(read(uid, "counter").dest).toBe(read(uid, "counter").dest);
  });

  it("are told from each other by all that they have", () => {
    const others = [read(uid, "counted"), read(uid, ""), read(uid, "counter", Role.USER), read(`7${uid.slice(1)}`, "counter")];
    const seen = new Set([read(uid, "counter"), ...others].map(({ dest }) => `${dest?.uid} ${dest?.role} ${dest?.name}`));
    expect(seen.size).toBe(5);
  });

  it("are read as they are, however many there are", () => {
    for (let round = 0; round < 2; round += 1) {
      for (let index = 0; index < 2_000; index += 1)
        expect(read(`agent-${index}`, `n${index}`).dest).toMatchObject({ uid: `agent-${index}` });
    }
  });

  it("may be short, long, or empty", () => {
    for (const [uid, name] of [
      ["", ""],
      ["a", ""],
      ["b".repeat(36), "n".repeat(256)],
    ] as const) {
      for (let round = 0; round < 2; round += 1) expect(read(uid, name).dest).toMatchObject({ uid, name });
    }
  });
});

describe("entities that were written before", () => {
  const [one, other] = [uid, "other"].map((uid) => create(EntityIdSchema, { uid, role: Role.AGENT, name: "n".repeat(8) }));
  const large = create(EntityIdSchema, { uid, role: Role.USER, name: "n".repeat(256) });

  it("are written as the general codec does", () => {
    const writer = new WireWriter();
    for (const src of [one, one, one, other, one, large, large, large, undefined, other, other, other]) {
      for (const dest of [one, one, one, other, large, src]) {
        const envelope = create(EnvelopeSchema, { id: "a", ...(src && { src }), ...(dest && { dest }) });
        writeEnvelope(writer, 0x0a, envelope);
        const reader = new WireReader(writer.take());
        reader.tag();
        expect(Buffer.compare(reader.view(), toBinary(EnvelopeSchema, envelope))).toBe(0);
      }
    }
  });
});

describe("Known", () => {
  it("keeps no more of a frame than the bytes themselves", () => {
    const known = new Known<string>();
    const frame = Buffer.alloc(64, 7);
    known.keep(frame, 8, 40, "value");
    expect(known.find(frame, 8, 40)).toBe("value");
    const copy = Buffer.from(frame);
    frame.fill(0);
    expect(known.find(copy, 8, 40)).toBe("value");
    expect(known.find(frame, 8, 40)).toBeUndefined();
  });

  it("keeps neither short ones nor long ones", () => {
    const known = new Known<string>();
    const frame = Buffer.alloc(256, 7);
    for (const limit of [0, 5, 11, 129, 256]) {
      known.keep(frame, 0, limit, "value");
      expect(known.find(frame, 0, limit)).toBeUndefined();
    }
  });
});
