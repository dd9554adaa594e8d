import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** How the lives of a member are started. */
export interface MemberInit {
  readonly name: string;
  /** Program and arguments of a life, from 1. */
  readonly argv: (life: number) => readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether it speaks over an IPC channel; else it says that it is ready by a line of output. */
  readonly ipc: boolean;
  /** Says whether a message or a line means that it is ready. */
  readonly ready: (word: unknown) => boolean;
}

const READY_MS = 60_000;

/** A process of the fleet, which is started again after it was killed. It is the harness's own: it is signalled by its handle alone. */
export class Member {
  readonly name: string;
  readonly #init: MemberInit;
  #life = 0;
  #child: ChildProcess | undefined;
  /** What happens one after the other to this member. */
  #turn: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(word: unknown) => void>();

  constructor(init: MemberInit) {
    this.name = init.name;
    this.#init = init;
  }

  /** Number of its present life, from 1. */
  get life(): number {
    return this.#life;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Does something to it when all before was done, so that two faults never start it twice. */
  turn(act: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(act);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Starts a life; resolves once it is ready. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#life += 1;
    const [program, ...args] = this.#init.argv(this.#life);
    const child = spawn(program as string, args, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.#init.env, ...env },
      stdio: this.#init.ipc ? ["ignore", "pipe", "inherit", "ipc"] : ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${this.name} was not ready in time`)), READY_MS);
      const hear = (word: unknown): void => {
        for (const listener of this.#listeners) listener(word);
        if (this.#init.ready(word)) resolve();
      };
      child.on("message", hear);
      child.stdout?.on("data", (chunk) => hear(String(chunk)));
      child.once("exit", (code, signal) => reject(new Error(`${this.name} ended before it was ready: ${code ?? signal}`)));
      child.once("error", reject);
      child.once("exit", () => clearTimeout(late));
    });
  }

  /** Hears what it says, in all its lives. */
  onWord(listener: (word: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells it something, if it is there to hear it. */
  tell(message: object): void {
    if (this.alive && this.#child?.connected) this.#child.send(message, () => undefined);
  }

  /** Tells it something and waits until it says that it did so, or is gone. */
  async order(message: { readonly order: string }): Promise<void> {
    const child = this.#child;
    if (!this.alive || child === undefined) return;
    await new Promise<void>((resolve) => {
      const stop = this.onWord((word) => {
        if ((word as { done?: string }).done === message.order) over();
      });
      const over = (): void => {
        stop();
        child.off("exit", over);
        resolve();
      };
      child.once("exit", over);
      this.tell(message);
    });
  }

  /** Sends a signal. */
  signal(signal: NodeJS.Signals): void {
    if (this.alive) this.#child?.kill(signal);
  }

  /** Sends a signal that ends it, and waits for its end; one that does not come in time is made to come. */
  async end(signal: "SIGKILL" | "SIGTERM", limitMs = 30_000): Promise<void> {
    const child = this.#child;
    if (!this.alive || child === undefined) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
    await ended;
    clearTimeout(limit);
  }
}
