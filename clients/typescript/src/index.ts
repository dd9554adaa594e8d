// biome-ignore-all lint/performance/noBarrelFile: the package's entry.
export { errorOf } from "./error-of.ts";
export * from "./errors.ts";
export type { Failure } from "./failure.ts";
export { GrpcTransport, type GrpcTransportOptions, type TlsOptions } from "./grpc-transport.ts";
export type { BidiStream, CallOptions, Method, StreamListener, Transport } from "./transport.ts";
