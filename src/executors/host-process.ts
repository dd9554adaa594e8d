import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { join } from "node:path";
import type { Duplex, Writable } from "node:stream";
import type { HostEnd } from "../core/executor.ts";
import { startFailure } from "./agent-failure.ts";
import type { AttemptFolder } from "./attempt-folder.ts";
import type { HostSite } from "./host-site.ts";
import { pause } from "./pause.ts";

const SHIM = join(import.meta.dirname, "host-shim.sh");

/** A shell tells the signal that ended a program as this and the signal's number. */
const SIGNAL_BASE = 128;

/** How long a killed host may take to go; one that hangs in the kernel is abandoned. */
export const MAX_KILL_MS = 10_000;

/** What to start as a host. */
export interface HostCommand {
  readonly argv: readonly string[];
  /** Absolute path of its working folder. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether it gets a pipe as its standard input and one as its descriptor 3, to be given an attempt later. */
  readonly waits: boolean;
}

/** A host's processes: a shim that leads the process group, the program, and what that starts. */
export class HostProcess {
  /** Resolves once the host is gone. */
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  #gone = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.exited = once(child, "exit").then(() => {
      this.#gone = true;
      // The shim does so itself, unless somebody killed it alone.
      killGroup(child.pid!);
    });
  }

  /**
   * Starts a host in a folder that was made before.
   * @throws AgentFailure when the machine refuses.
   */
  static async start(folder: AttemptFolder, command: HostCommand): Promise<HostProcess> {
    const output = await folder.openOutput();
    try {
      const child = spawn("/bin/sh", [SHIM, command.cwd, ...command.argv], {
        cwd: folder.path,
        env: command.env,
        detached: true,
        stdio: command.waits ? ["pipe", output.fd, output.fd, "pipe"] : ["ignore", output.fd, output.fd],
      });
      await once(child, "spawn");
      return new HostProcess(child);
    } catch (error) {
      throw startFailure(`the machine does not start "${command.argv[0]}": see its limits on processes, memory and files`, error);
    } finally {
      await output.close();
    }
  }

  /** Its standard input, where it waits for an attempt. */
  get input(): Writable {
    return this.#child.stdin!;
  }

  /** Its descriptor 3, on which it says that it is ready. */
  get readiness(): Duplex {
    return this.#child.stdio[3] as Duplex;
  }

  /** Kills the whole process group; a child that went into a session of its own is no longer in it. */
  kill(): void {
    if (!this.#gone) killGroup(this.#child.pid!);
  }

  /** Stays with the host until it is gone, and tells how it ended. Aborting kills it. */
  async follow(site: HostSite, folder: AttemptFolder, signal: AbortSignal): Promise<HostEnd> {
    const unwatch = site.watch(folder);
    const stop = new AbortController();
    const kill = async () => {
      this.kill();
      return await pause(site.clock, MAX_KILL_MS, stop.signal);
    };
    const { promise: aborted, resolve: abort } = Promise.withResolvers<boolean>();
    const onAbort = () => abort(kill());
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      const abandoned = await Promise.race([this.exited.then(() => false), aborted]);
      return abandoned ? { unknown: true } : await this.#end(folder);
    } finally {
      signal.removeEventListener("abort", onAbort);
      stop.abort();
      unwatch();
      await folder.removeToken();
    }
  }

  async #end(folder: AttemptFolder): Promise<HostEnd> {
    const { exitCode, signalCode } = this.#child;
    const outputTail = await folder.tail();
    return { ...((await shimEnd(folder)) ?? { exitCode: exitCode ?? undefined, signal: signalCode ?? undefined }), outputTail };
  }
}

/** How a host ended as the shim wrote it down; undefined when it could not. */
export async function shimEnd(folder: AttemptFolder): Promise<HostEnd | undefined> {
  const status = await folder.status();
  if (status === undefined) return undefined;
  const signal = Object.entries(constants.signals).find(([, number]) => number === status - SIGNAL_BASE)?.[0];
  return signal === undefined ? { exitCode: status } : { signal };
}

/** Kills a process group, if there still is one. */
export function killGroup(id: number): void {
  try {
    process.kill(-id, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
