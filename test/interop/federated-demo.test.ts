import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { buildable } from "./languages.ts";

const DEMO = join(import.meta.dirname, "../../clients/typescript/examples/federated/demo.ts");
const TEST_MS = 600_000;

const names = (await buildable()).map(({ name }) => name);

it.skipIf(!names.includes("python") || !names.includes("go"))(
  "learns in three languages as well as in one place, though a site is killed meanwhile",
  { timeout: TEST_MS },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [DEMO], { timeout: TEST_MS });
    const accuracies = [...stdout.matchAll(/^ +\d+ +1437 +([\d.]+) %$/gm)].map(([, accuracy]) => Number(accuracy));
    expect(accuracies).toHaveLength(15);
    expect(accuracies.at(-1)).toBeGreaterThan(90);
    const [, whole = "", shards = ""] = /as long: ([\d.]+) %; on shards that never left their sites: ([\d.]+) %/.exec(stdout) ?? [];
    expect(Number(whole)).toBeGreaterThan(93);
    expect(Number(shards)).toBe(accuracies.at(-1));
    expect(stdout).toMatch(/site 2 +sites +succeeded: failed, succeeded/);
    expect(stdout.match(/succeeded: succeeded/g)).toHaveLength(4);
  },
);
