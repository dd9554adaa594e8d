import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { expect, it } from "vitest";
import { GrpcTransport } from "../../clients/typescript/src/grpc-transport.ts";
import { startServer } from "../support/server.ts";

it("a client leaves a connection that was taken and never greeted, and comes through by the next [case 2]", async () => {
  await using server = await startServer();
  const port = Number(new URL(server.grpcUrl).port);
  const silent: Socket[] = [];
  const middle = createServer((socket) => {
    socket.on("error", () => undefined);
    if (silent.push(socket) === 1) return;
    const onward = connect({ host: "127.0.0.1", port });
    onward.on("error", () => undefined);
    socket.on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  middle.listen(0, "127.0.0.1");
  await once(middle, "listening");
  const url = `http://127.0.0.1:${(middle.address() as AddressInfo).port}`;
  const transport = new GrpcTransport({ url, token: server.token, greetingMs: 1_000 });
  const { store } = await transport.unary(ExchangeService.method.getServerInfo, {}, { timeoutMs: 15_000 });
  expect(store).toBe("memory");
  expect(silent.length).toBeGreaterThan(1);
  transport.close();
  for (const socket of silent) socket.destroy();
  middle.close();
});
