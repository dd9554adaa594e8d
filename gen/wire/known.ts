const SLOTS = 256;
const MIN_BYTES = 12;
const MAX_BYTES = 128;

interface Read<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

/** What some bytes were read as before, so that what comes again and again is made once. It keeps a bounded number of short ones; nobody may change them. */
export class Known<T> {
  readonly #slots: (Read<T> | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

  /** What the bytes between two places were read as; absent when that is not known. */
  find(bytes: Uint8Array, start: number, limit: number): T | undefined {
    const length = limit - start;
    if (length < MIN_BYTES || length > MAX_BYTES) return undefined;
    const read = this.#slots[slotOf(bytes, start, limit)];
    if (read === undefined || read.bytes.length !== length) return undefined;
    const before = read.bytes;
    for (let index = 0; index < length; index += 1) if (before[index] !== bytes[start + index]) return undefined;
    return read.value;
  }

  /** Keeps what they were read as. */
  keep(bytes: Uint8Array, start: number, limit: number, value: T): void {
    const length = limit - start;
    if (length < MIN_BYTES || length > MAX_BYTES) return;
    // A copy, since a view would keep the whole frame.
    this.#slots[slotOf(bytes, start, limit)] = { bytes: Uint8Array.prototype.slice.call(bytes, start, limit), value };
  }
}

function slotOf(bytes: Uint8Array, start: number, limit: number): number {
  const early = (bytes[start + 4] as number) * 7 + (bytes[start + 8] as number) * 31;
  const late = (bytes[limit - 3] as number) * 13 + (bytes[limit - 4] as number) * 3;
  return (early + late + limit - start) % SLOTS;
}
