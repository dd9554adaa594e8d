import { type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { InvalidArgumentsError } from "./errors.ts";
import { decodeJson, encodeJson } from "./json.ts";

/** Media type of a payload that names none. */
export const JSON_TYPE = "application/json";
/** Media type of bytes that travel alone. */
export const BYTES_TYPE = "application/octet-stream";
/** Media type of a protobuf message; the message's name follows as parameter `type`. */
export const PROTOBUF_TYPE = "application/protobuf";

/**
 * Bytes with their type, as an argument or result that is neither JSON nor plain bytes. It travels alone: as the one argument of an
 * action, or as its whole result.
 */
export class Payload {
  readonly mediaType: string;
  readonly data: Uint8Array;

  constructor(mediaType: string, data: Uint8Array) {
    this.mediaType = mediaType;
    this.data = data;
  }

  /** Wraps a protobuf message. */
  static message<D extends DescMessage>(schema: D, message: MessageShape<D>): Payload {
    return new Payload(`${PROTOBUF_TYPE}; type=${schema.typeName}`, toBinary(schema, message));
  }

  /**
   * Reads it as a protobuf message.
   * @throws InvalidArgumentsError when it is of another type.
   */
  read<D extends DescMessage>(schema: D): MessageShape<D> {
    const named = /;\s*type=([\w.]+)/.exec(this.mediaType)?.[1];
    if (baseType(this.mediaType) !== PROTOBUF_TYPE || (named !== undefined && named !== schema.typeName)) {
      throw new InvalidArgumentsError(`a ${schema.typeName} is wanted, this is ${this.mediaType}`, { reason: "INVALID_ARGUMENTS" });
    }
    return fromBinary(schema, this.data);
  }
}

/** Bytes with their type, as envelopes carry them. */
export interface Encoded {
  readonly mediaType: string;
  readonly data: Uint8Array;
}

/** A media type without its parameters. */
export function baseType(mediaType: string): string {
  const end = mediaType.indexOf(";");
  return (end === -1 ? mediaType : mediaType.slice(0, end)).trim().toLowerCase() || JSON_TYPE;
}

/**
 * Writes a value: bytes and payloads as they are, all else as JSON. The media type of JSON is left empty.
 * @throws SerializationError when JSON has no form for it.
 */
export function encodeValue(value: unknown): Encoded {
  if (value instanceof Uint8Array) return { mediaType: BYTES_TYPE, data: value };
  if (value instanceof Payload) return value;
  return { mediaType: "", data: encodeJson(value) };
}

/**
 * Reads a value.
 * @throws SerializationError when it is no JSON, although its type says so.
 */
export function decodeValue({ mediaType, data }: Encoded): unknown {
  if (mediaType === "" || mediaType === JSON_TYPE) return decodeJson(data);
  const type = baseType(mediaType);
  if (type === JSON_TYPE || type.endsWith("+json")) return decodeJson(data);
  // A copy, since the body is a view of a whole frame.
  const own = new Uint8Array(data);
  return type === BYTES_TYPE ? own : new Payload(mediaType, own);
}

/** Arguments of an action or a constructor. */
export interface Arguments {
  readonly args: readonly unknown[];
  /** By name; absent means none. */
  readonly kwargs?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Writes arguments. Bytes or a payload as the only argument travel as they are. Trailing arguments that are `undefined` are left out.
 * @throws SerializationError when an argument cannot be sent.
 */
export function encodeArguments({ args, kwargs }: Arguments): Encoded {
  const named = kwargs !== undefined && Object.keys(kwargs).length > 0;
  if (args.length === 1 && !named && (args[0] instanceof Uint8Array || args[0] instanceof Payload)) return encodeValue(args[0]);
  let count = args.length;
  while (count > 0 && args[count - 1] === undefined) count -= 1;
  if (count === 0 && !named) return { mediaType: "", data: new Uint8Array(0) };
  const given = count === args.length ? args : args.slice(0, count);
  return { mediaType: "", data: encodeJson(named ? { args: given, kwargs } : given) };
}

/**
 * Reads arguments.
 * @throws SerializationError when they are no JSON. @throws InvalidArgumentsError when they have another form than arguments have.
 */
export function decodeArguments(encoded: Encoded): Arguments {
  const value = decodeValue(encoded);
  if (value === undefined) return { args: [] };
  if (value instanceof Uint8Array || value instanceof Payload) return { args: [value] };
  if (Array.isArray(value)) return { args: value };
  const { args = [], kwargs = {}, ...rest } = isRecord(value) ? value : { value };
  if (!Array.isArray(args) || !isRecord(kwargs) || Object.keys(rest).length > 0) {
    throw new InvalidArgumentsError('arguments must be {"args": [...], "kwargs": {...}}, or an array', { reason: "INVALID_ARGUMENTS" });
  }
  return { args, kwargs };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
