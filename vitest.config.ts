import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/node-version.ts"],
    testTimeout: 40_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    pool: "forks",
    maxWorkers: 2,
    env: { LYCEUM_LOG: "silent" },
  },
});
