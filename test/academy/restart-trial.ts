import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Manager } from "@lyceum/client";
import { catalogue } from "./catalogue.ts";
import type { Environment } from "./environment.ts";
import { AcademyServer } from "./server.ts";

/** An Academy agent over a stop of the server, which makes it again, and over a kill, which it survives; neither costs an attempt. */
export async function tryRestarts(place: Environment): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lyceum-academy-restart-"));
  const [agents, data] = [folder, join(folder, "data")];
  try {
    await writeFile(join(agents, "catalogue.yaml"), catalogue(place));
    const first = await AcademyServer.start({ agents, data });
    const { url, token } = first;
    const again = () => AcademyServer.start({ agents, data, port: Number(new URL(url).port) });
    await using manager = await Manager.connect({ url, token }, { executors: ["command"], defaultExecutor: "command" });
    const agent = await manager.launch("instrument", { args: [1] });
    await agent.ping();
    // What runs has time to finish.
    const slow = agent.call("sleep", [1]);
    assert.equal(await agent.call("measure", [1]), 2);
    await first[Symbol.asyncDispose]();
    const second = await again();
    assert.equal(await slow, "slept");
    assert.equal(await agent.call("measure", [2]), 3);
    assert.equal(await agent.call("was_cancelled", []), false);
    await second.kill();
    await using _third = await again();
    assert.equal(await agent.call("measure", [3]), 4);
    const [run] = await manager.runs();
    assert.equal(run?.state, "running");
    assert.equal(run?.maxAttempts, 1);
    await manager.shutdown(agent);
    await manager.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
