import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const DEMO = join(import.meta.dirname, "../../clients/typescript/examples/flights/demo.ts");

it("analyses 200,000 flights over four executors and answers as a plain program does, without a warning", {
  timeout: 120_000,
}, async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [DEMO], { timeout: 110_000 });
  expect(stdout).toContain("reads the whole file at once answers the same");
  expect(stdout).toMatch(/site 4.*processes.*failed, succeeded.*succeeded/);
  expect(stderr).toBe("");
});
