import type { Failure } from "../core/failure.ts";
import type { Header } from "../core/message.ts";

/** Most bytes that a character of a string takes on the wire. */
const MAX_CHARACTER_BYTES = 3;

/** Tags, lengths and numbers of a delivery. */
const FIXED_BYTES = 256;

/** Characters of what its sender may choose in an envelope, without names of entities, which have bounds of their own. */
export function textLength(header: Header): number {
  const { id, label, protocol, traceparent, tracestate, action, mediaType, targetId } = header;
  return (
    id.length + label.length + protocol.length + traceparent.length + tracestate.length + action.length + mediaType.length + targetId.length
  );
}

/** How many bytes a delivery takes on the wire, at most: a failure in it may be larger than any body. */
export function wireBytes(header: Header, bodyBytes: number): number {
  const characters = textLength(header) + header.src.name.length + header.dest.name.length + failureLength(header.failure);
  return bodyBytes + FIXED_BYTES + MAX_CHARACTER_BYTES * characters;
}

function failureLength(failure: Failure | undefined): number {
  if (failure === undefined) return 0;
  return failure.type.length + failure.message.length + (failure.stack?.length ?? 0) + failureLength(failure.cause);
}
