import type { AttemptSpec, Executor, ExecutorTemplate, HostEnd } from "../core/executor.ts";
import { adoptHost } from "./adoption.ts";
import { commandKind } from "./agent-failure.ts";
import { Attempts } from "./attempts.ts";
import { HostProcess } from "./host-process.ts";
import type { HostSite } from "./host-site.ts";
import { assertRunnable } from "./runnable.ts";

/** Opens executors that run commands of the catalogue, in any language. */
export function commandDriver(site: HostSite): (template: ExecutorTemplate) => Promise<Executor> {
  return async () => new CommandExecutor(site);
}

/** Runs each attempt as a command in a process group of its own. Its hosts outlive the server. */
class CommandExecutor implements Executor {
  readonly durable = true;
  readonly #site: HostSite;
  readonly #attempts = new Attempts();

  constructor(site: HostSite) {
    this.#site = site;
  }

  async run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    return await this.#attempts.run(signal, (stop) => this.#run(spec, stop));
  }

  async adopt(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    return await this.#attempts.run(signal, (stop) => adoptHost(this.#site, spec, stop));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#attempts.end();
  }

  async #run(spec: AttemptSpec, signal: AbortSignal): Promise<HostEnd> {
    const { argv, cwd = process.cwd(), env = {} } = commandKind(spec);
    const folder = this.#site.folder(spec);
    const environment = this.#site.environment({ ...env, LYCEUM_TOKEN_FILE: folder.tokenFile, LYCEUM_RUN: spec.runId });
    await assertRunnable({ program: argv[0]!, cwd, path: environment.PATH ?? "" });
    await folder.make();
    await folder.writeToken(spec.runToken);
    const host = await HostProcess.start(folder, { argv, cwd, env: environment, waits: false });
    return await host.follow(this.#site, folder, signal);
  }
}
