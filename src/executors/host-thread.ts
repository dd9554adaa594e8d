import type { WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import type { HostEnd } from "../core/executor.ts";
import { AgentFailure } from "../core/failure.ts";
import { agentFailure } from "./agent-failure.ts";
import type { AttemptFolder } from "./attempt-folder.ts";
import type { HostSite } from "./host-site.ts";
import type { ThreadData, ThreadOrder, ThreadReport } from "./thread-host.ts";
import type { WarmHost } from "./warm-pool.ts";

interface ThreadParts {
  readonly worker: Worker;
  readonly folder: AttemptFolder;
  /** What it prints; closed when it ends. */
  readonly output: WriteStream;
}

type Ended = Extract<ThreadReport, { kind: "ended" }>;

/** A worker thread that has loaded the host runtime and runs the attempts it is given. */
export class HostThread implements WarmHost {
  readonly ready: Promise<boolean>;
  readonly gone: Promise<void>;
  readonly #site: HostSite;
  readonly #worker: Worker;
  readonly #folder: AttemptFolder;
  readonly #ends = new Map<number, (end: Ended) => void>();
  #attempts = 0;
  #discarded = false;
  #exitCode: number | undefined;
  #error: unknown;

  private constructor(site: HostSite, { worker, folder, output }: ThreadParts) {
    this.#site = site;
    this.#worker = worker;
    this.#folder = folder;
    const written = this.#write(output);
    const ready = Promise.withResolvers<boolean>();
    const exited = Promise.withResolvers<void>();
    this.ready = Promise.race([ready.promise, exited.promise.then(() => false)]);
    this.gone = exited.promise.then(() => written);
    worker.on("message", (report: ThreadReport) => {
      if (report.kind === "ready") ready.resolve(true);
      else this.#ends.get(report.id)?.(report);
    });
    worker.on("error", (error) => {
      this.#error = error;
    });
    worker.on("exit", (code) => {
      this.#exitCode = code;
      exited.resolve();
    });
  }

  /** Starts one. */
  static async start(site: HostSite, entry: string): Promise<HostThread> {
    const folder = site.idleFolder();
    await folder.make();
    const output = (await folder.openOutput()).createWriteStream();
    const workerData: ThreadData = { url: site.access.url };
    const env = site.environment(site.caches);
    const worker = new Worker(entry, { workerData, env, execArgv: [], stdout: true, stderr: true });
    return new HostThread(site, { worker, folder, output });
  }

  /**
   * Runs an attempt until the agent ends or the thread does. Aborting asks the agent to end.
   * @throws AgentFailure when the agent or the thread failed by an error.
   */
  async run(folder: AttemptFolder, token: string, signal: AbortSignal): Promise<HostEnd> {
    this.#attempts += 1;
    const id = this.#attempts;
    const ended = Promise.withResolvers<Ended>();
    this.#ends.set(id, ended.resolve);
    const abort = () => this.#tell({ kind: "abort", id });
    const unwatch = this.#site.watch(folder);
    try {
      await folder.make();
      await folder.linkOutput(this.#folder);
      this.#tell({ kind: "start", id, token });
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      const end = await Promise.race([ended.promise, this.gone]);
      return this.#end(end ?? undefined);
    } finally {
      signal.removeEventListener("abort", abort);
      this.#ends.delete(id);
      unwatch();
    }
  }

  async tail(): Promise<string | undefined> {
    if (this.#error === undefined) return await this.#folder.tail();
    // An error that nobody caught is not printed.
    return [await this.#folder.tail(), agentFailure(this.#error).failure.stack].join("\n").trim();
  }

  async discard(): Promise<void> {
    this.#discarded = true;
    await this.#worker.terminate();
    await this.gone;
    await this.#folder.remove();
  }

  #tell(order: ThreadOrder): void {
    this.#worker.postMessage(order);
  }

  #end(end: Ended | undefined): HostEnd {
    if (end?.failure !== undefined) throw new AgentFailure(end.failure);
    if (end !== undefined) return { exitCode: end.succeeded ? 0 : 1 };
    if (this.#discarded) throw hostEnded();
    if (this.#error !== undefined) throw agentFailure(this.#error);
    return { exitCode: this.#exitCode };
  }

  /** Writes down what the thread prints, until it ends. An output that cannot be written is lost; the thread goes on. */
  async #write(output: WriteStream): Promise<void> {
    const { stdout, stderr } = this.#worker;
    const closed = new Promise<void>((resolve) => output.once("close", resolve));
    output.on("error", (error) => {
      this.#site.log.warn({ error }, "the output of a host thread cannot be written");
      for (const stream of [stdout, stderr]) stream.resume();
    });
    for (const stream of [stdout, stderr]) stream.pipe(output, { end: false });
    await Promise.allSettled([finished(stdout), finished(stderr)]);
    output.end();
    await closed;
  }
}

function hostEnded(): AgentFailure {
  const message = "its host thread was ended, since another agent in it did not return when it was killed";
  return new AgentFailure({ type: "HostEnded", message });
}
