import { Manager } from "@lyceum/client";
import { expect, it } from "vitest";
import { Worker } from "../support/sdk-agents.ts";
import { startServer } from "../support/server.ts";

const LIFE_MS = 2_000;

it("goes on for several lives of its tokens, and loses nothing [case 39]", async () => {
  await using server = await startServer({ entityTokenMs: LIFE_MS });
  await using manager = await Manager.connect({ url: server.grpcUrl, token: server.token });
  const worker = await manager.launch(new Worker());
  const until = performance.now() + 3 * LIFE_MS;
  const waiting = manager.wait([worker], { timeoutMs: 60_000 });
  let calls = 0;
  for (; performance.now() < until; calls += 1) expect(await worker.echo(calls)).toEqual([calls]);
  expect(calls).toBeGreaterThan(100);
  await worker.shutdown();
  expect(await waiting).toMatchObject({ done: [expect.anything()], pending: [] });
}, 30_000);
