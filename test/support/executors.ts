import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentKind, AttemptSpec, Executor, ExecutorTemplate } from "../../src/core/executor.ts";
import type { Log } from "../../src/core/log.ts";
import type { RuntimeConfig } from "../../src/core/run.ts";
import { AttemptFolder } from "../../src/executors/attempt-folder.ts";
import { commandDriver } from "../../src/executors/command.ts";
import { externalDriver } from "../../src/executors/external.ts";
import { liveness } from "../../src/executors/host-identity.ts";
import { killGroup } from "../../src/executors/host-process.ts";
import { HostSite, type HostSiteOptions } from "../../src/executors/host-site.ts";
import { inlineDriver } from "../../src/executors/inline.ts";
import { processesDriver } from "../../src/executors/processes.ts";
import { threadsDriver } from "../../src/executors/threads.ts";
import { systemClock } from "../../src/system.ts";
import { fakeHost, type HostScript } from "./fake-host.ts";

/** Address that hosts are given; nobody listens there. */
export const FAKE_URL = "http://127.0.0.1:9";

/** A kind of which fake hosts are. */
export const moduleKind: AgentKind = { name: "module", lineage: ["lyceum.Agent"], module: "/nowhere/agent.ts" };

/** The same as a command. */
export const commandKind: AgentKind = {
  name: "command",
  lineage: ["lyceum.Agent"],
  argv: [process.execPath, join(import.meta.dirname, "fake-host-command.ts")],
  env: { OF_THE_KIND: "yes" },
};

const config: RuntimeConfig = {
  cancelActionsOnShutdown: true,
  raiseLoopErrorsOnShutdown: true,
  shutdownOnLoopError: true,
  terminateOnError: true,
  terminateOnSuccess: true,
  defaultMediaType: "application/json",
  allowedMediaTypes: ["application/json"],
  startTimeoutMs: 10_000,
};

/** Name of a driver. */
export type DriverName = "inline" | "threads" | "processes" | "command" | "external";

/** A folder with hosts in it, drivers for them, and what they logged. */
export class ExecutorRig implements AsyncDisposable {
  readonly folder: string;
  readonly warnings: string[];
  readonly site: HostSite;
  readonly #drivers: Readonly<Record<DriverName, (template: ExecutorTemplate) => Promise<Executor>>>;
  #runs = 0;

  private constructor(folder: string, site: HostSite, warnings: string[]) {
    this.folder = folder;
    this.site = site;
    this.warnings = warnings;
    this.#drivers = {
      inline: inlineDriver(site, ({ token, signal }) => fakeHost({ url: FAKE_URL, token, signal })),
      threads: threadsDriver(site, { entry: join(import.meta.dirname, "fake-host-thread.ts") }),
      processes: processesDriver(site, { entry: join(import.meta.dirname, "fake-host-process.ts") }),
      command: commandDriver(site),
      external: externalDriver(),
    };
  }

  /** Makes one in a new folder, or in that of one before it. */
  static async open(options: Partial<HostSiteOptions> = {}, folder?: string): Promise<ExecutorRig> {
    const warnings: string[] = [];
    const log: Log = { info() {}, warn: (_facts, message) => warnings.push(message), error: (_facts, message) => warnings.push(message) };
    const path = folder ?? (await mkdtemp(join(tmpdir(), "lyceum-hosts-")));
    const access = { url: FAKE_URL, folder: join(path, "hosts") };
    return new ExecutorRig(path, await HostSite.open({ access, clock: systemClock, log, ...options }), warnings);
  }

  /** Opens an executor. */
  async executor(driver: DriverName, template: Partial<ExecutorTemplate> = {}): Promise<Executor> {
    return await this.#drivers[driver]({ name: driver, driver, ...template });
  }

  /** A file that a script may name. */
  file(name: string): string {
    return join(this.folder, name);
  }

  /** An attempt whose host does what the script says; each call makes another. */
  spec(kind: AgentKind | undefined, script: HostScript): AttemptSpec {
    this.#runs += 1;
    const runId = `run-${this.#runs}`;
    const agent = { uid: runId, role: "agent", name: "" } as const;
    return { runId, attempt: 1, agent, kind, config, runToken: JSON.stringify(script), logLevel: "info", initModule: undefined };
  }

  /** Names of what is in the site's folder, the code cache aside. */
  left(): string[] {
    return readdirSync(join(this.folder, "hosts")).filter((name) => name !== "code-cache");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Whether a process lives; one that only waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    return !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");
  } catch {
    return false;
  }
}

/** Kills the hosts of a folder that a failed test left alive. */
export async function killHosts(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const identity = await new AttemptFolder(join(folder, name)).identity();
    if (identity !== undefined && (await liveness(identity)) === "alive") killGroup(identity.pid);
  }
}

/** Descriptors that this process has open. */
export function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

/** Processes that are children of this one. */
export function childProcesses(): number {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === process.pid).length;
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
