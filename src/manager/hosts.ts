import { LyceumError } from "../core/errors.ts";
import type { AgentKind } from "../core/executor.ts";
import type { AttemptRecord, LogLevel, RunRecord } from "../core/run.ts";
import type { ManagerContext } from "./context.ts";
import type { Run } from "./run.ts";
import type { RunIndex } from "./run-index.ts";
import type { ExitReport } from "./verdict.ts";

/** The credential of a host: which attempt of which run it makes. */
export interface HostClaim {
  readonly namespace: string;
  readonly runId: string;
  /** 0 is the claim of an external host: whichever attempt is under way. */
  readonly attempt: number;
}

/** What a host needs to make an attempt. */
export interface HostTask {
  readonly run: RunRecord;
  readonly attempt: AttemptRecord;
  /** What to run; absent where the host brings the agent. */
  readonly kind: AgentKind | undefined;
  readonly lineage: readonly string[];
  readonly logLevel: LogLevel;
  readonly initModule: string | undefined;
}

/** Attempt of a claim that stands for whichever is under way. */
export const ANY_ATTEMPT = 0;

/** What hosts ask and say of the attempts that they make. */
export class Hosts {
  readonly #context: ManagerContext;
  readonly #index: RunIndex;

  constructor(context: ManagerContext, index: RunIndex) {
    this.#context = context;
    this.#index = index;
  }

  /**
   * What to run. The claim of an external host waits until its run has an attempt under way, as long as a long poll.
   * @throws LyceumError run_not_found, run_ended, superseded; expired when no attempt began in time.
   */
  async task(claim: HostClaim, signal: AbortSignal): Promise<HostTask> {
    const run = this.#run(claim);
    if (claim.attempt === ANY_ATTEMPT && run.attempt === undefined && !run.ended) await this.#untilAttempt(run, signal);
    if (run.ended) throw ended(run);
    const attempt = this.#current(run, claim);
    const { kind, agentKey } = run.record;
    return {
      run: run.record,
      attempt,
      kind: kind === undefined || run.executor.external ? undefined : this.#context.kind(kind),
      lineage: this.#context.exchange.look(agentKey)?.lineage ?? [],
      logLevel: run.executor.logLevel,
      initModule: run.executor.external ? undefined : run.executor.initModule,
    };
  }

  /**
   * The agent is up.
   * @throws LyceumError run_not_found, run_ended, superseded.
   */
  started(claim: HostClaim): void {
    const run = this.#run(claim);
    if (run.ended) throw ended(run);
    this.#current(run, claim);
    run.started();
  }

  /**
   * The attempt is over; the first report counts, and a repeat of the last attempt's is fine. Says whether the run
   * has ended.
   * @throws LyceumError run_not_found, superseded.
   */
  exited(claim: HostClaim, report: ExitReport): boolean {
    const run = this.#run(claim);
    const last = run.record.attempts.at(-1)?.number ?? ANY_ATTEMPT;
    if (claim.attempt !== ANY_ATTEMPT && claim.attempt !== last) throw superseded(run, claim);
    run.exited(report);
    return run.ended;
  }

  /** Whether the attempt of a claim goes on; that of an external host, while its run does. */
  isUnderWay(claim: HostClaim): boolean {
    const run = this.#find(claim);
    if (run === undefined || run.ended) return false;
    return claim.attempt === ANY_ATTEMPT || run.attempt?.number === claim.attempt;
  }

  #find({ namespace, runId }: HostClaim): Run | undefined {
    const run = this.#index.byId(runId);
    return run?.record.agentKey.startsWith(`${namespace}/`) === true ? run : undefined;
  }

  #run(claim: HostClaim): Run {
    const { runId } = claim;
    const run = this.#find(claim);
    if (run === undefined) {
      throw new LyceumError("run_not_found", `there is no run ${JSON.stringify(runId)}: it is over and forgotten`, {
        facts: { run: runId },
      });
    }
    return run;
  }

  #current(run: Run, claim: HostClaim): AttemptRecord {
    const { attempt } = run;
    if (attempt === undefined || (claim.attempt !== ANY_ATTEMPT && claim.attempt !== attempt.number)) throw superseded(run, claim);
    return attempt;
  }

  async #untilAttempt(run: Run, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { clock, limits } = this.#context;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = run.onChange(() => {
      if (run.ended || run.attempt !== undefined) resolve();
    });
    const timer = clock.after(limits.maxPollMs, () =>
      reject(new LyceumError("expired", "the run has no place yet: ask again", { facts: { run: run.record.key }, retryDelayMs: 0 })),
    );
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await promise;
    } finally {
      stop();
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
    }
  }
}

function ended(run: Run): LyceumError {
  return new LyceumError("run_ended", "the run has ended: its host is to end too", { facts: { run: run.record.key } });
}

function superseded(run: Run, claim: HostClaim): LyceumError {
  const { key, attempts } = run.record;
  return new LyceumError("superseded", `attempt ${claim.attempt} of the run is over: its host is to end`, {
    facts: { run: key, attempt: String(attempts.at(-1)?.number ?? 0) },
  });
}
