import { LyceumError } from "../core/errors.ts";
import type { Envelope } from "../core/message.ts";

/** A partial result. */
export interface Part {
  readonly index: number;
  readonly mediaType: string;
  readonly body: Uint8Array;
}

/** What a reader of a log is told. */
export type PartEvent = { readonly kind: "part"; readonly part: Part } | { readonly kind: "restarted"; readonly attempt: number };

/** How much of a call's partial results is kept. */
export interface PartLimits {
  readonly maxParts: number;
  readonly maxBytes: number;
}

/** The defaults. One part is always taken, however large. */
export const DEFAULT_PART_LIMITS: PartLimits = { maxParts: 1_000, maxBytes: 1_048_576 };

/** Where a reader of a log is. */
export interface PartCursor {
  /** The attempt that it was told of. */
  attempt: number;
  /** Index of the part that it reads next; undefined until it knows the first one (it may join late). */
  index: number | undefined;
}

/** The partial results of a call's latest attempt, in order, as far as somebody may still read them. */
export class PartLog {
  readonly #limits: PartLimits;
  /** Whether parts that all have read are kept, as far as there is room, for a caller that joins. */
  readonly #replay: boolean;
  readonly #cursors = new Set<PartCursor>();
  #attempt = 1;
  #parts: Part[] = [];
  #bytes = 0;

  constructor(limits: PartLimits, replay: boolean) {
    this.#limits = limits;
    this.#replay = replay;
  }

  /** Adds a reader: from the first part, or from the oldest that is kept for one that joins late. */
  open(late: boolean): PartCursor {
    const cursor: PartCursor = { attempt: this.#attempt, index: late ? this.#parts[0]?.index : 0 };
    this.#cursors.add(cursor);
    return cursor;
  }

  /** Removes a reader. */
  close(cursor: PartCursor): void {
    this.#cursors.delete(cursor);
    this.#dropRead();
  }

  /** Takes a part; false when the slowest reader must read first. A repeat, and a part of an earlier attempt, is dropped. */
  add({ header, body }: Envelope): boolean {
    if (header.attempt < this.#attempt) return true;
    this.restart(header.attempt);
    const last = this.#parts.at(-1);
    if (last !== undefined && header.part <= last.index) return true;
    if (!this.#makeRoom(body.length)) return false;
    // After a gap the parts before it are no use: a reader that has not read them is told that some are lost.
    if (last !== undefined && header.part > last.index + 1) this.#clear();
    // A copy, since the body may be a slice of a large frame.
    this.#parts.push({ index: header.part, mediaType: header.mediaType, body: new Uint8Array(body) });
    this.#bytes += body.length;
    return true;
  }

  /** Forgets the parts so far when another attempt than theirs sends from now on. */
  restart(attempt: number): void {
    if (attempt <= this.#attempt) return;
    this.#attempt = attempt;
    this.#clear();
  }

  /**
   * What a reader is told next, if there is anything.
   * @throws LyceumError undeliverable when parts that it has not read are lost.
   */
  next(cursor: PartCursor): PartEvent | undefined {
    if (cursor.attempt < this.#attempt) {
      cursor.attempt = this.#attempt;
      cursor.index = 0;
      return { kind: "restarted", attempt: this.#attempt };
    }
    const first = this.#parts[0];
    if (first === undefined) return undefined;
    cursor.index ??= first.index;
    if (cursor.index < first.index) throw lostParts(cursor.index);
    const part = this.#parts[cursor.index - first.index];
    if (part === undefined) return undefined;
    cursor.index = part.index + 1;
    this.#dropRead();
    return { kind: "part", part };
  }

  #makeRoom(bytes: number): boolean {
    while (this.#parts.length > 0 && (this.#parts.length >= this.#limits.maxParts || this.#bytes + bytes > this.#limits.maxBytes)) {
      if (this.#unread(this.#parts[0] as Part)) return false;
      this.#shift();
    }
    return true;
  }

  #dropRead(): void {
    if (this.#replay) return;
    while (this.#parts.length > 0 && !this.#unread(this.#parts[0] as Part)) this.#shift();
  }

  #unread(part: Part): boolean {
    for (const { attempt, index } of this.#cursors) {
      if (attempt < this.#attempt || index === undefined || index <= part.index) return true;
    }
    return false;
  }

  #shift(): void {
    this.#bytes -= this.#parts.shift()?.body.length ?? 0;
  }

  #clear(): void {
    this.#parts = [];
    this.#bytes = 0;
  }
}

/** What a reader is told when partial results from an index on are lost. */
export function lostParts(index: number): LyceumError {
  return new LyceumError("undeliverable", `partial results from ${index} on were lost: call again`, { facts: { index: String(index) } });
}
