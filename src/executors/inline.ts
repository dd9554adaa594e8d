import type { AttemptSpec, Executor, ExecutorTemplate, HostEnd } from "../core/executor.ts";
import { agentFailure, moduleKind } from "./agent-failure.ts";
import { Attempts } from "./attempts.ts";
import type { HostSite } from "./host-site.ts";
import { pause, untilAborted } from "./pause.ts";

/** Runs an agent to its end in the server's own event loop, over a transport that needs no network. */
export type InlineHost = (options: { readonly token: string; readonly signal: AbortSignal }) => Promise<{ readonly succeeded: boolean }>;

/** How long an aborted agent may take to return; then it is abandoned. */
const MAX_STOP_MS = 1_000;

/** Opens executors that run agent modules inside the server. */
export function inlineDriver(site: Pick<HostSite, "clock" | "log">, host: InlineHost): (template: ExecutorTemplate) => Promise<Executor> {
  return async () => new InlineExecutor(site, host);
}

/**
 * Runs agents in the server's own event loop, where nothing can be killed: an aborted agent that does not return is
 * abandoned, fenced off by the exchange, and told of in the log.
 */
class InlineExecutor implements Executor {
  readonly durable = false;
  readonly #site: Pick<HostSite, "clock" | "log">;
  readonly #host: InlineHost;
  readonly #attempts = new Attempts();

  constructor(site: Pick<HostSite, "clock" | "log">, host: InlineHost) {
    this.#site = site;
    this.#host = host;
  }

  async run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    return await this.#attempts.run(signal, (stop) => this.#run(spec, stop));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#attempts.end();
  }

  async #run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    moduleKind(spec);
    const ended = new AbortController();
    try {
      return await Promise.race([this.#serve(spec, signal), this.#abandon(spec, signal, ended.signal)]);
    } finally {
      ended.abort();
    }
  }

  async #abandon({ runId, attempt }: AttemptSpec, signal: AbortSignal, ended: AbortSignal): Promise<HostEnd> {
    await untilAborted(AbortSignal.any([signal, ended]));
    const late = await pause(this.#site.clock, MAX_STOP_MS, ended);
    if (late) this.#site.log.warn({ runId, attempt }, "an inline agent did not return when it was killed, and is abandoned");
    return {};
  }

  async #serve(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    try {
      const { succeeded } = await this.#host({ token: spec.runToken, signal });
      return signal.aborted ? {} : { exitCode: succeeded ? 0 : 1 };
    } catch (error) {
      if (signal.aborted) return {};
      throw agentFailure(error);
    }
  }
}
