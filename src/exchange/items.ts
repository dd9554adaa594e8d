import { LyceumError } from "../core/errors.ts";
import type { Envelope, Settlement } from "../core/message.ts";
import type { Refusal } from "../core/store.ts";
import type { ExchangeParts } from "./exchange-parts.ts";
import type { Post } from "./post.ts";
import type { Session } from "./session.ts";
import type { Settling } from "./settling.ts";

/** One thing that a session does; reading it may throw, which refuses the item. */
export interface Item {
  readonly sequence: number;
  readonly read: () => { readonly send: Envelope } | { readonly settle: Settlement };
}

/**
 * Takes the numbered items of sessions, each once: what was taken before is passed over, what is refused is told
 * until the sender has read it.
 */
export class Items {
  readonly #parts: ExchangeParts;
  readonly #post: Post;
  readonly #settling: Settling;

  constructor(parts: ExchangeParts, post: Post, settling: Settling) {
    this.#parts = parts;
    this.#post = post;
    this.#settling = settling;
  }

  /**
   * Takes a batch; the session's sink is told once it is kept.
   * @param refused told of each item that is refused, at once.
   * @param patient whether the sink may be told a little later.
   */
  take(session: Session, items: readonly Item[], refused: (error: LyceumError) => void, patient: boolean): void {
    const failed: Refusal[] = [];
    let sent = false;
    for (const item of items) {
      if (item.sequence <= session.takenThrough) continue;
      session.takenThrough = item.sequence;
      try {
        sent = this.#apply(session, item) || sent;
      } catch (error) {
        if (!(error instanceof LyceumError)) throw error;
        failed.push(refusalOf(item.sequence, error));
        refused(error);
      }
      if (session.ended !== undefined) return;
    }
    if (failed.length > 0) session.refusals = [...session.refusals, ...failed];
    const { journal } = this.#parts;
    const through = session.takenThrough;
    // Which were taken is kept with what they did, be that now or later.
    if (sent || failed.length > 0) journal.unhurried(() => journal.put("sessions", session.record()));
    session.taking();
    const confirm = () => journal.afterCommit(() => session.confirm(through, failed, patient));
    if (patient && failed.length === 0) journal.unhurried(confirm);
    else confirm();
  }

  /** Forgets refusals that the sender has read. */
  forget(session: Session, through: number): void {
    if (session.refusals.length > 0) session.refusals = session.refusals.filter((refusal) => refusal.sequence > through);
  }

  /** Whether the item changed what a crash must not repeat; a settlement may be repeated. */
  #apply(session: Session, item: Item): boolean {
    const what = item.read();
    if ("settle" in what) {
      this.#settling.settle(session, what.settle);
      return false;
    }
    if (what.send.header.kind === "part") {
      this.#post.passPart(session, what.send);
      return false;
    }
    this.#post.accept(session.mailbox, what.send);
    return true;
  }
}

function refusalOf(sequence: number, { kind, message, retryDelayMs, facts }: LyceumError): Refusal {
  return { sequence, kind, message, retryDelayMs, facts };
}
