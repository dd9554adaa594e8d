import type { AttemptSpec, Executor, ExecutorTemplate, HostEnd } from "../core/executor.ts";
import { Attempts } from "./attempts.ts";
import { untilAborted } from "./pause.ts";

/** Opens executors whose agents are hosted by programs that the server did not start. */
export function externalDriver(): (template: ExecutorTemplate) => Promise<Executor> {
  return async () => new ExternalExecutor();
}

/**
 * Leaves an attempt to a host that claims it with its run token. There is no process to see end: what the host says,
 * and its session, are the manager's to judge, which then aborts the attempt.
 */
class ExternalExecutor implements Executor {
  readonly durable = true;
  readonly #attempts = new Attempts();

  async run(_spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    return await this.#attempts.run(signal, async (stop) => {
      await untilAborted(stop);
      return {};
    });
  }

  async adopt(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    return await this.run(spec, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#attempts.end();
  }
}
