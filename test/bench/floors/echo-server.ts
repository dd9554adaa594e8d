// The floor of all that is asked and answered: a grpc-js server that gives back the bytes it got.
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { ECHO } from "./echo.ts";

const server = new Server();
server.addService(
  { echo: ECHO },
  { echo: ({ request }: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => answer(null, request) },
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(`127.0.0.1:${port}`);
});
process.once("SIGTERM", () => server.forceShutdown());
