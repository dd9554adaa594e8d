import { join } from "node:path";
import { invalidField } from "../core/errors.ts";
import type { AttemptSpec, Executor, ExecutorTemplate, HostEnd } from "../core/executor.ts";
import { adoptHost } from "./adoption.ts";
import { moduleKind } from "./agent-failure.ts";
import { Attempts } from "./attempts.ts";
import type { HostSite } from "./host-site.ts";
import { WaitingProcess } from "./waiting-process.ts";
import { WarmPool, WarmPools } from "./warm-pool.ts";

/** Options of {@link processesDriver}. */
export interface ProcessesOptions {
  /** Module that a host process runs, for tests; absent means `process-entry.ts`. */
  readonly entry?: string | undefined;
}

/** Opens executors that run agent modules in processes of Node.js, some of which are started before they are needed. */
export function processesDriver(site: HostSite, options: ProcessesOptions = {}): (template: ExecutorTemplate) => Promise<Executor> {
  const pools = new WarmPools<WaitingProcess>();
  const entry = options.entry ?? join(import.meta.dirname, "process-entry.ts");
  return async (template) => {
    if ((template.agentsPerHost ?? 1) > 1)
      throw invalidField("agentsPerHost", `of executor template "${template.name}" must be 1: its driver is processes`);
    const make = () => new WarmPool(site, template.warm ?? 0, () => WaitingProcess.start(site, entry));
    const pool = pools.lease(template.name, make);
    return new ProcessExecutor(site, pool, () => pools.release(template.name));
  };
}

/** Runs each attempt in a process of its own, the leader of its own process group. Its hosts outlive the server. */
class ProcessExecutor implements Executor {
  readonly durable = true;
  readonly #site: HostSite;
  readonly #pool: WarmPool<WaitingProcess>;
  readonly #attempts = new Attempts();
  #release: (() => Promise<void>) | undefined;

  constructor(site: HostSite, pool: WarmPool<WaitingProcess>, release: () => Promise<void>) {
    this.#site = site;
    this.#pool = pool;
    this.#release = release;
  }

  async run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    return await this.#attempts.run(signal, (stop) => this.#run(spec, stop));
  }

  async adopt(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    return await this.#attempts.run(signal, (stop) => adoptHost(this.#site, spec, stop));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const release = this.#release;
    this.#release = undefined;
    await this.#attempts.end();
    await release?.();
  }

  async #run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    moduleKind(spec);
    const folder = this.#site.folder(spec);
    const waiting = await this.#pool.take();
    const { url } = this.#site.access;
    const host = await waiting.assign(folder, spec.runToken, { url, tokenFile: folder.tokenFile, runId: spec.runId });
    return await host.follow(this.#site, folder, signal);
  }
}
