import { type Envelope, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { LyceumError } from "../errors.ts";
import { Deque } from "../exchange/deque.ts";
import { envelopeOf, PARTS_LABEL } from "../exchange/envelope.ts";
import type { Held } from "../exchange/held.ts";
import type { Messenger, PendingRequest } from "../exchange/messenger.ts";
import { encodeValue } from "../payload.ts";

/** Parts that may be on their way to the exchange. */
const MAX_UNCONFIRMED = 32;
/** After so many parts the reader is asked whether it has read them; twice as many may be unread. */
const ASK_EVERY = 32;

/**
 * Sends the parts of a streamed result, in order and no faster than they are read. The exchange refuses a part whose reader is behind;
 * that part and those after it are then sent again. The reader's program is asked now and then whether it has read what it got.
 */
export class PartStream {
  readonly #messenger: Messenger;
  readonly #held: Held;
  readonly #unconfirmed = new Deque<Envelope>();
  #count = 0;
  #read = 0;
  /** Counts resends, so that refusals of what was sent before are known. */
  #round = 0;
  #error: LyceumError | undefined;
  #stopped = false;
  #resend: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;

  constructor(messenger: Messenger, held: Held) {
    this.#messenger = messenger;
    this.#held = held;
  }

  /** How many parts there were. */
  get count(): number {
    return this.#count;
  }

  /**
   * Sends a part; resolves when there is room for the next.
   * @throws SerializationError when it cannot be sent. @throws LyceumError when the exchange refuses it for good.
   */
  async send(value: unknown): Promise<void> {
    const { mediaType, data } = encodeValue(value);
    const { id, src } = this.#held.envelope;
    if (src === undefined) throw new LyceumError("the request does not say who sent it", { code: "INTERNAL" });
    const part = envelopeOf({ id, kind: MessageKind.PART, dest: src, mediaType, body: data, part: this.#count });
    this.#count += 1;
    this.#unconfirmed.push(part);
    this.#write(part);
    if (this.#count % ASK_EVERY === 0) this.#ask(src);
    await this.#until(() => this.#unconfirmed.size < MAX_UNCONFIRMED && this.#count - this.#read < 2 * ASK_EVERY);
  }

  /**
   * Resolves once the exchange has all parts, so that the answer comes after them.
   * @throws LyceumError when the exchange refuses one for good.
   */
  async flush(): Promise<void> {
    await this.#until(() => this.#unconfirmed.size === 0);
  }

  /** Nobody wants the parts any more; waits end at once. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#resend);
    this.#wake?.();
  }

  #write(part: Envelope): void {
    const round = this.#round;
    this.#messenger.session.send(part, (error) => {
      if (error === undefined) this.#confirmed(part);
      else if (round === this.#round) this.#refused(error);
    });
  }

  #confirmed(part: Envelope): void {
    while ((this.#unconfirmed.peek()?.part ?? Number.POSITIVE_INFINITY) <= part.part) this.#unconfirmed.shift();
    this.#wake?.();
  }

  #refused(error: LyceumError): void {
    this.#round += 1;
    if (error.retryDelayMs === undefined) {
      this.#error = error;
      this.#wake?.();
      return;
    }
    this.#resend = setTimeout(() => {
      const again = this.#unconfirmed.drain();
      for (const part of again) {
        this.#unconfirmed.push(part);
        this.#write(part);
      }
    }, error.retryDelayMs);
  }

  #ask(dest: NonNullable<Envelope["src"]>): void {
    const done = (): void => {
      this.#read += ASK_EVERY;
      this.#wake?.();
    };
    // Whatever comes back, and be it that the reader does not answer such questions, says that it keeps up or is gone.
    const pending: PendingRequest = { answered: done, failed: done, part: () => undefined, awaited: (read) => read() };
    this.#messenger.request({ kind: MessageKind.PING, dest, label: PARTS_LABEL, targetId: this.#held.envelope.id }, pending);
  }

  async #until(met: () => boolean): Promise<void> {
    while (!this.#stopped && !met()) {
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
