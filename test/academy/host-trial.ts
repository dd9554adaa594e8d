import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentError, Manager } from "@lyceum/client";
import { AGENTS, catalogue } from "./catalogue.ts";
import type { Environment } from "./environment.ts";
import { runPython } from "./python-program.ts";
import { AcademyServer } from "./server.ts";

const WAIT_MS = 30_000;

/** Agents of Academy that Lyceum's manager launches as commands, called from TypeScript and by Academy's handles. */
export async function tryHosts(place: Environment): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lyceum-academy-host-"));
  try {
    await writeFile(join(folder, "catalogue.yaml"), catalogue(place));
    await using server = await AcademyServer.start({ agents: folder });
    const manager = await Manager.connect(
      { url: server.url, token: server.token },
      { executors: ["command", "inline"], defaultExecutor: "command" },
    );
    await callFromTypeScript(manager);
    await callFromAcademy(manager, place, server);
    await endInOrder(manager);
    await failInOrder(manager);
    // Whatever failed is told once more.
    await assert.rejects(manager.close(), AggregateError);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function callFromTypeScript(manager: Manager): Promise<void> {
  const instrument = await manager.launch("instrument", { args: [40], kwargs: { name: "scale" } });
  assert.equal(await instrument.call("measure", [1]), 41);
  assert.equal(await instrument.call("measure", [2], { kwargs: { factor: 3 } }), 46);
  assert.deepEqual(await instrument.call("label", []), { name: "scale", started: true, ticking: true });
  const large = 2n ** 80n;
  const values = { integer: large, text: "Ελλάδα 日本 🐍", nested: [null, true, { empty: [] }] };
  assert.deepEqual(await instrument.call("echo", [values]), values);
  const bytes = new Uint8Array([0, 255, 7]);
  assert.deepEqual(await instrument.call("echo", [bytes]), bytes);
  assert.equal(((await instrument.call("large", [1_000_000])) as string).length, 1_000_000);
  await assert.rejects(async () => instrument.call("large", [2_000_000]), AgentError);
  await assert.rejects(
    async () => instrument.call("not_a_number", []),
    (error) => error instanceof AgentError && error.type === "SerializationError",
  );
  await assert.rejects(async () => instrument.call("nothing", []), { reason: "ACTION_NOT_FOUND" });
  await assert.rejects(async () => instrument.call("measure", []), { reason: "INVALID_ARGUMENTS" });
  await assert.rejects(
    async () => instrument.call("fail", ["no luck"]),
    (error) => {
      assert(error instanceof AgentError);
      assert.equal(error.type, "ValueError");
      assert.equal(error.message, "no luck");
      assert.match(error.remoteStack, /lab\.py/);
      assert.match((error.cause as Error).message, /cause of no luck/);
      return true;
    },
  );
  await assert.rejects(async () => instrument.call("sleep", [30], { signal: AbortSignal.timeout(200) }));
  while ((await instrument.call("was_cancelled", [])) !== true);
  await instrument.ping();
  const { actions, doc, loops } = await instrument.describe();
  assert.equal(doc, "Measures something.");
  assert.deepEqual(loops, ["tick"]);
  const measure = actions.find(({ name }) => name === "measure");
  assert.equal(measure?.doc, "Tells a value, with what this instrument adds to it.");
  const other = await manager.launch("instrument", { args: [100] });
  assert.equal(await instrument.call("relay", [other, 5]), 145);
  await manager.shutdown(other);
  await manager.shutdown(instrument);
}

async function callFromAcademy(manager: Manager, place: Environment, server: AcademyServer): Promise<void> {
  const strict = await manager.launch("instrument", { args: [1] });
  const lenient = await manager.launch("lenient", { args: [2] });
  const foreign = await manager.launch("counter", { args: [5], executor: "inline" });
  await Promise.all([strict.ping(), lenient.ping()]);
  const ids = [strict, lenient, foreign].map((handle) => handle.agentId.uid);
  const text = await runPython(place, join(AGENTS, "../programs/call_hosted.py"), ids, {
    LYCEUM_URL: server.url,
    LYCEUM_TOKEN: server.token,
  });
  assert.equal(text.trim().split("\n").at(-1), "all was as it should be");
  await Promise.all([manager.shutdown(strict), manager.shutdown(lenient), manager.shutdown(foreign)]);
}

/** A mailbox is kept or ended as the request says, and the outcome is told. */
async function endInOrder(manager: Manager): Promise<void> {
  const kept = await manager.launch("instrument", { args: [1] });
  await kept.ping();
  await manager.shutdown(kept, { terminate: false });
  const { status } = await manager.exchange.mailbox(kept.agentId);
  assert.equal(status, "active");
  const ended = await manager.launch("instrument", { args: [1] });
  await ended.ping();
  await manager.shutdown(ended);
  assert.equal((await manager.exchange.mailbox(ended.agentId)).status, "terminated");
}

async function failInOrder(manager: Manager): Promise<void> {
  const expected = {
    broken: ["RuntimeError", "no light in the lab"],
    faulty: ["OSError", "the lamp went out"],
    absent: ["ModuleLoadError", ""],
  };
  for (const [kind, [type, message = ""]] of Object.entries(expected)) {
    const agent = await manager.launch(kind);
    const { done } = await manager.wait([agent], { timeoutMs: WAIT_MS });
    const failure = [...done][0]?.failure;
    assert.equal(failure?.type, type);
    assert.ok(failure?.message.includes(message));
    await assert.rejects(manager.shutdown(agent));
  }
}
