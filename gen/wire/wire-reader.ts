import type { Known } from "./known.ts";

// Longer ones are cheaper as a whole, and are flat, which those who hash them need.
const SHORT_TEXT = 12;
/** Bytes that the longest number takes. */
const MAX_VARINT_BYTES = 10;
/** What the decoder puts in place of bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd";
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads protobuf's wire format, one message within another. What is read wrong throws: RangeError where it is cut, TypeError where a text is no UTF-8. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
  }

  /** Whether the present message has more. */
  get more(): boolean {
    return this.#at < this.#end;
  }

  /** Goes into the message that follows; what it gives is for `leave`. */
  enter(): number {
    const outer = this.#end;
    this.#end = this.#limit();
    return outer;
  }

  /** Goes on with the outer message. */
  leave(outer: number): void {
    this.#end = outer;
  }

  /** Reads the message that follows, unless the same bytes were read before. */
  once<T>(known: Known<T>, read: (reader: WireReader) => T): T {
    const outer = this.enter();
    const [start, limit] = [this.#at, this.#end];
    let value = known.find(this.#bytes, start, limit);
    if (value === undefined) {
      value = read(this);
      known.keep(this.#bytes, start, limit, value);
    }
    this.#at = limit;
    this.leave(outer);
    return value;
  }

  /** A tag: the number of a field << 3 | its wire type. */
  tag(): number {
    const tag = this.varint();
    if (tag < 8) throw new RangeError("a field has the number 0");
    return tag;
  }

  /** A number; one beyond 2^53 loses its last digits. */
  varint(): number {
    const bytes = this.#bytes;
    let byte = this.#byte(bytes);
    if (byte < 0x80) return byte;
    const last = this.#at + MAX_VARINT_BYTES - 1;
    let value = byte & 0x7f;
    let factor = 0x80;
    do {
      if (this.#at === last) throw new RangeError("a number is too long");
      byte = this.#byte(bytes);
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
    } while (byte >= 0x80);
    return value;
  }

  /** A number of 64 bits, exactly. */
  uint64(): bigint {
    const start = this.#at;
    const value = this.varint();
    if (value <= Number.MAX_SAFE_INTEGER) return BigInt(value);
    let exact = 0n;
    for (let index = this.#at - 1; index >= start; index -= 1) exact = (exact << 7n) | BigInt((this.#bytes[index] as number) & 0x7f);
    return BigInt.asUintN(64, exact);
  }

  /** Bytes, as a view of those that are read. */
  view(): Uint8Array {
    const limit = this.#limit();
    const view = new Uint8Array(this.#bytes.buffer as ArrayBuffer, this.#bytes.byteOffset + this.#at, limit - this.#at);
    this.#at = limit;
    return view;
  }

  /** A text. */
  text(): string {
    const limit = this.#limit();
    const start = this.#at;
    this.#at = limit;
    if (limit - start <= SHORT_TEXT) {
      const short = this.#ascii(start, limit);
      if (short !== undefined) return short;
    }
    const text = this.#bytes.toString("utf8", start, limit);
    return text.includes(REPLACEMENT) ? strict.decode(this.#bytes.subarray(start, limit)) : text;
  }

  /** Leaves a field out whose tag was read. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        return;
      case 1:
        this.#pass(8);
        return;
      case 2:
        this.#at = this.#limit();
        return;
      case 5:
        this.#pass(4);
        return;
      default:
        throw new RangeError(`wire type ${tag & 7} is not known`);
    }
  }

  #limit(): number {
    const length = this.varint();
    const limit = this.#at + length;
    if (limit > this.#end) throw new RangeError("the message is cut");
    return limit;
  }

  #pass(length: number): void {
    this.#at += length;
    if (this.#at > this.#end) throw new RangeError("the message is cut");
  }

  #ascii(start: number, limit: number): string | undefined {
    const bytes = this.#bytes;
    let text = "";
    for (let index = start; index < limit; index += 1) {
      const code = bytes[index] as number;
      if (code > 0x7f) return undefined;
      text += String.fromCharCode(code);
    }
    return text;
  }

  #byte(bytes: Buffer): number {
    if (this.#at >= this.#end) throw new RangeError("the message is cut");
    const byte = bytes[this.#at] as number;
    this.#at += 1;
    return byte;
  }
}
