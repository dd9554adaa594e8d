import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/node-version.ts"],
    testTimeout: 40_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    env: { LYCEUM_LOG: "silent" },
  },
});
