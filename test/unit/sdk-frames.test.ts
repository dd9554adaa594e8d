import { create, equals, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ConnectRequestSchema, ConnectResponseSchema, SettlementKind } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { AnswerStatus, type EnvelopeSchema, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Reason } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { describe, expect, it } from "vitest";
import { readFrame } from "../../clients/typescript/src/exchange/frame-reader.ts";
import { writeFrame } from "../../clients/typescript/src/exchange/frame-writer.ts";

const full: MessageInitShape<typeof EnvelopeSchema> = {
  id: "tag-1",
  kind: MessageKind.ACTION,
  src: { uid: "u", role: Role.USER, name: "häß" },
  dest: { uid: "0".repeat(36), role: Role.AGENT, name: "worker" },
  label: "label",
  protocol: "lyceum/1",
  timeout: { seconds: 3n, nanos: 5 },
  traceparent: "00-1-2-01",
  tracestate: "a=b",
  action: "increment",
  mediaType: "application/json",
  body: new TextEncoder().encode("[1]"),
  targetId: "tag-0",
  terminate: false,
  status: AnswerStatus.FAILED,
  failure: { type: "T", message: "m", cause: { type: "C" } },
  part: 70_000,
  attempt: 2,
};

const bodies = [0, 1, 100, 127, 128, 16_000, 16_383, 16_384, 70_000, 2_100_000];

describe("frames up", () => {
  const check = (init: MessageInitShape<typeof ConnectRequestSchema>): void => {
    const frame = create(ConnectRequestSchema, init);
    const written = writeFrame(frame);
    expect(equals(ConnectRequestSchema, fromBinary(ConnectRequestSchema, written), frame)).toBe(true);
    expect(Buffer.compare(written, toBinary(ConnectRequestSchema, frame))).toBe(0);
  };

  it("are written byte for byte as the general codec writes them", () => {
    check({});
    check({
      attaches: [
        {
          channel: 1,
          token: "t",
          resume: { sessionId: "s", resumeToken: "r", held: [1n, 2n ** 40n] },
          credits: 256,
          protocols: ["lyceum/1"],
        },
      ],
      updates: [
        {
          channel: 300,
          items: [
            { sequence: 1n, item: { case: "send", value: full } },
            { sequence: 2n ** 45n, item: { case: "settle", value: { sequence: 9n, kind: SettlementKind.RESPOND, answer: full } } },
            { sequence: 3n, item: { case: "settle", value: { sequence: 9n, kind: SettlementKind.ACKNOWLEDGE } } },
          ],
          credits: 5,
          resultsReadThrough: 7n,
          token: "fresh",
        },
        { channel: 2 },
      ],
      detaches: [{ channel: 4 }],
    });
  });

  it.each(bodies)("carry a body of %i bytes", (bytes) => {
    const value = { id: "x".repeat(bytes % 130), kind: MessageKind.ACTION, body: new Uint8Array(bytes).fill(7) };
    check({ updates: [{ channel: 1, items: [{ sequence: 1n, item: { case: "send", value } }] }] });
  });

  it("carry texts of every kind and length", () => {
    for (const text of ["ascii", "ä", "😀".repeat(20), "x".repeat(48), "x".repeat(49), `${"x".repeat(47)}ä`, "y".repeat(20_000)]) {
      check({ updates: [{ items: [{ item: { case: "send", value: { label: text, action: text, dest: { uid: text } } } }] }] });
    }
  });
});

describe("frames down", () => {
  const check = (init: MessageInitShape<typeof ConnectResponseSchema>): void => {
    const frame = create(ConnectResponseSchema, init);
    const read = readFrame(Buffer.from(toBinary(ConnectResponseSchema, frame)));
    expect(equals(ConnectResponseSchema, read, frame)).toBe(true);
  };

  it("are read as the general codec reads them", () => {
    check({});
    check({ drain: { grace: { seconds: 5n } } });
    check({
      events: [
        {
          channel: 300,
          grant: { sessionId: "s", resumeToken: "r", resumed: true, takenThrough: 5n, resumeWindow: { seconds: 10n } },
          takenThrough: 2n ** 45n,
          failed: [{ sequence: 4n, error: { reason: Reason.MAILBOX_FULL, message: "full", facts: { uid: "a" } } }],
          deliveries: [
            { sequence: 2n ** 44n, attempt: 3, envelope: full },
            { sequence: 1n, attempt: 1, envelope: { ...full, terminate: true } },
            { sequence: 2n, attempt: 1 },
          ],
          end: { error: { reason: Reason.SUPERSEDED } },
        },
        { channel: 2 },
      ],
    });
  });

  it.each(bodies)("carry a body of %i bytes", (bytes) => {
    check({ events: [{ deliveries: [{ envelope: { body: new Uint8Array(bytes).fill(7) } }] }] });
  });

  it("leave out fields that are not known", () => {
    const unknown = Buffer.from([0x98, 0x06, 0x01, 0x9d, 0x06, 1, 2, 3, 4, 0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xaa, 0x06, 0x01, 0x07]);
    const known = Buffer.from(toBinary(ConnectResponseSchema, create(ConnectResponseSchema, { events: [{ channel: 3 }] })));
    expect(readFrame(Buffer.concat([unknown, known])).events[0]!.channel).toBe(3);
  });

  it("are refused when they are cut, wherever that is", () => {
    const whole = Buffer.from(
      toBinary(ConnectResponseSchema, create(ConnectResponseSchema, { events: [{ deliveries: [{ sequence: 1n, envelope: full }] }] })),
    );
    for (let length = 1; length < whole.length; length += 1) expect(() => readFrame(whole.subarray(0, length))).toThrow(RangeError);
  });
});
