import { create, type DescMethod, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type ConnectResponse, ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { LyceumError } from "../core/errors.ts";
import { readFrame } from "./frame-reader.ts";
import { writeFrame } from "./frame-writer.ts";

/** How the messages of a method are read and written: the same on the wire as by the general codec. */
interface MethodCodec {
  readonly read: (bytes: Uint8Array) => unknown;
  readonly write: (answer: unknown) => Uint8Array;
}

/** Methods for which the general codec is too slow. */
const own: ReadonlyMap<DescMethod, MethodCodec> = new Map<DescMethod, MethodCodec>([
  [ExchangeService.method.connect, { read: readFrame, write: (answer) => writeFrame(answer as ConnectResponse) }],
]);

/**
 * Reads a request of a method.
 * @throws LyceumError invalid_field when its bytes are none.
 */
export function readRequest(method: DescMethod, bytes: Uint8Array): unknown {
  try {
    return own.get(method)?.read(bytes) ?? fromBinary(method.input, bytes);
  } catch (cause) {
    throw undecodable(method, cause);
  }
}

/** Writes an answer of a method. */
export function writeAnswer(method: DescMethod, answer: unknown): Uint8Array {
  const message = create(method.output, answer as Record<string, unknown>);
  return own.get(method)?.write(message) ?? toBinary(method.output, message);
}

function undecodable(method: DescMethod, cause: unknown): LyceumError {
  return new LyceumError("invalid_field", `the request is no ${method.input.typeName}: its bytes cannot be decoded`, { cause });
}
