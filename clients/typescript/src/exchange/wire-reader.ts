const SHORT_TEXT = 24;

/** Reads protobuf's wire format. */
export class WireReader {
  readonly bytes: Buffer;
  at: number;
  readonly end: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Whether there is more. */
  get more(): boolean {
    return this.at < this.end;
  }

  /** A number; one beyond 2^53 loses its last digits, and no field that is read here has such. */
  varint(): number {
    const { bytes } = this;
    let byte = this.#byte(bytes);
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let factor = 0x80;
    do {
      byte = this.#byte(bytes);
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
    } while (byte >= 0x80);
    return value;
  }

  /** End of the bytes, text or message that follows; reading goes on at its beginning. */
  limit(): number {
    const length = this.varint();
    const limit = this.at + length;
    if (limit > this.end) throw new RangeError("the frame is cut");
    return limit;
  }

  /** Bytes, as a view of the frame. */
  view(): Buffer {
    const limit = this.limit();
    const view = this.bytes.subarray(this.at, limit);
    this.at = limit;
    return view;
  }

  /** A text. */
  text(): string {
    const limit = this.limit();
    const start = this.at;
    this.at = limit;
    if (limit - start <= SHORT_TEXT) {
      const short = this.#ascii(start, limit);
      if (short !== undefined) return short;
    }
    return this.bytes.toString("utf8", start, limit);
  }

  /** Leaves a field out whose tag was read. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        return;
      case 1:
        this.at += 8;
        return;
      case 2:
        this.at = this.limit();
        return;
      case 5:
        this.at += 4;
        return;
      default:
        throw new RangeError(`wire type ${tag & 7} is not known`);
    }
  }

  #ascii(start: number, limit: number): string | undefined {
    const { bytes } = this;
    let text = "";
    for (let index = start; index < limit; index += 1) {
      const code = bytes[index] as number;
      if (code > 0x7f) return undefined;
      text += String.fromCharCode(code);
    }
    return text;
  }

  #byte(bytes: Buffer): number {
    if (this.at >= this.end) throw new RangeError("the frame is cut");
    const byte = bytes[this.at] as number;
    this.at += 1;
    return byte;
  }
}
