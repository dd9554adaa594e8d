import type { Timer } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import type { Failure } from "../core/failure.ts";
import type { RunRecord } from "../core/run.ts";
import type { RunHome } from "./run-home.ts";
import type { StopRequest } from "./stop-requests.ts";

/** The stopping of one run: what its agent was asked, and when its host is killed. */
export class RunStop {
  readonly #home: RunHome;
  readonly #run: Pick<RunRecord, "key" | "agent">;
  readonly #kill: (failure: Failure) => void;
  // What the agent was asked and its next host must not find.
  readonly #asked = new Set<string>();
  #killAtMs = Number.POSITIVE_INFINITY;
  #killing: Timer | undefined;
  #asking: Timer | undefined;

  /** @param kill kills the attempt under way. */
  constructor(home: RunHome, run: Pick<RunRecord, "key" | "agent">, kill: (failure: Failure) => void) {
    this.#home = home;
    this.#run = run;
    this.#kill = kill;
  }

  /** Asks the agent to end. */
  ask(attempt: number, terminate: boolean | undefined): void {
    this.#send({ id: `stop ${this.#run.key} ${attempt} ${terminate ?? "default"}`, agent: this.#run.agent, terminate });
  }

  /** Asks the agent to end since the server stops; the request is void after the grace. */
  askForDrain(attempt: number, graceMs: number): void {
    this.#send({ id: this.#drainId(attempt), agent: this.#run.agent, terminate: false, timeoutMs: graceMs, drain: true });
  }

  /** Kills the host when that time has passed; the earliest counts. */
  killAfter(delayMs: number, failure: Failure): void {
    const { clock } = this.#home.context;
    const atMs = clock.monotonic() + delayMs;
    if (atMs >= this.#killAtMs) return;
    this.#killing?.cancel();
    this.#killAtMs = atMs;
    this.#killing = clock.after(delayMs, () => this.#kill(failure));
  }

  /** Ends what is under way. */
  rest(): void {
    this.#killing?.cancel();
    this.#killing = undefined;
    this.#asking?.cancel();
    this.#asking = undefined;
    this.#killAtMs = Number.POSITIVE_INFINITY;
  }

  /** Takes back what an attempt's agent was asked when a server before this one stopped. */
  recallDrain(attempt: number): void {
    if (attempt === 0) return;
    this.#asked.add(this.#drainId(attempt));
    this.withdraw();
  }

  /** Takes back what the agent was asked and did not get, so that its next host does not get it. */
  withdraw(): void {
    for (const id of this.#asked) {
      try {
        this.#home.stops.withdraw(this.#home.namespace, { id, agent: this.#run.agent });
      } catch (error) {
        if (!(error instanceof LyceumError)) throw error;
        this.#home.context.log.warn({ run: this.#run.key, err: error }, "a request to end could not be taken back");
      }
    }
    this.#asked.clear();
  }

  #drainId(attempt: number): string {
    return `drain ${this.#run.key} ${attempt}`;
  }

  // A mailbox that cannot take the request now is asked again.
  #send(request: StopRequest): void {
    this.#asking?.cancel();
    this.#asked.add(request.id);
    try {
      this.#home.stops.ask(this.#home.namespace, request);
    } catch (error) {
      if (!(error instanceof LyceumError)) throw error;
      const { clock, times } = this.#home.context;
      if (error.kind !== "mailbox_terminated") this.#asking = clock.after(times.askAgainMs, () => this.#send(request));
    }
  }
}
