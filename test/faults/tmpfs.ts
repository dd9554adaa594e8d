import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SIZE_MIB = 192;
const CHUNK_BYTES = 1_048_576;

/** A small disk in memory, which can be filled; only root can make one. */
export class Tmpfs implements Disposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Mounts one over a folder; undefined where that is not allowed. */
  static mount(folder: string): Tmpfs | undefined {
    if (process.getuid?.() !== 0) return undefined;
    const options = `size=${SIZE_MIB}m,mode=0700`;
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "lyceum-faults", folder], { stdio: "ignore" });
    return status === 0 ? new Tmpfs(folder) : undefined;
  }

  /** Leaves no room. */
  fill(): void {
    for (let size = CHUNK_BYTES; size >= 4_096; size /= 16) {
      try {
        for (;;) writeFileSync(this.#ballast, new Uint8Array(size), { flag: "a" });
      } catch {
        // Full for this size; a smaller one may still fit.
      }
    }
  }

  /** Makes room again. */
  heal(): void {
    rmSync(this.#ballast, { force: true });
  }

  [Symbol.dispose](): void {
    spawnSync("umount", ["-l", this.#folder], { stdio: "ignore" });
  }

  get #ballast(): string {
    return join(this.#folder, "ballast");
  }
}
