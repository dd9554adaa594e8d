import { describe, expect, it } from "vitest";
import { bearer, protoClient, type Untyped, unary } from "../support/proto-client.ts";
import { startServer } from "../support/server.ts";

describe("a server that stops", () => {
  it("tells open streams, ends them UNAVAILABLE, and is gone within the grace [J45] [case 22]", async () => {
    const server = await startServer({ graceMs: 10_000 });
    const client = protoClient(server.grpcUrl, "ExchangeService");
    const streams = await Promise.all(Array.from({ length: 50 }, () => openStream(client, server.token)));
    const startMs = performance.now();
    await server.app.stop();
    const seen = await Promise.all(streams.map(({ ended }) => ended));
    expect(performance.now() - startMs).toBeLessThan(10_000);
    for (const { frames, code } of seen) {
      expect(code).toBe(14);
      expect(frames.find(({ drain }) => drain !== null)?.drain.grace.seconds).toBe("10");
    }
    client.close();
    await server[Symbol.asyncDispose]();
  });
});

async function openStream(client: Untyped, token: string): Promise<{ ended: Promise<{ frames: Untyped[]; code: number }> }> {
  const { registration } = await unary(client, "RegisterUser", {}, bearer(token));
  const stream = client.Connect(bearer(token));
  const frames: Untyped[] = [];
  const granted = Promise.withResolvers<void>();
  stream.on("data", (frame: Untyped) => {
    frames.push(frame);
    if (frame.events.length > 0) granted.resolve();
  });
  stream.on("error", () => undefined);
  const ended = new Promise<{ frames: Untyped[]; code: number }>((resolve) =>
    stream.on("status", ({ code }: Untyped) => resolve({ frames, code })),
  );
  stream.write({ attaches: [{ channel: 1, token: registration.token }] });
  await granted.promise;
  return { ended };
}
