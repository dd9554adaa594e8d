import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { CODE_CACHE_VARIABLE } from "../../../src/executors/host-environment.ts";

const SUBJECT = join(import.meta.dirname, "../../../src/executors/host-environment.ts");

it("a host that lives on has kept its agent's code for the next", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lyceum-code-"));
  try {
    await writeFile(join(folder, "agent.ts"), "export const name: string = 'agent';");
    await writeFile(
      join(folder, "host.mjs"),
      `import { keepAgentCode, keepCode } from ${JSON.stringify(SUBJECT)};
      keepCode();
      await import("./agent.ts");
      keepAgentCode(0);
      setTimeout(() => console.log("kept"), 1);
      process.stdin.on("data", () => process.exit());`,
    );
    const first = host();
    await once(first.stdout, "data");
    const second = host({ NODE_DEBUG_NATIVE: "COMPILE_CACHE" });
    const told = text(second.stderr);
    await once(second.stdout, "data");
    for (const each of [first, second]) each.stdin.write("\n");
    expect(await told).toMatch(/retrieving transpile cache for StrippedTypeScript \S*agent\.ts\.\.\.success/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  function host(more: Record<string, string> = {}) {
    const env = { ...process.env, [CODE_CACHE_VARIABLE]: join(folder, "cache"), ...more };
    return spawn(process.execPath, [join(folder, "host.mjs")], { env });
  }
});
