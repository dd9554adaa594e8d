import type { AttemptFolder } from "./attempt-folder.ts";
import { HostProcess } from "./host-process.ts";
import type { HostSite } from "./host-site.ts";
import type { Assignment } from "./process-host.ts";
import type { WarmHost } from "./warm-pool.ts";

/** A process of Node.js that has loaded the host runtime and waits for an attempt on its standard input. */
export class WaitingProcess implements WarmHost {
  readonly ready: Promise<boolean>;
  readonly gone: Promise<void>;
  readonly #host: HostProcess;
  readonly #folder: AttemptFolder;

  private constructor(host: HostProcess, folder: AttemptFolder) {
    this.#host = host;
    this.#folder = folder;
    this.gone = host.exited;
    const { readiness } = host;
    const loaded = new Promise<boolean>((resolve) => readiness.once("data", () => resolve(true)));
    this.ready = Promise.race([loaded, host.exited.then(() => false)]).finally(() => readiness.destroy());
    // A process that went while it waited is found by its exit.
    for (const pipe of [host.input, readiness]) pipe.on("error", () => pipe.destroy());
  }

  /**
   * Starts one.
   * @throws AgentFailure when the machine refuses.
   */
  static async start(site: HostSite, entry: string): Promise<WaitingProcess> {
    const folder = site.idleFolder();
    await folder.make();
    const host = await HostProcess.start(folder, {
      argv: [process.execPath, ...inheritedFlags(), entry],
      cwd: process.cwd(),
      env: site.environment(site.caches),
      waits: true,
    });
    return new WaitingProcess(host, folder);
  }

  /** Hands it an attempt, and its folder to the attempt. From here on nothing but its process group ties it to the server. */
  async assign(folder: AttemptFolder, token: string, assignment: Assignment): Promise<HostProcess> {
    try {
      await this.#folder.moveTo(folder);
      await folder.writeToken(token);
    } catch (error) {
      await this.discard();
      throw error;
    }
    this.#host.input.end(`${JSON.stringify(assignment)}\n`);
    return this.#host;
  }

  async tail(): Promise<string | undefined> {
    return await this.#folder.tail();
  }

  async discard(): Promise<void> {
    this.#host.kill();
    await this.#host.exited;
    await this.#folder.remove();
  }
}

/** The server's own flags, but for those that only one process can have. */
function inheritedFlags(): string[] {
  return process.execArgv.filter((flag) => !/^--(inspect|debug|cpu-prof|heap-prof|prof)/.test(flag));
}
