const INITIAL_BYTES = 65_536;
const MAX_KEPT_BYTES = 1_048_576;
const MAX_SAFE_INLINE = 48;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Writes protobuf's wire format, one message at a time, into a buffer that it uses again. */
export class WireWriter {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #at = 0;

  /** Forgets what was written. */
  clear(): void {
    this.#at = 0;
  }

  /** Takes what was written, and begins anew. */
  take(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    // A frame of large bodies is rare; the room for it is not worth keeping.
    if (this.#buffer.length > MAX_KEPT_BYTES) this.#buffer = Buffer.allocUnsafe(INITIAL_BYTES);
    return bytes;
  }

  /** An unsigned number, unless it is 0. */
  uint(tag: number, value: number): void {
    if (value === 0) return;
    this.#reserve(16);
    this.#varint(tag);
    this.#varint(value);
  }

  /** An unsigned number of 64 bits, unless it is 0. */
  uint64(tag: number, value: bigint): void {
    if (value <= MAX_SAFE) {
      this.uint(tag, Number(value));
      return;
    }
    this.#reserve(16);
    this.#varint(tag);
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
    this.#byte(Number(rest));
  }

  /** An optional flag, also when it is false. */
  bool(tag: number, value: boolean): void {
    this.#reserve(16);
    this.#varint(tag);
    this.#varint(value ? 1 : 0);
  }

  /** A text, unless it is empty. */
  text(tag: number, value: string): void {
    const { length } = value;
    if (length === 0) return;
    this.#reserve(16 + length * 3);
    this.#varint(tag);
    if (length <= MAX_SAFE_INLINE && this.#ascii(value)) return;
    const bytes = Buffer.byteLength(value);
    this.#varint(bytes);
    this.#at += this.#buffer.write(value, this.#at);
  }

  /** Bytes, unless there are none. */
  bytes(tag: number, value: Uint8Array): void {
    if (value.length > 0) this.message(tag, value);
  }

  /** A message that is written already, also when it is empty. */
  message(tag: number, value: Uint8Array): void {
    this.#reserve(16 + value.length);
    this.#varint(tag);
    this.#varint(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  /** Begins a message within; what it gives is for `end`. One byte is kept for its length, which most need no more of. */
  begin(tag: number): number {
    this.#reserve(16);
    this.#varint(tag);
    this.#at += 1;
    return this.#at;
  }

  /** What was written since a message began, which has not ended. */
  since(start: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#buffer, start, this.#at);
  }

  /** Ends the message that began there. */
  end(start: number): void {
    const length = this.#at - start;
    if (length < 0x80) {
      this.#buffer[start - 1] = length;
      return;
    }
    this.#reserve(16);
    const more = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : 3;
    this.#buffer.copyWithin(start + more, start, this.#at);
    const end = this.#at + more;
    this.#at = start - 1;
    this.#varint(length);
    this.#at = end;
  }

  #ascii(value: string): boolean {
    const { length } = value;
    const buffer = this.#buffer;
    const start = this.#at + 1;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      buffer[start + index] = code;
    }
    buffer[this.#at] = length;
    this.#at = start + length;
    return true;
  }

  #byte(value: number): void {
    this.#buffer[this.#at] = value;
    this.#at += 1;
  }

  #varint(value: number): void {
    const buffer = this.#buffer;
    let rest = value;
    while (rest >= 0x80) {
      buffer[this.#at] = (rest % 0x80) | 0x80;
      this.#at += 1;
      rest = Math.floor(rest / 0x80);
    }
    buffer[this.#at] = rest;
    this.#at += 1;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
