import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { ConnectRequestSchema, ConnectResponseSchema, SettlementKind } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { AnswerStatus, type EnvelopeSchema, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Reason } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { describe, expect, it } from "vitest";
import { readFrame } from "../../src/rpc/frame-reader.ts";
import { writeFrame } from "../../src/rpc/frame-writer.ts";

const TEXTS = ["", "a", "6f1c1b4e-7c0c-4f0e-9b0a-3b1b7b1b0c01", "größer als ein Byte", "🦉".repeat(40), "x".repeat(200)];
const NUMBERS = [0, 1, 127, 128, 300, 65_536, 0xffff_ffff];
const LARGE = [0n, 1n, 127n, 128n, 0xffff_ffffn, 0x1_0000_0000n, 2n ** 53n + 1n, 2n ** 64n - 1n];
const SIZES = [0, 1, 100, 127, 128, 20_000];

/** Draws the same values each time. */
class Draw {
  #state = 1;

  from<T>(values: readonly T[]): T {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return values[Math.floor((this.#state / 2 ** 32) * values.length)] as T;
  }

  some<T>(make: () => T): T[] {
    return Array.from({ length: this.from([0, 1, 1, 3]) }, make);
  }

  maybe<T>(make: () => T): T | undefined {
    return this.from([true, false]) ? make() : undefined;
  }

  /** What is there or not: `exactOptionalPropertyTypes` has no other way to say it. */
  field<K extends string, T>(name: K, make: () => T): { [N in K]?: T } {
    const value = this.maybe(make);
    return (value === undefined ? {} : { [name]: value }) as { [N in K]?: T };
  }
}

function entity(draw: Draw) {
  return { uid: draw.from(TEXTS), role: draw.from([Role.UNSPECIFIED, Role.AGENT, Role.USER]), name: draw.from(TEXTS) };
}

function envelope(draw: Draw): MessageInitShape<typeof EnvelopeSchema> {
  return {
    id: draw.from(TEXTS),
    kind: draw.from([MessageKind.UNSPECIFIED, MessageKind.ACTION, MessageKind.EVENT]),
    label: draw.from(TEXTS),
    protocol: draw.from(TEXTS),
    traceparent: draw.from(TEXTS),
    tracestate: draw.from(TEXTS),
    action: draw.from(TEXTS),
    mediaType: draw.from(TEXTS),
    body: new Uint8Array(draw.from(SIZES)).fill(draw.from([0, 7, 255])),
    targetId: draw.from(TEXTS),
    status: draw.from([AnswerStatus.UNSPECIFIED, AnswerStatus.OK, AnswerStatus.INVALID_STATE]),
    part: draw.from(NUMBERS),
    attempt: draw.from(NUMBERS),
    ...draw.field("src", () => entity(draw)),
    ...draw.field("dest", () => entity(draw)),
    ...draw.field("timeout", () => ({ seconds: draw.from([0n, 5n]), nanos: draw.from([0, 5]) })),
    ...draw.field("terminate", () => draw.from([true, false])),
    ...draw.field("failure", () => ({ type: "Error", message: draw.from(TEXTS), cause: { type: draw.from(TEXTS) } })),
  };
}

function requestFrame(draw: Draw) {
  const item = () =>
    draw.from([
      { case: "send" as const, value: envelope(draw) },
      {
        case: "settle" as const,
        value: {
          sequence: draw.from(LARGE),
          kind: draw.from([SettlementKind.UNSPECIFIED, SettlementKind.RESPOND, SettlementKind.RELEASE]),
          ...draw.field("answer", () => envelope(draw)),
        },
      },
      { case: undefined },
    ]);
  const reference = () => ({ sessionId: draw.from(TEXTS), held: draw.some(() => draw.from(LARGE)) });
  return create(ConnectRequestSchema, {
    attaches: draw.some(() => ({ channel: draw.from(NUMBERS), token: draw.from(TEXTS), ...draw.field("resume", reference) })),
    updates: draw.some(() => ({
      channel: draw.from(NUMBERS),
      items: draw.some(() => ({ sequence: draw.from(LARGE), item: item() })),
      credits: draw.from(NUMBERS),
      resultsReadThrough: draw.from(LARGE),
      token: draw.from(TEXTS),
      ...draw.field("hosting", () => ({ redeliverable: draw.some(() => draw.from(TEXTS)) })),
      patient: draw.from([true, false]),
    })),
    detaches: draw.some(() => ({ channel: draw.from(NUMBERS), begun: draw.some(() => draw.from(LARGE)) })),
  });
}

function responseFrame(draw: Draw) {
  const error = () => ({ reason: draw.from([Reason.UNSPECIFIED, Reason.MAILBOX_FULL]), message: draw.from(TEXTS), facts: { uid: "1" } });
  return create(ConnectResponseSchema, {
    events: draw.some(() => ({
      channel: draw.from(NUMBERS),
      takenThrough: draw.from(LARGE),
      failed: draw.some(() => ({ sequence: draw.from(LARGE), error: error() })),
      deliveries: draw.some(() => ({
        sequence: draw.from(LARGE),
        attempt: draw.from(NUMBERS),
        ...draw.field("envelope", () => envelope(draw)),
        begun: draw.from([true, false]),
      })),
      ...draw.field("grant", () => ({ sessionId: draw.from(TEXTS), takenThrough: draw.from(LARGE), resumed: true })),
      ...draw.field("end", () => ({ error: error() })),
    })),
    ...draw.field("drain", () => ({ grace: { seconds: 1n } })),
  });
}

/** What becomes of bytes: a message, or that they are none. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return "no frame";
  }
}

describe("frames of Connect", () => {
  it("are read as the general codec reads them", () => {
    const draw = new Draw();
    for (let frame = 0; frame < 300; frame += 1) {
      const bytes = toBinary(ConnectRequestSchema, requestFrame(draw));
      expect(readFrame(bytes)).toEqual(fromBinary(ConnectRequestSchema, bytes));
    }
  });

  it("are written as the general codec writes them", () => {
    const draw = new Draw();
    for (let frame = 0; frame < 300; frame += 1) {
      const message = responseFrame(draw);
      expect(Buffer.compare(writeFrame(message), toBinary(ConnectResponseSchema, message))).toBe(0);
    }
  });

  it("are refused wherever they are cut, unless what is left is a frame", () => {
    const bytes = toBinary(ConnectRequestSchema, requestFrame(new Draw()));
    expect(bytes.length).toBeGreaterThan(300);
    for (let length = 0; length < Math.min(bytes.length, 2_000); length += 1) {
      const cut = bytes.subarray(0, length);
      expect(outcome(() => readFrame(cut))).toEqual(outcome(() => fromBinary(ConnectRequestSchema, cut)));
    }
  });

  it("are refused when a text is no UTF-8, or a message is longer than the one round it", () => {
    const bytes = toBinary(ConnectRequestSchema, create(ConnectRequestSchema, { updates: [{ token: "abc" }] }));
    expect([...bytes]).toEqual([0x12, 5, 0x2a, 3, 0x61, 0x62, 0x63]);
    expect(() => readFrame(bytes.with(5, 0xff))).toThrow();
    expect(() => readFrame(bytes.with(3, 4))).toThrow();
    expect(() => readFrame(bytes.with(1, 4))).toThrow();
    expect(() => readFrame(Uint8Array.of(0x00, 0x00))).toThrow();
    expect(() => readFrame(Uint8Array.of(0x0f))).toThrow();
  });

  it("may have fields that are not known yet", () => {
    const known = toBinary(ConnectRequestSchema, create(ConnectRequestSchema, { detaches: [{ channel: 3 }] }));
    const number = [0xf8, 0x01, 0x05];
    const text = [0xfa, 0x01, 0x02, 0x68, 0x69];
    const fixed = [0xf9, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 0xfd, 0x01, 1, 2, 3, 4];
    const inner = [0x12, number.length + text.length, ...number, ...text];
    const frame = readFrame(Uint8Array.of(...number, ...known, ...text, ...fixed, ...inner));
    expect(frame.detaches.map(({ channel }) => channel)).toEqual([3]);
    expect(frame.updates).toHaveLength(1);
  });

  it("are written right after one that could not be", () => {
    const bad = create(ConnectResponseSchema, { events: [{ channel: 1, failed: [{ sequence: -1n }] }] });
    const good = create(ConnectResponseSchema, { events: [{ channel: 2 }] });
    expect(() => writeFrame(bad)).toThrow();
    expect(Buffer.compare(writeFrame(good), toBinary(ConnectResponseSchema, good))).toBe(0);
  });

  it("do not change once they are written", () => {
    const frame = (fill: number) =>
      create(ConnectResponseSchema, { events: [{ deliveries: [{ envelope: { body: new Uint8Array(2_000_000).fill(fill) } }] }] });
    const first = writeFrame(frame(1));
    const expected = toBinary(ConnectResponseSchema, frame(1));
    writeFrame(frame(2));
    writeFrame(create(ConnectResponseSchema, { events: [{ channel: 3 }] }));
    expect(Buffer.compare(first, expected)).toBe(0);
  });
});
