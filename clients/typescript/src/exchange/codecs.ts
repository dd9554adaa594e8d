import type { DescMethod } from "@bufbuild/protobuf";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { MethodCodec } from "../grpc-transport.ts";
import { readFrame } from "./frame-reader.ts";
import { writeFrame } from "./frame-writer.ts";

const connect = { encode: writeFrame, decode: readFrame };

/** Methods whose messages have a faster form than the general one. */
export const codecs: ReadonlyMap<DescMethod, MethodCodec<never, unknown>> = new Map<DescMethod, MethodCodec<never, unknown>>([
  [ExchangeService.method.connect, connect],
]);
