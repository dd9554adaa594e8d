import type { Timer } from "../core/clock.ts";
import type { AttemptRecord, RunRecord } from "../core/run.ts";
import { Attempt } from "./attempt.ts";
import { attemptSpec } from "./attempt-spec.ts";
import type { ExecutorInstance, RunMode } from "./executor-instance.ts";
import { gaveUp, mailboxTerminated, neverStarted, notEndedInTime } from "./failures.ts";
import { backoffMs, mayRetry } from "./retry.ts";
import type { RunHome, StopOptions } from "./run-home.ts";
import { currentAttempt, lastVerdict, nextNumber, type RunPatch, withAttempt, withLastAttempt } from "./run-record.ts";
import { RunStop } from "./run-stop.ts";
import type { Place, PlaceRequest } from "./template-pool.ts";
import { type ExitReport, type Verdict, verdictOf } from "./verdict.ts";

const INTERRUPTED: Verdict = { outcome: "interrupted", reported: false };

/** One agent's life under a manager: attempts, retries, stop, outcome. */
export class Run {
  readonly executor: ExecutorInstance;
  readonly #home: RunHome;
  readonly #stop: RunStop;
  readonly #listeners = new Set<() => void>();
  #record: RunRecord;
  #told: RunRecord | undefined;
  #attempt: Attempt | undefined;
  #request: PlaceRequest | undefined;
  #backoff: Timer | undefined;
  // Nothing new starts.
  #holding = false;
  // The attempt under way is being ended by the server's stop, and will be made again.
  #interrupting = false;

  constructor(home: RunHome, executor: ExecutorInstance, record: RunRecord) {
    this.#home = home;
    this.executor = executor;
    this.#record = record;
    this.#stop = new RunStop(home, record, (failure) => this.#attempt?.kill({ outcome: "killed", failure, reported: false }));
  }

  /** The run as it is now. */
  get record(): RunRecord {
    return this.#record;
  }

  /** The run as the store has it; undefined until its launch is kept. Nobody is told more. */
  get told(): RunRecord | undefined {
    return this.#told;
  }

  get ended(): boolean {
    return this.#record.state === "ended";
  }

  /** The attempt under way; undefined between attempts. */
  get attempt(): AttemptRecord | undefined {
    return this.#attempt === undefined ? undefined : currentAttempt(this.#record);
  }

