import { type Delivery, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Held } from "./held.ts";

/** The deliveries that a session holds, by their sequence. */
export class Holdings {
  readonly #held = new Map<number, Held>();

  /** Their sequences. */
  get sequences(): bigint[] {
    return [...this.#held.keys()].map(BigInt);
  }

  /** Sequences of those that count as begun and whose actions did begin. */
  get begun(): bigint[] {
    return [...this.#held.values()].filter((held) => held.begun && held.running).map(({ sequence }) => BigInt(sequence));
  }

  /** Takes a delivery, unless it is held already. What is held of an earlier attempt is void then, and given back. */
  take({ sequence, attempt, envelope, begun }: Delivery): { readonly held: Held; readonly before: Held | undefined } | undefined {
    const key = Number(sequence);
    const before = this.#held.get(key);
    if (envelope === undefined || (before !== undefined && before.attempt >= attempt)) return undefined;
    const held = new Held(key, attempt, envelope, begun);
    this.#held.set(key, held);
    return { held, before };
  }

  /** Whether this very delivery is held. */
  has(held: Held): boolean {
    return this.#held.get(held.sequence) === held;
  }

  /** Notes that a delivery will not come again, which is all that there is to an event; false when it was answered or became void first. */
  acknowledged(held: Held): boolean {
    if (held.closed || !this.has(held)) return false;
    if (held.envelope.kind === MessageKind.EVENT) this.drop(held);
    return true;
  }

  /** Lets go of a delivery. */
  drop(held: Held): void {
    if (this.has(held)) this.#held.delete(held.sequence);
  }

  /** Lets go of all. */
  clear(): readonly Held[] {
    const all = [...this.#held.values()];
    this.#held.clear();
    return all;
  }
}
