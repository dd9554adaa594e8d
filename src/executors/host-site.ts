import { constants, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Timer } from "../core/clock.ts";
import type { AttemptSpec, HostAccess } from "../core/executor.ts";
import type { Log } from "../core/log.ts";
import { AttemptFolder } from "./attempt-folder.ts";
import { CODE_CACHE_VARIABLE, hostEnvironment } from "./host-environment.ts";
import { liveness } from "./host-identity.ts";
import { MODULE_MEMORY_VARIABLE } from "./module-memory.ts";

/** Options of {@link HostSite}. */
export interface HostSiteOptions {
  readonly access: HostAccess;
  readonly clock: Clock;
  readonly log: Log;
  /** Largest output of an attempt; the newest half is kept. Default 10 MB. */
  readonly maxOutputBytes?: number | undefined;
  /** How long what attempts left behind is kept. Default 7 days. */
  readonly keepMs?: number | undefined;
}

const DEFAULT_MAX_OUTPUT_BYTES = 10_000_000;
const DEFAULT_KEEP_MS = 7 * 86_400_000;
const CHECK_MS = 2_000;
const SWEEP_MS = 3_600_000;

/** Folder of the code cache, beside those of the attempts. */
const CODE_CACHE = "code-cache";

/** How the files begin in it that say where modules are. */
const MODULE_MEMORY = "modules-";

/**
 * Where a server's hosts live: the folder in which each attempt has one of its own. It keeps outputs within their
 * bound while the server runs, and removes what is old.
 */
export class HostSite implements AsyncDisposable {
  readonly access: HostAccess;
  readonly clock: Clock;
  readonly log: Log;
  readonly #maxOutputBytes: number;
  readonly #keepMs: number;
  readonly #moduleMemory: string;
  /** Folders of live hosts, by path. */
  readonly #live = new Map<string, AttemptFolder>();
  #checking: Timer | undefined;
  #sweeping: Timer | undefined;
  #work: Promise<void> = Promise.resolve();
  #hosts = 0;

  private constructor(options: HostSiteOptions) {
    this.access = options.access;
    this.clock = options.clock;
    this.log = options.log;
    this.#maxOutputBytes = options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
    this.#keepMs = options.keepMs ?? DEFAULT_KEEP_MS;
    this.#moduleMemory = `${MODULE_MEMORY}${options.clock.now()}.json`;
  }

  /** Makes the folder if need be, and starts to watch it. */
  static async open(options: HostSiteOptions): Promise<HostSite> {
    const caches = join(options.access.folder, CODE_CACHE);
    await mkdir(caches, { recursive: true, mode: 0o700 });
    // Modules may have moved between two servers.
    for (const name of await readdir(caches)) if (name.startsWith(MODULE_MEMORY)) await rm(join(caches, name));
    const site = new HostSite(options);
    site.#sweepAlways();
    return site;
  }

  /** What tells a host in Node.js where to keep compiled code, and where modules are, so that the next one starts in a third of the time. */
  get caches(): Readonly<Record<string, string>> {
    const caches = join(this.access.folder, CODE_CACHE);
    return { [CODE_CACHE_VARIABLE]: caches, [MODULE_MEMORY_VARIABLE]: join(caches, this.#moduleMemory) };
  }

  /** A host's environment: what it may inherit, what it is given, and where and how it finds the server. */
  environment(given: Readonly<Record<string, string>>): Record<string, string> {
    const { url, tls } = this.access;
    return hostEnvironment(process.env, { ...given, ...tls, LYCEUM_URL: url });
  }

  /** Folder of an attempt; not made yet. */
  folder(spec: AttemptSpec): AttemptFolder {
    return new AttemptFolder(join(this.access.folder, `${spec.runId}.${spec.attempt}`));
  }

  /** Folder of a host that has no attempt yet; not made yet. */
  idleFolder(): AttemptFolder {
    this.#hosts += 1;
    return new AttemptFolder(join(this.access.folder, `idle-${process.pid}-${this.#hosts}`));
  }

  /** Keeps the output of a live host within its bound until the returned function is called. */
  watch(folder: AttemptFolder): () => void {
    this.#live.set(folder.path, folder);
    this.#checking ??= this.clock.after(CHECK_MS, () => this.#check());
    return () => this.#live.delete(folder.path);
  }

  /** Ends its own work; hosts are their executors'. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#checking?.cancel();
    this.#sweeping?.cancel();
    this.#live.clear();
    await this.#work;
  }

  #check(): void {
    this.#checking = undefined;
    this.#do("an output could not be cut", async () => {
      for (const folder of this.#live.values()) await cutOutput(folder, this.#maxOutputBytes);
      if (this.#live.size > 0) this.#checking ??= this.clock.after(CHECK_MS, () => this.#check());
    });
  }

  #sweepAlways(): void {
    this.#do("old outputs could not be removed", () => this.#sweep());
    this.#sweeping = this.clock.after(SWEEP_MS, () => this.#sweepAlways());
  }

  async #sweep(): Promise<void> {
    const before = this.clock.now() - this.#keepMs;
    for (const name of await readdir(this.access.folder)) {
      const folder = new AttemptFolder(join(this.access.folder, name));
      if (name === CODE_CACHE || this.#live.has(folder.path) || (await changedAt(folder)) >= before) continue;
      const identity = await folder.identity();
      if (identity === undefined || (await liveness(identity)) !== "alive") await rm(folder.path, { recursive: true, force: true });
    }
  }

  /** One thing after the other, none of them in the way of a run. */
  #do(complaint: string, work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => this.log.warn({ error }, complaint));
  }
}

async function changedAt(folder: AttemptFolder): Promise<number> {
  const [own, output] = await Promise.allSettled([stat(folder.path), stat(folder.outputFile)]);
  return Math.max(...[own, output].map((found) => (found.status === "fulfilled" ? found.value.mtimeMs : 0)));
}

/** Keeps the newest half of an output that is too large. What the host prints meanwhile may come before it. */
async function cutOutput(folder: AttemptFolder, maxBytes: number): Promise<void> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(folder.outputFile, constants.O_RDWR | constants.O_APPEND);
  } catch {
    // The host's folder got its attempt's name, or has no output yet; the next check finds it.
    return;
  }
  try {
    const { size } = await file.stat();
    if (size <= maxBytes) return;
    const length = Math.floor(maxBytes / 2);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    await file.truncate(0);
    await file.appendFile(`[${size - bytesRead} bytes of older output were dropped]\n`);
    await file.appendFile(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
