import type { Dialogue } from "./service.ts";
import type { Visit } from "./visit.ts";

/** A call with streams both ways that was let in, as fronts see it. */
export class Conversation {
  readonly #dialogue: Dialogue<unknown>;
  /** The end of the call; rejects with the error that its caller gets. */
  readonly done: Promise<void>;

  constructor(dialogue: Dialogue<unknown>, visit: Visit) {
    this.#dialogue = dialogue;
    this.done = dialogue.done.then(
      () => void visit.leave(undefined),
      (thrown: unknown) => {
        throw visit.leave(thrown);
      },
    );
  }

  /** Hands a request over. What cannot be read ends the caller's side. */
  receive(read: () => unknown): void {
    try {
      this.#dialogue.receive(read());
    } catch (error) {
      this.#dialogue.end(error);
    }
  }

  /** The caller sends no more. */
  end(): void {
    this.#dialogue.end();
  }

  /** There is room for answers again. */
  drained(): void {
    this.#dialogue.drained();
  }
}
