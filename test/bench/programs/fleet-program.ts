// Hosts many agents until it is asked to end, on one stream, or with streams or connections of their own:
// `node fleet-program.ts <agents> one|streams|connections`. It prints their ids once they serve.
import { type EntityId, GrpcTransport, Manager, type Transport } from "@lyceum/client";
import { runAgent } from "@lyceum/client/host";
import BenchAgent from "../agents/bench-agent.ts";
import { failProgram } from "./fail-program.ts";

const LOT = 500;

/** A manager's own process has one stream for all that it hosts. */
async function onOneStream(count: number): Promise<EntityId[]> {
  const manager = await Manager.connect({}, { executors: ["external"], defaultExecutor: "external", onWarning: () => undefined });
  // Else the server would wait for its agents when it is to end.
  process.once("SIGTERM", () => void manager.close().finally(() => process.exit()));
  const ids: EntityId[] = [];
  for (let done = 0; done < count; done += LOT) {
    const agents = await manager.launchBatch((batch) =>
      Array.from({ length: Math.min(LOT, count - done) }, () => batch.queue<typeof BenchAgent>(BenchAgent)),
    );
    await Promise.all(agents.map((agent) => agent.ping()));
    ids.push(...agents.map((agent) => agent.agentId));
  }
  return ids;
}

/** An agent that no manager launches has a stream of its own, and a connection, unless it is given one. */
async function onStreamsOfTheirOwn(count: number, transport: Transport | undefined): Promise<EntityId[]> {
  const start = () =>
    new Promise<EntityId>((resolve, reject) => {
      const onStarted = (handle: { readonly agentId: EntityId }) => resolve(handle.agentId);
      runAgent({ agent: new BenchAgent(), transport, onStarted }).then((failure) => failure && reject(new Error(failure.message)), reject);
    });
  return await Promise.all(Array.from({ length: count }, start));
}

async function start([count, streams]: readonly string[]): Promise<EntityId[]> {
  const agents = Number(count);
  if (streams === "one") return await onOneStream(agents);
  const { LYCEUM_URL: url = "", LYCEUM_TOKEN: token } = process.env;
  return await onStreamsOfTheirOwn(agents, streams === "streams" ? new GrpcTransport({ url, token }) : undefined);
}

async function main(args: readonly string[]): Promise<void> {
  console.log(JSON.stringify(await start(args)));
}

await main(process.argv.slice(2)).catch(failProgram);
