import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MODULE_MEMORY_VARIABLE } from "../../../src/executors/module-memory.ts";

const SUBJECT = join(import.meta.dirname, "../../../src/executors/module-memory.ts");

/** What a host printed that imported `first` while it remembered modules, and `later` afterwards. */
interface Told {
  readonly first: string;
  readonly later: string;
  readonly inherited: boolean;
}

describe("rememberModules", () => {
  let folder: string;
  let memory: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lyceum-modules-"));
    memory = join(folder, "memory.json");
    await file("first.mjs", `import { name } from "./second.mjs"; export { name };`);
    await file("later.mjs", `import { name } from "./second.mjs"; export { name };`);
    await file("second.mjs", `export const name = "second";`);
    await file("other.mjs", `export const name = "other";`);
    const code = `
      import { rememberModules } from ${JSON.stringify(SUBJECT)};
      const first = await rememberModules(() => import("./first.mjs"));
      const later = await import("./later.mjs");
      console.log(JSON.stringify({ first: first.name, later: later.name, inherited: ${JSON.stringify(MODULE_MEMORY_VARIABLE)} in process.env }));`;
    await file("host.mjs", code);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("finds modules where an earlier host found them", async () => {
    expect(await host()).toMatchObject({ first: "second" });
    await pointToOther();
    expect(await host()).toMatchObject({ first: "other" });
  });

  it("leaves what is imported later to be found as ever, and the setting from the host's children", async () => {
    await host();
    await pointToOther();
    expect(await host()).toEqual({ first: "other", later: "second", inherited: false });
  });

  it("finds modules anew when one of them is gone", async () => {
    await host();
    await pointToOther();
    await rm(join(folder, "other.mjs"));
    expect(await host()).toMatchObject({ first: "second" });
    expect(await readFile(memory, "utf8")).not.toContain("other.mjs");
  });

  it("finds modules anew when what was written down is no such thing", async () => {
    await writeFile(memory, "{ cut sh");
    expect(await host()).toMatchObject({ first: "second" });
    expect(JSON.parse(await readFile(memory, "utf8"))).not.toEqual({});
  });

  it("does without where nothing can be written down", async () => {
    memory = join(folder, "nowhere", "memory.json");
    expect(await host()).toMatchObject({ first: "second" });
    await expect(stat(memory)).rejects.toThrow("ENOENT");
  });

  async function file(name: string, code: string): Promise<void> {
    await writeFile(join(folder, name), code);
  }

  async function pointToOther(): Promise<void> {
    await writeFile(memory, (await readFile(memory, "utf8")).replaceAll('/second.mjs"', '/other.mjs"'));
  }

  async function host(): Promise<Told> {
    const env = { ...process.env, [MODULE_MEMORY_VARIABLE]: memory };
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "host.mjs")], { env });
    return JSON.parse(stdout) as Told;
  }
});
