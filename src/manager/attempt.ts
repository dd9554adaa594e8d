import type { Timer } from "../core/clock.ts";
import type { AttemptSpec, HostEnd } from "../core/executor.ts";
import { AgentFailure } from "../core/failure.ts";
import type { ManagerContext } from "./context.ts";
import type { ExecutorInstance, RunMode } from "./executor-instance.ts";
import { hostLost, startTimedOut } from "./failures.ts";
import type { Place } from "./template-pool.ts";
import { type Verdict, verdictOnEnd, verdictOnError, withLastOutput } from "./verdict.ts";

/** What {@link Attempt} is made of. */
export interface AttemptOptions {
  readonly context: ManagerContext;
  readonly executor: ExecutorInstance;
  readonly place: Place;
  readonly spec: AttemptSpec;
  readonly fence: number;
  /** Whether the agent is up already; for an adopted one. */
  readonly ready: boolean;
  /** Tells whether somebody listens to the agent's mailbox now. */
  readonly present: () => boolean;
  /** Calls once: how the attempt ended. A host that reported its end may live a little longer. */
  readonly onEnd: (verdict: Verdict, exitCode: number | undefined) => void;
  /** Calls once, after the end: its host is gone too, or abandoned. */
  readonly onGone: () => void;
}

/**
 * One attempt of a run, from its start until its host is gone. What is decided first counts: the host's report, a
 * limit that passed, a kill, or how the host ended.
 */
export class Attempt {
  readonly fence: number;
  readonly number: number;
  readonly adopted: boolean;
  readonly #options: AttemptOptions;
  readonly #kill = new AbortController();
  #verdict: Verdict | undefined;
  #presumed: Verdict | undefined;
  #limit: Timer | undefined;
  #absence: Timer | undefined;
  #ready: boolean;
  #over = false;
  #gone = false;
  #left = false;

  constructor(options: AttemptOptions, mode: RunMode) {
    this.#options = options;
    this.#ready = options.ready;
    this.fence = options.fence;
    this.number = options.spec.attempt;
    this.adopted = mode === "adopted";
  }

  /** Asks for the host, once what was recorded so far is kept. */
  begin(): void {
    const { context, spec } = this.#options;
    const { startTimeoutMs } = spec.config;
    if (!this.#ready) {
      this.#arm(startTimeoutMs, () => this.kill({ outcome: "failed", failure: startTimedOut(startTimeoutMs), reported: false }));
    }
    context.journal.afterCommit(() => this.#host());
  }

  /** Notes that the agent is up. Says whether that is news. */
  started(): boolean {
    if (this.#ready || this.#verdict !== undefined) return false;
    this.#ready = true;
    this.#limit?.cancel();
    return true;
  }

  /** Takes the host's report of its end, unless the end was decided before. Says whether it was taken. */
  report(verdict: Verdict): boolean {
    if (this.#verdict !== undefined) return false;
    this.#verdict = verdict;
    const { executor, context } = this.#options;
    if (executor.external) this.#abort();
    else this.#arm(context.times.lingerMs, () => this.#abort());
    // A failure waits for the host's last output; nobody waits with a good end.
    if (executor.external || verdict.failure === undefined) this.#finish(verdict, undefined);
    return true;
  }

  /** Kills the host; the attempt ends once it is gone. */
  kill(verdict: Verdict): void {
    this.#verdict ??= verdict;
    this.#abort();
  }

  /** Sets the verdict for a host that ends without a report. */
  presume(verdict: Verdict): void {
    this.#presumed = verdict;
  }

  /** Notes that an external host's session is over: unless it comes back, it is lost. */
  missed(): void {
    const { context, executor } = this.#options;
    if (!executor.external || this.#over) return;
    this.#absence?.cancel();
    this.#absence = context.clock.after(context.times.lostAfterMs, () => this.#checkPresence());
  }

  /** Lets the host go on without this server; nothing of it is heard any more. */
  leave(): void {
    if (this.#left || this.#gone) return;
    this.#left = true;
    this.#limit?.cancel();
    this.#absence?.cancel();
    this.#options.onGone();
  }

  #checkPresence(): void {
    const { context, present } = this.#options;
    if (present()) return;
    const why = `the host was away for ${context.times.lostAfterMs} ms without a report`;
    this.kill({ outcome: "lost", failure: hostLost(why), reported: false });
  }

  #host(): void {
    const { executor, spec } = this.#options;
    if (this.#left) return;
    if (this.#kill.signal.aborted) {
      this.#hostEnded({ unknown: true });
      return;
    }
    void executor.run(spec, this.#kill.signal, this.adopted ? "adopted" : "new").then(
      (end) => this.#hostEnded(end),
      (error: unknown) => this.#hostFailed(error),
    );
  }

  #hostEnded(end: HostEnd): void {
    if (this.#gone || this.#left) return;
    this.#gone = true;
    this.#limit?.cancel();
    this.#options.place.release();
    if (!this.#over) this.#finish(withLastOutput(this.#verdict ?? this.#presumed ?? verdictOnEnd(end), end.outputTail), end.exitCode);
    this.#options.onGone();
  }

  #hostFailed(error: unknown): void {
    const { context, spec } = this.#options;
    if (!(error instanceof AgentFailure)) context.log.error({ run: spec.runId, attempt: spec.attempt, err: error }, "an executor broke");
    this.#verdict ??= verdictOnError(error);
    this.#hostEnded({});
  }

  #abort(): void {
    const { context, spec } = this.#options;
    if (this.#kill.signal.aborted || this.#gone) return;
    this.#kill.abort(new Error("the attempt is over"));
    if (this.#gone) return;
    this.#arm(context.times.killLimitMs, () => {
      context.log.error({ run: spec.runId, attempt: spec.attempt }, "a host could not be killed and was abandoned");
      this.#hostEnded({ unknown: true });
    });
  }

  #finish(verdict: Verdict, exitCode: number | undefined): void {
    this.#over = true;
    this.#verdict = verdict;
    this.#absence?.cancel();
    this.#options.onEnd(verdict, exitCode);
  }

  #arm(delayMs: number, call: () => void): void {
    this.#limit?.cancel();
    this.#limit = this.#options.context.clock.after(delayMs, call);
  }
}
