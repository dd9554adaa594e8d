import { setTimeout as pause } from "node:timers/promises";
import { Agent } from "@lyceum/client";
import { History } from "../history.ts";

/** What a subject's life is to be. */
export interface SubjectPlan {
  /** Folder of histories. */
  readonly folder: string;
  /** How it ends: when told, by itself, by an error, or by an error in its first attempt and by itself in the second. */
  readonly end: "when-told" | "well" | "badly" | "badly-first";
  /** When, in milliseconds after its start. */
  readonly afterMs: number;
  /** Fence of a standing host; absent means that the attempt of its run is its fence. */
  readonly fence?: number | undefined;
}

/** What an action tells: who ran it, for which request. */
export interface SubjectAnswer {
  readonly fence: number;
  readonly id: string;
}

const SLOW_MS = 400;
const PARTS = 5;

/** An agent that writes down each action that it runs. */
export default class Subject extends Agent {
  static override readonly parameters = { plan: {} };
  static override readonly actions = {
    once: { doc: "Runs at most once." },
    again: { doc: "May run again when a host is lost.", redeliverable: true },
    slow: { doc: "Takes its time, until it is cancelled." },
    note: { doc: "Takes an event." },
    stream: { doc: "Answers in parts.", streaming: true },
  };
  static override readonly loops = { live: {} };
  readonly #plan: SubjectPlan;
  #history: History | undefined;

  constructor(plan: SubjectPlan) {
    super();
    this.#plan = plan;
  }

  override async onStartup(): Promise<void> {
    const { uid } = this.agentId;
    this.#history = new History(this.#plan.folder, `agent-${uid}.${this.#fence}`);
    this.#history.add("host", uid, this.#fence, process.pid);
  }

  override async onShutdown(): Promise<void> {
    this.#history?.flush();
  }

  async live(signal: AbortSignal): Promise<void> {
    if (this.#plan.end === "when-told") return;
    await pause(this.#plan.afterMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const fails = this.#plan.end === "badly" || (this.#plan.end === "badly-first" && this.context.runAttempt === 1);
    if (fails) throw new RangeError("a failure that was planned");
    this.shutdown();
  }

  async once(id: string): Promise<SubjectAnswer> {
    return this.#ran(id);
  }

  async again(id: string): Promise<SubjectAnswer> {
    return this.#ran(id);
  }

  async slow(id: string): Promise<SubjectAnswer> {
    const answer = this.#ran(id);
    await pause(SLOW_MS, undefined, { signal: this.context.signal });
    return answer;
  }

  async note(id: string): Promise<void> {
    this.#ran(id);
  }

  async *stream(id: string): AsyncGenerator<number, SubjectAnswer> {
    const answer = this.#ran(id);
    for (let part = 0; part < PARTS; part += 1) yield part;
    return answer;
  }

  get #fence(): number {
    return this.#plan.fence ?? this.context.runAttempt;
  }

  #ran(id: string): SubjectAnswer {
    this.#history?.add("ran", id, this.context.attempt, this.context.action ?? "");
    return { fence: this.#fence, id };
  }
}
