import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { resolveTls } from "../credentials.ts";
import { GrpcTransport } from "../grpc-transport.ts";
import { rehearse } from "./rehearsal.ts";

const WARM_UP_MS = 2_000;
/** Code that has run a few times is compiled better. */
const REHEARSALS = 4;

/**
 * Makes calls that need no credential and rehearses an agent's life, so that what the first call and the first agent of a program load and compile
 * (some 40 ms of processor time) is there before a host that waits gets its attempt. Whether the server answers does not matter.
 */
export async function warmUp(url: string): Promise<void> {
  let transport: GrpcTransport | undefined;
  try {
    for (let times = 0; times < REHEARSALS; times += 1) await rehearse(AbortSignal.timeout(WARM_UP_MS));
    transport = new GrpcTransport({ url, tls: resolveTls(undefined) });
    for (let times = 0; times < REHEARSALS; times += 1)
      await transport.unary(ExchangeService.method.getServerInfo, {}, { timeoutMs: WARM_UP_MS });
  } catch {
    // It is the attempt's own calls that find out, and that repeat.
  } finally {
    transport?.close();
  }
}
