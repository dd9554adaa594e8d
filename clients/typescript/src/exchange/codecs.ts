import type { DescMethod } from "@bufbuild/protobuf";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { readFrame } from "./frame-reader.ts";
import { writeFrame } from "./frame-writer.ts";

/** A form for a method's messages that is faster than the general one, and the same on the wire. */
export interface MethodCodec<I, O> {
  encode(request: I): Uint8Array;
  decode(bytes: Buffer): O;
}

const connect = { encode: writeFrame, decode: readFrame };

/** Methods whose messages have a faster form than the general one. */
export const codecs: ReadonlyMap<DescMethod, MethodCodec<never, unknown>> = new Map<DescMethod, MethodCodec<never, unknown>>([
  [ExchangeService.method.connect, connect],
]);
