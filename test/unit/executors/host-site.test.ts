import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commandKind, ExecutorRig } from "../../support/executors.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const TIMEOUT_MS = 15_000;

const DAY_MS = 86_400_000;

describe("HostSite", () => {
  let clock: FakeClock;
  let rig: ExecutorRig;

  beforeEach(async () => {
    // Files have the machine's own times.
    clock = new FakeClock(Date.now());
    rig = await ExecutorRig.open({ clock, maxOutputBytes: 10_000 });
  });

  afterEach(async () => {
    await rig[Symbol.asyncDispose]();
    expect(clock.pending).toBe(0);
  });

  it("keeps its folder to its owner", () => {
    expect(statSync(rig.site.access.folder).mode & 0o777).toBe(0o700);
  });

  it("forgets where an earlier server's hosts found their modules, and keeps what they compiled", async () => {
    const caches = join(rig.site.access.folder, "code-cache");
    writeFileSync(join(caches, "modules-1.json"), "{}");
    writeFileSync(join(caches, "compiled"), "");
    await using later = await ExecutorRig.open({ clock }, rig.folder);
    expect(readdirSync(caches)).toEqual(["compiled"]);
    expect(Object.values(later.site.caches)).toEqual([caches, join(caches, `modules-${clock.now()}.json`)]);
  });

  it("cuts an output that grows beyond its bound, and keeps the newest half", async () => {
    const folder = rig.site.folder(rig.spec(commandKind, {}));
    await folder.make();
    await using output = await folder.openOutput();
    const unwatch = rig.site.watch(folder);
    await output.write("a".repeat(9_000));
    await check();
    expect(statSync(folder.outputFile).size).toBe(9_000);

    await output.write("b".repeat(9_000));
    await check();
    const kept = `[13000 bytes of older output were dropped]\n${"b".repeat(5_000)}`;
    expect(readFileSync(folder.outputFile, "utf8") === kept).toBe(true);
    await output.write("c");
    expect(readFileSync(folder.outputFile, "utf8").endsWith("bc")).toBe(true);
    unwatch();
  });

  it("looks again and again while a host lives, and no longer", async () => {
    const folder = rig.site.folder(rig.spec(commandKind, {}));
    await folder.make();
    const unwatch = rig.site.watch(folder);
    for (let turn = 0; turn < 3; turn += 1) {
      await appendFile(folder.outputFile, "a".repeat(20_000));
      await check();
      expect(statSync(folder.outputFile).size).toBeLessThan(10_000);
    }
    unwatch();
    clock.tick(2_000);
    expect(clock.pending).toBe(1);
    await rig[Symbol.asyncDispose]();
    expect(clock.pending).toBe(0);
  });

  it("goes on when a folder is not there", async () => {
    rig.site.watch(rig.site.folder(rig.spec(commandKind, {})));
    await check();
    expect(rig.warnings).toEqual([]);
  });

  it("makes no output of its own, which would be in the way of the host's", async () => {
    const [host, attempt] = [rig.site.idleFolder(), rig.site.folder(rig.spec(commandKind, {}))];
    for (const folder of [host, attempt]) await folder.make();
    await (await host.openOutput()).close();
    rig.site.watch(attempt);
    await check();
    expect(existsSync(attempt.outputFile)).toBe(false);
    await attempt.linkOutput(host);
    expect(existsSync(attempt.outputFile)).toBe(true);
    expect(rig.warnings).toEqual([]);
  });

  it("removes what attempts left behind after its time, but nothing of a host that lives", async () => {
    const old = folderOf("old", clock.now() - 8 * DAY_MS);
    const recent = folderOf("recent", clock.now() - 6 * DAY_MS);
    const watched = rig.site.folder(rig.spec(commandKind, {}));
    rig.site.watch(watched);
    utimes(make(watched.path), clock.now() - 8 * DAY_MS);
    const adoptable = folderOf("adoptable", clock.now() - 8 * DAY_MS, ownIdentity());
    const cache = folderOf("code-cache", clock.now() - 8 * DAY_MS);

    clock.tick(3_600_000);
    await vi.waitFor(() => expect(existsSync(old)).toBe(false), { timeout: TIMEOUT_MS });
    for (const kept of [recent, watched.path, adoptable, cache]) expect(existsSync(kept)).toBe(true);
    expect(rig.warnings).toEqual([]);
  });

  it("warns when its folder is gone, and goes on", async () => {
    await rig[Symbol.asyncDispose]();
    rig = await ExecutorRig.open({ clock, maxOutputBytes: 10_000 });
    const { rm } = await import("node:fs/promises");
    await rm(rig.site.access.folder, { recursive: true });
    clock.tick(3_600_000);
    await vi.waitFor(() => expect(rig.warnings).toEqual(["old outputs could not be removed"]), { timeout: TIMEOUT_MS });
  });

  /** Lets it look at the outputs, and waits until it has: then the next look is due, beside the next sweep. */
  async function check(): Promise<void> {
    clock.tick(2_000);
    await vi.waitFor(() => expect(clock.pending).toBe(2), { timeout: TIMEOUT_MS });
  }

  function make(path: string): string {
    mkdirSync(path, { recursive: true });
    return path;
  }

  function utimes(path: string, atMs: number): void {
    utimesSync(path, atMs / 1_000, atMs / 1_000);
  }

  function folderOf(name: string, changedAtMs: number, note?: string): string {
    const path = make(join(rig.site.access.folder, name));
    if (note !== undefined) writeFileSync(join(path, "host"), note);
    utimes(path, changedAtMs);
    return path;
  }
});

/** What the shim would write of this process. */
function ownIdentity(): string {
  const stat = readFileSync("/proc/self/stat", "latin1");
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return `${process.pid}\n${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${start}\n`;
}
