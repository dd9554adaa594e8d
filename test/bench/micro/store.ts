// Prints what a commit costs, to whoever waits for it and to the thread that it keeps from other work: `node test/bench/micro/store.ts`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change, Store } from "../../../src/core/store.ts";
import { MemoryStore } from "../../../src/stores/memory.ts";
import { SqliteStore } from "../../../src/stores/sqlite.ts";
import { message } from "../../conformance/message-record.ts";

const WARM_UP = 300;
const COMMITS = 2_000;

/** What a commit of `batch` new messages, as many changes of state, and as many removals of older ones costs. */
async function measure(store: Store, batch: number, bodyBytes: number, settles: boolean) {
  const { terminate: _terminate, status: _status, failure: _failure, ...header } = message(1).header;
  const body = new Uint8Array(bodyBytes).fill(7);
  const latenciesMs: number[] = [];
  const busyMs: number[] = [];
  let cpu = process.cpuUsage();
  let threadCpu = process.threadCpuUsage();
  for (let turn = 0; turn < WARM_UP + COMMITS; turn += 1) {
    if (turn === WARM_UP) {
      cpu = process.cpuUsage();
      threadCpu = process.threadCpuUsage();
    }
    const changes: Change[] = [];
    for (let key = turn * batch + 1; key <= (turn + 1) * batch; key += 1) {
      changes.push({ table: "messages", record: message(key, { header, bodyBytes }), body });
      if (settles && key > batch)
        changes.push({ table: "messages", record: message(key - batch, { header, state: "acknowledged", session: "s" }) });
      if (key > 2 * batch) changes.push({ table: "messages", key: key - 2 * batch });
    }
    const start = performance.now();
    const kept = store.commit(changes);
    const returned = performance.now();
    await kept;
    if (turn < WARM_UP) continue;
    busyMs.push(returned - start);
    latenciesMs.push(performance.now() - start);
  }
  cpu = process.cpuUsage(cpu);
  threadCpu = process.threadCpuUsage(threadCpu);
  return {
    store: store.kind,
    batch,
    "body bytes": bodyBytes,
    changes: settles ? "put, state, remove" : "put, remove",
    "p50 us": Math.round(percentile(latenciesMs, 0.5) * 1_000),
    "p99 us": Math.round(percentile(latenciesMs, 0.99) * 1_000),
    "thread p50 us": Math.round(percentile(busyMs, 0.5) * 1_000),
    "thread p99 us": Math.round(percentile(busyMs, 0.99) * 1_000),
    "thread CPU us/message": Number(((threadCpu.user + threadCpu.system) / COMMITS / batch).toFixed(1)),
    "CPU us/message": Number(((cpu.user + cpu.system) / COMMITS / batch).toFixed(1)),
  };
}

function percentile(values: number[], part: number): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length * part)]!;
}

const rows = [];
for (const [batch, bodyBytes, settles] of [
  [1, 100, false],
  [8, 100, false],
  [64, 100, false],
  [64, 100, true],
  [64, 10_240, false],
  [64, 10_240, true],
] as const) {
  const folder = await mkdtemp(join(tmpdir(), "lyceum-bench-"));
  for (const store of [new MemoryStore(), await SqliteStore.open(folder)]) {
    rows.push(await measure(store, batch, bodyBytes, settles));
    await store[Symbol.asyncDispose]();
  }
  await rm(folder, { recursive: true });
}
console.table(rows);
