import { type GroupShare as ProtoShare, Right } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";

/** What a group of accounts may do to a mailbox: see it, send to it, manage it. None implies another. */
export type ShareRight = "read" | "send" | "manage";

/** What a group may do to a mailbox. */
export interface GroupShare {
  readonly group: string;
  readonly rights: readonly ShareRight[];
}

const rights: Readonly<Record<ShareRight, Right>> = { read: Right.READ, send: Right.SEND, manage: Right.MANAGE };

/** Writes rights. */
export function protoRights(given: readonly ShareRight[]): Right[] {
  return given.map((right) => rights[right]);
}

/** Reads a share; rights of a later server are left out. */
export function shareOf({ group, rights: given }: ProtoShare): GroupShare {
  const names = Object.keys(rights) as ShareRight[];
  return { group, rights: names.filter((name) => given.includes(rights[name])) };
}
