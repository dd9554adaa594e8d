import { type ClientHttp2Session, connect, type Settings } from "node:http2";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { WINDOW_BYTES } from "../../src/rpc/windows.ts";
import { type Fronts, OPERATOR, openFronts } from "../support/fronts.ts";

let fronts: Fronts | undefined;
let session: ClientHttp2Session | undefined;

afterEach(async () => {
  session?.destroy();
  await fronts?.[Symbol.asyncDispose]();
});

it("gives connections and streams windows of 1 MiB, for large messages on slow links", async () => {
  fronts = await openFronts({});
  const opened = connect(fronts.grpcUrl);
  session = opened;
  const settings = await new Promise<Settings>((resolve) => opened.once("remoteSettings", resolve));
  expect(settings.initialWindowSize).toBe(WINDOW_BYTES);
  // The connection's window comes in a frame of its own.
  while ((opened.state.remoteWindowSize ?? 0) < WINDOW_BYTES) await turn();
  expect(opened.state.remoteWindowSize).toBe(WINDOW_BYTES);
});

it("takes pings as often as a client's keepalive sends them [case 26]", async () => {
  fronts = await openFronts({});
  const opened = connect(fronts.grpcUrl);
  session = opened;
  await new Promise<void>((resolve) => opened.once("remoteSettings", () => resolve()));
  const pong = () => new Promise<Error | null>((resolve) => opened.ping((error) => resolve(error)));
  for (let count = 0; count < 200; count += 1) expect(await pong()).toBeNull();
  expect(opened.closed).toBe(false);
});

it("makes a handler wait for a reader that does not read: what is unsent stays bounded", async () => {
  const bytes = 100_000;
  const total = 400;
  let produced = 0;
  const listen = async function* () {
    for (; produced < total; produced += 1) yield { deliveries: [{ sequence: 1n, envelope: { id: "x", body: new Uint8Array(bytes) } }] };
  };
  fronts = await openFronts({ exchange: { listen } }, { maxFrameBytes: 1_000_000 });
  session = connect(fronts.grpcUrl);
  const stream = session.request({
    ":method": "POST",
    ":path": "/lyceum.v1.ExchangeService/Listen",
    "content-type": "application/grpc",
    te: "trailers",
    authorization: `Bearer ${OPERATOR}`,
  });
  stream.end(Buffer.alloc(5));
  await new Promise((resolve) => stream.once("response", resolve));
  // Production has stopped when many turns of the event loop bring nothing new.
  for (let still = 0, before = -1; still < 2_000; before = produced) {
    await turn();
    still = produced === before ? still + 1 : 0;
  }
  expect(produced).toBeGreaterThan(0);
  expect(produced * bytes).toBeLessThan(2_000_000);
  let received = 0;
  stream.on("data", (chunk: Buffer) => {
    received += chunk.length;
  });
  await new Promise((resolve) => stream.once("end", resolve));
  expect(produced).toBe(total);
  expect(received).toBeGreaterThan(total * bytes);
});