  /** Calls after each change, once it is kept. Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes what the store has by now. */
  tell(record: RunRecord): void {
    this.#told = record;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Starts the run, or puts it in line. */
  launch(): void {
    this.#seek();
  }

  /** Goes on with a run of a server before this one. */
  resume(): void {
    const last = currentAttempt(this.#record);
    if (this.ended) return;
    if (last === undefined) this.#resumeBetween();
    else if (last.outcome === undefined) this.#adopt(last);
    else this.#attemptOver(last.fence, { outcome: last.outcome, failure: last.failure, reported: true }, last.exitCode);
  }

  /** Notes that the agent is up. */
  started(): void {
    if (this.#attempt?.started() !== true) return;
    const attempts = withLastAttempt(this.#record, { readyAtMs: this.#home.context.clock.now() });
    this.#change({ attempts, ...(this.#record.state === "starting" ? { state: "running" } : {}) });
  }

  /** Takes the host's report of the attempt's end; a repeat does nothing. */
  exited(report: ExitReport): void {
    const attempt = this.#attempt;
    if (attempt === undefined) return;
    const mayInterrupt = this.#holding || attempt.adopted;
    const verdict = verdictOf(report.interrupted && !mayInterrupt ? { ...report, interrupted: false, failure: gaveUp() } : report);
    if (!attempt.report(verdict) || this.#attempt === undefined) return;
    // Its host still ends, but what it said counts, also after a crash of the server.
    this.#change({ attempts: withLastAttempt(this.#record, { outcome: verdict.outcome, failure: verdict.failure }) });
  }

  /** Ends the run: its agent is asked, retrying ends. Between attempts it is over at once. */
  stop({ terminate, killAfterMs }: StopOptions): void {
    if (this.ended) return;
    const before = this.#record;
    const patch = { stopRequested: true, terminate: terminate ?? before.terminate, killAfterMs: killAfterMs ?? before.killAfterMs };
    if (this.#attempt === undefined) {
      this.#endBetween(patch, { outcome: "killed", failure: neverStarted(), reported: false });
      return;
    }
    const news = !before.stopRequested || patch.terminate !== before.terminate || patch.killAfterMs !== before.killAfterMs;
    if (news) this.#change({ ...patch, state: "stopping" });
    this.#stop.ask(this.#attempt.number, patch.terminate);
    const limitMs = killAfterMs ?? before.config.stopGraceMs;
    if (limitMs !== undefined) this.#stop.killAfter(limitMs, notEndedInTime(limitMs));
  }

  /** Notes that somebody else terminated the agent's mailbox: its host, which the exchange told, has its grace to end. */
  mailboxTerminated(): void {
    if (this.ended) return;
    const verdict: Verdict = { outcome: "killed", failure: mailboxTerminated(), reported: false };
    if (this.#attempt === undefined) {
      this.#endBetween({ stopRequested: true }, verdict);
      return;
    }
    this.#change({ stopRequested: true, state: "stopping" });
    this.#attempt.presume(verdict);
    this.#stop.killAfter(this.#record.config.stopGraceMs ?? this.#home.graceMs, mailboxTerminated());
  }

  /** Notes that the session of an attempt's host is over. */
  sessionEnded(fence: number): void {
    if (this.#attempt?.fence === fence) this.#attempt.missed();
  }

  /** The server stops: the agent is asked to end and its attempt will be made again; nothing new starts. */
  drain(graceMs: number): void {
    this.#interrupting = true;
    this.#hold();
    if (this.#attempt === undefined || this.#record.stopRequested) return;
    this.#change({ state: "stopping" });
    this.#stop.askForDrain(this.#attempt.number, graceMs);
  }

  /** The server stops and the agent lives on: its host is left to the next server. */
  leave(): void {
    this.#hold();
    this.#stop.rest();
    this.#attempt?.leave();
  }

  #resumeBetween(): void {
    const { context } = this.#home;
    if (context.exchange.look(this.#record.agentKey)?.status !== "active") this.mailboxTerminated();
    else if (this.#record.state === "backing_off") this.#backOff();
    else {
      this.#stop.recallDrain(nextNumber(this.#record) - 1);
      this.#seek();
    }
  }

  #adopt(last: AttemptRecord): void {
    // The server before this one may have been killed while it drained.
    this.#interrupting = this.#record.state === "stopping" && !this.#record.stopRequested;
    const attempt = this.#open(last, this.executor.lane.take(), "adopted");
    attempt.begin();
    this.#stop.recallDrain(last.number);
    if (last.readyAtMs !== undefined) attempt.missed();
    if (this.#home.context.exchange.look(this.#record.agentKey)?.status !== "active") this.mailboxTerminated();
    else if (this.#record.stopRequested) this.stop({ killAfterMs: this.#record.killAfterMs });
  }

  // Asks for a place; where there is one, the attempt starts within the call.
  #seek(): void {
    if (this.#holding) return;
    const request = this.executor.lane.request((place) => {
      this.#request = undefined;
      this.#start(place);
    });
    if (request.granted) return;
    this.#request = request;
    if (this.#record.state !== "queued" || this.#record.revision === 0) this.#change({ state: "queued" });
  }

  #start(place: Place): void {
    const { exchange, clock } = this.#home.context;
    const view = exchange.look(this.#record.agentKey);
    if (view?.status !== "active") {
      place.release();
      this.mailboxTerminated();
      return;
    }
    const fence = view.fence + 1;
    exchange.fence(this.#record.agentKey, fence);
    const record: AttemptRecord = { number: nextNumber(this.#record), fence, startedAtMs: clock.now() };
    this.#change({ state: "starting", attempts: withAttempt(this.#record, record) });
    this.#open(record, place, "new").begin();
  }

  #open(record: AttemptRecord, place: Place, mode: RunMode): Attempt {
    const { context } = this.#home;
    const { agentKey } = this.#record;
    const attempt: Attempt = new Attempt(
      {
        context,
        executor: this.executor,
        place,
        spec: attemptSpec(this.#home, this.executor, this.#record, record.number),
        fence: record.fence,
        ready: record.readyAtMs !== undefined,
        present: () => context.exchange.look(agentKey)?.presence === "online",
        onEnd: (verdict, exitCode) => this.#attemptOver(record.fence, verdict, exitCode),
        onGone: () => this.#home.hostGone(attempt),
      },
      mode,
    );
    this.#attempt = attempt;
    this.#home.hostCame(attempt);
    return attempt;
  }

  #attemptOver(fence: number, verdict: Verdict, exitCode: number | undefined): void {
    const { exchange, clock } = this.#home.context;
    this.#attempt = undefined;
    this.#stop.rest();
    const final = this.#interrupting && !this.#record.stopRequested ? INTERRUPTED : verdict;
    this.#interrupting = false;
    const { outcome, failure } = final;
    exchange.hostGone(this.#record.agentKey, fence, verdict.reported);
    const attempts = withLastAttempt(this.#record, { endedAtMs: clock.now(), outcome, failure, exitCode });
    const countedAttempts = this.#record.countedAttempts + (outcome === "interrupted" ? 0 : 1);
    if (outcome === "interrupted") {
      this.#stop.withdraw();
      this.#change({ attempts, state: "queued" });
      this.#seek();
    } else if (mayRetry(this.#record, final, countedAttempts)) {
      const state = backoffMs(this.#record.retry, countedAttempts) > 0 ? "backing_off" : "queued";
      this.#change({ attempts, countedAttempts, state });
      this.#backOff();
    } else {
      this.#end({ attempts, countedAttempts }, final);
    }
  }

  #backOff(): void {
    if (this.#holding) return;
    const delayMs = backoffMs(this.#record.retry, this.#record.countedAttempts);
    if (delayMs === 0) this.#seek();
    else this.#backoff = this.#home.context.clock.after(delayMs, () => this.#seek());
  }

  #hold(): void {
    this.#holding = true;
    this.#leaveLine();
  }

  #leaveLine(): void {
    this.#request?.cancel();
    this.#request = undefined;
    this.#backoff?.cancel();
  }

  #endBetween(patch: RunPatch, otherwise: Verdict): void {
    this.#leaveLine();
    this.#end(patch, lastVerdict(this.#record) ?? otherwise);
  }

  #end(patch: RunPatch, verdict: Verdict): void {
    const { exchange, clock } = this.#home.context;
    const { outcome, failure } = verdict;
    const { agentKey, config, terminate } = this.#change({
      ...patch,
      state: "ended",
      outcome,
      failure,
      endedAtMs: clock.now(),
      arguments: undefined,
    });
    this.#home.ended(this);
    if (verdict.terminate ?? terminate ?? (outcome === "succeeded" ? config.terminateOnSuccess : config.terminateOnError)) {
      exchange.terminate(agentKey, failure);
    } else {
      exchange.unfence(agentKey);
      this.#stop.withdraw();
    }
  }

  #change(patch: RunPatch): RunRecord {
    this.#record = this.#home.changed(this, { ...this.#record, ...patch });
    return this.#record;
  }
}
