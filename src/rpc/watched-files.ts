import { readFile } from "node:fs/promises";
import type { Clock, Timer } from "../core/clock.ts";
import type { Log } from "../core/log.ts";

/** How often files are looked at, in milliseconds. */
const LOOK_MS = 2_000;

/** Options of {@link WatchedFiles}. */
export interface WatchedFilesOptions<T> {
  readonly paths: readonly string[];
  /** Reads the contents, in the order of the paths; what it throws keeps what was read before. */
  readonly parse: (contents: readonly Buffer[]) => T | Promise<T>;
  readonly clock: Clock;
  readonly log: Log;
  /** Default 2,000 ms. */
  readonly lookMs?: number | undefined;
}

/**
 * What some files say, read again when one of them changes. They are read rather than watched, since mounted secrets
 * are links that change far away. Contents that cannot be used (half written, say) leave what was read before.
 */
export class WatchedFiles<T> implements Disposable {
  readonly #options: WatchedFilesOptions<T>;
  readonly #listeners = new Set<(value: T, before: T) => void>();
  #contents: readonly Buffer[];
  #value: T;
  #timer: Timer | undefined;
  #disposed = false;

  private constructor(options: WatchedFilesOptions<T>, contents: readonly Buffer[], value: T) {
    this.#options = options;
    this.#contents = contents;
    this.#value = value;
    this.#lookLater();
  }

  /**
   * Reads the files.
   * @throws whatever keeps them from being read a first time.
   */
  static async open<T>(options: WatchedFilesOptions<T>): Promise<WatchedFiles<T>> {
    const contents = await readAll(options.paths);
    return new WatchedFiles(options, contents, await options.parse(contents));
  }

  /** What they say now. */
  get value(): T {
    return this.#value;
  }

  /** Calls after each change. Returns how to stop that. */
  onChange(listener: (value: T, before: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks no more. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#timer?.cancel();
  }

  /** Looks whether they have changed. */
  async look(): Promise<void> {
    const { paths, parse, log } = this.#options;
    try {
      const contents = await readAll(paths);
      if (contents.every((each, index) => each.equals(this.#contents[index]!))) return;
      // Contents that are no good are not tried again until they change.
      this.#contents = contents;
      const value = await parse(contents);
      const before = this.#value;
      this.#value = value;
      log.info({ files: paths }, "files have changed and were read again");
      for (const listener of this.#listeners) listener(value, before);
    } catch (error) {
      log.warn(
        { files: paths, why: error instanceof Error ? error.message : String(error) },
        "changed files cannot be used: what was read before stays",
      );
    }
  }

  #lookLater(): void {
    const { clock, lookMs = LOOK_MS } = this.#options;
    this.#timer = clock.after(lookMs, () => {
      void this.look().finally(() => {
        if (!this.#disposed) this.#lookLater();
      });
    });
  }
}

async function readAll(paths: readonly string[]): Promise<Buffer[]> {
  return await Promise.all(paths.map((path) => readFile(path)));
}
