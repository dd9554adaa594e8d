import type { HostEnd } from "../core/executor.ts";
import { startFailure } from "./agent-failure.ts";

/** The attempts that an executor runs now, so that its disposal ends them all. */
export class Attempts {
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<HostEnd>>();

  /**
   * Runs an attempt, which ends when it is aborted or all are ended; one that is aborted before is not started.
   * @throws AgentFailure when the machine refuses what it needs, and whatever the attempt throws.
   */
  async run(signal: AbortSignal, start: (signal: AbortSignal) => Promise<HostEnd>): Promise<HostEnd> {
    if (this.#stop.signal.aborted) throw new Error("the executor is disposed of");
    if (signal.aborted) return {};
    const attempt = start(AbortSignal.any([signal, this.#stop.signal]));
    this.#running.add(attempt);
    try {
      return await attempt;
    } catch (error) {
      // A full disk, too many processes: nothing of which the agent or a bug is the cause.
      if (error instanceof Error && "syscall" in error)
        throw startFailure(`the machine refuses what a host needs: ${error.message}`, error);
      throw error;
    } finally {
      this.#running.delete(attempt);
    }
  }

  /** Aborts all, and resolves once they are over; how each failed is told to who ran it. */
  async end(): Promise<void> {
    this.#stop.abort(new Error("the executor is disposed of"));
    await Promise.allSettled(this.#running);
  }
}
