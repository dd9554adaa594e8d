import { Agent, Manager } from "@lyceum/client";
import { describe, expect, it } from "vitest";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { startServer } from "../support/server.ts";

class Worker extends Agent {
  static override readonly actions = { work: {} };

  async work(value: number): Promise<number> {
    return value;
  }
}

describe("races", () => {
  it("end each of 1,000 calls exactly once when a shutdown comes between [case 11]", async () => {
    await using server = await startServer();
    await using manager = await Manager.connect({ url: server.grpcUrl, token: server.token });
    const worker = await manager.launch(Worker);
    await worker.work(0);
    const outcomes: string[] = [];
    const calls = Array.from({ length: 1_000 }, async (_, index) => {
      if (index === 500) await manager.shutdown(worker, { blocking: false });
      await worker.work(index).then(
        (value) => outcomes.push(value === index ? "result" : "wrong result"),
        (error: unknown) => outcomes.push((error as Error).name),
      );
    });
    await Promise.all(calls);
    await manager.wait([worker]);
    expect(outcomes).toHaveLength(1_000);
    const kinds = new Set(outcomes);
    expect([...kinds].every((kind) => ["result", "MailboxTerminatedError", "ActionCancelledError"].includes(kind))).toBe(true);
    await expect(worker.work(1)).rejects.toMatchObject({ name: "MailboxTerminatedError" });
  });

  it("leave nothing behind after 1,000 listeners that came and went [case 24]", async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", note);
    await using server = await startServer({ limits: { resumeWindowMs: 10 } });
    const client = protoClient(server.grpcUrl, "ExchangeService");
    const call = (method: string, request: object) => unary(client, method, request, bearer(server.token));
    const [{ token, entity }] = (await call("RegisterAgents", { agents: [{ lineage: ["A"] }] })).registrations;
    for (let round = 0; round < 1_000; round += 1) await listenAndLeave(client, server.token, token);
    await expect.poll(async () => (await call("GetMailbox", { entity })).mailbox.presence).toBe("PRESENCE_STALE");
    const { deliveries } = await call("Receive", { token, wait: {} });
    expect(deliveries).toEqual([]);
    expect(rejections).toEqual([]);
    process.off("unhandledRejection", note);
    client.close();
  });
});

/** Opens a listening stream and leaves it: at once, or after its first message. */
let turn = 0;
async function listenAndLeave(client: Untyped, credential: string, token: string): Promise<void> {
  const stream = client.Listen({ token }, bearer(credential));
  const ended = new Promise((resolve) => stream.on("error", resolve));
  turn += 1;
  if (turn % 2 === 0) await new Promise((resolve) => stream.once("data", resolve));
  stream.cancel();
  await ended;
}
