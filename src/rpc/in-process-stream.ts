import type { Conversation } from "./conversation.ts";

/** The caller's side of a call with streams both ways in this process. What it says before the call was let in waits for that. */
export class InProcessStream<I> {
  readonly #cancel: () => void;
  #early: ((conversation: Conversation) => void)[] = [];
  #conversation: Conversation | undefined;

  constructor(cancel: () => void) {
    this.#cancel = cancel;
  }

  /** The call was let in. */
  open(conversation: Conversation): void {
    this.#conversation = conversation;
    for (const say of this.#early) say(conversation);
    this.#early = [];
  }

  /** Says a message; there is always room, since it is taken at once. */
  write(message: I): boolean {
    this.#say((conversation) => conversation.receive(() => message));
    return true;
  }

  /** Says that no more messages come. */
  end(): void {
    this.#say((conversation) => conversation.end());
  }

  cancel(): void {
    this.#cancel();
  }

  #say(say: (conversation: Conversation) => void): void {
    if (this.#conversation === undefined) this.#early.push(say);
    else say(this.#conversation);
  }
}
