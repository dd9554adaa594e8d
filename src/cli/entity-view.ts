import type { EntityId } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { line } from "./plain-text.ts";

const SHORT = 8;

/** The beginning of an id, long enough to tell few apart. */
export function short(id: string): string {
  return line(id.slice(0, SHORT));
}

/** How an agent reads in a sentence: `counter (1f0c9a12)`. */
export function nameOf(id: EntityId | undefined): string {
  if (id === undefined) return "?";
  return id.name === "" ? short(id.uid) : `${line(id.name)} (${short(id.uid)})`;
}
