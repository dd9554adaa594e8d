import type { DescMethod } from "@bufbuild/protobuf";
import type { MethodCodec } from "../grpc-transport.ts";

/** Methods whose messages have a faster form than the general one. */
export const codecs: ReadonlyMap<DescMethod, MethodCodec<never, unknown>> = new Map();
