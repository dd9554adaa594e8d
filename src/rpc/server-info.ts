import type { MessageInitShape } from "@bufbuild/protobuf";
import type { GetServerInfoResponseSchema } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { durationToProto } from "./convert-time.ts";
import type { ExchangeDeps } from "./exchange-deps.ts";

/** Writes what the server is and bears. */
export function serverInfo({
  facts,
  limits,
  clock,
}: Pick<ExchangeDeps, "facts" | "limits" | "clock">): MessageInitShape<typeof GetServerInfoResponseSchema> {
  return {
    version: facts.version,
    capabilities: [...facts.capabilities],
    store: facts.store,
    uptime: durationToProto(clock.monotonic() - facts.startedAtMs),
    limits: {
      maxBodyBytes: limits.maxBodyBytes,
      maxHeaderBytes: limits.maxHeaderBytes,
      maxFrameBytes: limits.maxFrameBytes,
      maxBatch: limits.maxBatch,
      maxPageSize: limits.maxPageSize,
      maxMailboxMessages: limits.maxMailboxMessages,
      maxMailboxBytes: BigInt(limits.maxMailboxBytes),
      maxOutstanding: limits.maxOutstanding,
      maxDeliveryAttempts: limits.maxDeliveryAttempts,
      resumeWindow: durationToProto(limits.resumeWindowMs),
      queueTtl: durationToProto(limits.queueTtlMs),
      maxPoll: durationToProto(limits.maxPollMs),
      heartbeatInterval: durationToProto(limits.heartbeatMs),
    },
  };
}
