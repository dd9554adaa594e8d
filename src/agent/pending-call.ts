import type { Timer } from "../core/clock.ts";
import type { EntityId } from "../core/entity.ts";
import type { CallEnd } from "./call-end.ts";
import { type PartLimits, PartLog } from "./part-log.ts";

/** What a {@link PendingCall} is made of. */
export interface PendingCallInit {
  readonly namespace: string;
  /** Id of its message. */
  readonly id: string;
  readonly agent: EntityId;
  /** What it asks for, where it has a request id; empty means that it has none, and nobody can join it. */
  readonly digest: string;
  readonly partLimits: PartLimits;
}

/** A call that is not over: what came of it so far, and who waits for it. */
export class PendingCall {
  readonly namespace: string;
  readonly id: string;
  readonly agent: EntityId;
  readonly digest: string;
  readonly parts: PartLog;
  /** How it ended, once that is kept. */
  end: CallEnd | undefined;
  /** Whether it goes on when nobody waits for it. */
  keep = false;
  /** Whether somebody reads its partial results. */
  streamed = false;
  /** How many wait for it. */
  waiting = 0;
  /** Ends it when the exchange does not. */
  backstop: Timer | undefined;
  readonly #wake = new Set<() => void>();

  constructor(init: PendingCallInit) {
    this.namespace = init.namespace;
    this.id = init.id;
    this.agent = init.agent;
    this.digest = init.digest;
    this.parts = new PartLog(init.partLimits, this.joinable);
  }

  /** Whether a repeat can join it. */
  get joinable(): boolean {
    return this.digest !== "";
  }

  /** Wakes all that wait for a change. */
  wake(): void {
    for (const wake of [...this.#wake]) wake();
  }

  /** Resolves at the next change; rejects with the signal's reason when it aborts first. */
  changed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const woken = (): void => {
        this.#wake.delete(woken);
        signal.removeEventListener("abort", aborted);
        resolve();
      };
      const aborted = (): void => {
        this.#wake.delete(woken);
        reject(signal.reason);
      };
      this.#wake.add(woken);
      signal.addEventListener("abort", aborted, { once: true });
    });
  }
}
