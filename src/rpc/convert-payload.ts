import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PayloadSchema, Payload as ProtoPayload } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { invalidField } from "../core/errors.ts";
import { NO_BODY } from "../core/message.ts";

/** Media type of a payload that names none. */
export const JSON_MEDIA_TYPE = "application/json";

/** Most characters of a media type. */
export const MAX_MEDIA_TYPE = 256;

/** Bytes with their type. */
export interface Payload {
  readonly mediaType: string;
  readonly data: Uint8Array;
}

/** Reads a payload; absent means no value. */
export function payloadFromProto(payload: ProtoPayload | undefined, field: string): Payload {
  if (payload === undefined) return { mediaType: "", data: NO_BODY };
  if (payload.mediaType.length > MAX_MEDIA_TYPE) throw invalidField(`${field}.media_type`, `must be at most ${MAX_MEDIA_TYPE} characters`);
  return { mediaType: payload.mediaType, data: payload.data };
}

/** Writes a payload; a missing media type is written out. */
export function payloadToProto(payload: Payload): MessageInitShape<typeof PayloadSchema> {
  return { mediaType: payload.mediaType || JSON_MEDIA_TYPE, data: payload.data };
}
