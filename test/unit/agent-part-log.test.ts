import { describe, expect, it } from "vitest";
import { type PartCursor, type PartEvent, type PartLimits, PartLog } from "../../src/agent/part-log.ts";
import { type Header, NO_BODY } from "../../src/core/message.ts";

const LIMITS: PartLimits = { maxParts: 3, maxBytes: 10 };
const agent = { uid: "a", role: "agent", name: "" } as const;
const header: Header = {
  id: "1",
  kind: "part",
  src: agent,
  dest: { uid: "u", role: "user", name: "" },
  label: "",
  protocol: "lyceum/1",
  traceparent: "",
  tracestate: "",
  action: "",
  mediaType: "",
  targetId: "",
  part: 0,
  attempt: 1,
};

function part(index: number, options: { attempt?: number; bytes?: number } = {}) {
  const body = options.bytes === undefined ? NO_BODY : new Uint8Array(options.bytes);
  return { header: { ...header, part: index, attempt: options.attempt ?? 1 }, body, timeoutMs: undefined };
}

function drain(log: PartLog, cursor: PartCursor): (number | string)[] {
  const seen: (number | string)[] = [];
  for (let event: PartEvent | undefined = log.next(cursor); event !== undefined; event = log.next(cursor)) {
    seen.push(event.kind === "part" ? event.part.index : `restarted ${event.attempt}`);
  }
  return seen;
}

describe("part log", () => {
  it("gives a reader the parts in order, each once", () => {
    const log = new PartLog(LIMITS, false);
    const cursor = log.open(false);
    expect(log.add(part(0)) && log.add(part(1))).toBe(true);
    expect(drain(log, cursor)).toEqual([0, 1]);
    log.add(part(1));
    log.add(part(2));
    expect(drain(log, cursor)).toEqual([2]);
  });

  it("refuses a part while its reader has too many to read, and takes it later", () => {
    const log = new PartLog(LIMITS, false);
    const cursor = log.open(false);
    for (const index of [0, 1, 2]) expect(log.add(part(index))).toBe(true);
    expect(log.add(part(3))).toBe(false);
    expect(drain(log, cursor)).toEqual([0, 1, 2]);
    expect(log.add(part(3))).toBe(true);
    expect(drain(log, cursor)).toEqual([3]);
  });

  it("counts bytes, and takes one part however large", () => {
    const log = new PartLog(LIMITS, false);
    const cursor = log.open(false);
    expect(log.add(part(0, { bytes: 100 }))).toBe(true);
    expect(log.add(part(1, { bytes: 1 }))).toBe(false);
    expect(drain(log, cursor)).toEqual([0]);
    expect(log.add(part(1, { bytes: 1 }))).toBe(true);
  });

  it("waits for the slowest reader", () => {
    const log = new PartLog(LIMITS, false);
    const [fast, slow] = [log.open(false), log.open(false)];
    for (const index of [0, 1, 2]) log.add(part(index));
    expect(drain(log, fast)).toEqual([0, 1, 2]);
    expect(log.add(part(3))).toBe(false);
    log.close(slow);
    expect(log.add(part(3))).toBe(true);
  });

  it("keeps what was read for a caller that joins, and drops the oldest when room is short", () => {
    const log = new PartLog(LIMITS, true);
    const cursor = log.open(false);
    for (const index of [0, 1, 2]) log.add(part(index));
    expect(drain(log, cursor)).toEqual([0, 1, 2]);
    expect(drain(log, log.open(true))).toEqual([0, 1, 2]);
    log.add(part(3));
    expect(drain(log, log.open(true))).toEqual([1, 2, 3]);
  });

  it("never refuses when nobody reads", () => {
    const log = new PartLog(LIMITS, true);
    for (let index = 0; index < 10; index += 1) expect(log.add(part(index))).toBe(true);
    expect(drain(log, log.open(true))).toEqual([7, 8, 9]);
  });

  it("tells a restart before the parts of the new attempt, and drops those of the old", () => {
    const log = new PartLog(LIMITS, false);
    const cursor = log.open(false);
    log.add(part(0));
    expect(drain(log, cursor)).toEqual([0]);
    log.add(part(1));
    log.add(part(0, { attempt: 2 }));
    log.add(part(2));
    log.add(part(1, { attempt: 2 }));
    expect(drain(log, cursor)).toEqual(["restarted 2", 0, 1]);
  });

  it("tells a restart also when the new attempt has no parts", () => {
    const log = new PartLog(LIMITS, false);
    const cursor = log.open(false);
    log.add(part(0));
    log.restart(2);
    expect(drain(log, cursor)).toEqual(["restarted 2"]);
    log.restart(0);
    expect(drain(log, cursor)).toEqual([]);
  });

  it("fails a reader whose parts were lost, and not one that joins after the gap", () => {
    const log = new PartLog(LIMITS, true);
    const cursor = log.open(false);
    log.add(part(0));
    log.add(part(2));
    expect(() => drain(log, cursor)).toThrow(expect.objectContaining({ kind: "undeliverable", facts: { index: "0" } }));
    expect(drain(log, log.open(true))).toEqual([2]);
  });

  it("copies bodies, so that a large frame can go", () => {
    const log = new PartLog(LIMITS, false);
    const cursor = log.open(false);
    const frame = Buffer.alloc(1_000);
    log.add({ ...part(0), body: frame.subarray(0, 2) });
    const event = log.next(cursor);
    expect(event?.kind === "part" && event.part.body.buffer.byteLength).toBe(2);
  });
});
