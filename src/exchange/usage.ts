import type { Message } from "./message.ts";

/** Counts the bytes of bodies that are kept, by namespace. */
export class Usage {
  readonly #bytes = new Map<string, number>();

  /** Bytes that a namespace has. */
  of(namespace: string): number {
    return this.#bytes.get(namespace) ?? 0;
  }

  /** A message's body is kept. */
  add(message: Message): void {
    if (message.bodyBytes === 0 || message.counted) return;
    message.counted = true;
    this.#change(message, message.bodyBytes);
  }

  /** A message's body is kept no more. */
  remove(message: Message): void {
    if (!message.counted) return;
    message.counted = false;
    this.#change(message, -message.bodyBytes);
  }

  #change({ mailbox: { namespace } }: Message, by: number): void {
    const bytes = this.of(namespace) + by;
    if (bytes === 0) this.#bytes.delete(namespace);
    else this.#bytes.set(namespace, bytes);
  }
}
