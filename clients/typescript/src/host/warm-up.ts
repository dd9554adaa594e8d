import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { resolveTls } from "../credentials.ts";
import { codecs } from "../exchange/codecs.ts";
import { GrpcTransport } from "../grpc-transport.ts";

const WARM_UP_MS = 2_000;

/**
 * Makes one call that needs no credential, so that what the first call of a program loads and compiles (some 40 ms of
 * processor time) is there before a host that waits gets its attempt. Whether the server answers does not matter.
 */
export async function warmUp(url: string): Promise<void> {
  let transport: GrpcTransport | undefined;
  try {
    transport = new GrpcTransport({ url, tls: resolveTls(undefined) }, codecs);
    await transport.unary(ExchangeService.method.getServerInfo, {}, { timeoutMs: WARM_UP_MS });
  } catch {
    // It is the attempt's own calls that find out, and that repeat.
  } finally {
    transport?.close();
  }
}
