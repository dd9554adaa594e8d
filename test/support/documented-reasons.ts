import { readFileSync } from "node:fs";
import { reasons } from "../../src/core/errors.ts";
import { reasonName } from "../../src/rpc/errors.ts";
import { rpcs } from "./rpcs.ts";

/** Where a reason shows: in the status of the call, in the error of an item, in the end of a session. */
export type Place = "status" | "item" | "session";

/** What the comment of an RPC, or of its service, says of one reason. */
export interface DocumentedReason {
  /** `ExchangeService.Send`. */
  readonly rpc: string;
  readonly place: Place;
  readonly reason: string;
  /** The status that it is listed under; absent for items and sessions. */
  readonly status: string | undefined;
  /** Whether it is said of every RPC of the service at once. */
  readonly common: boolean;
}

/** Names a reason of an RPC: `ExchangeService.Send MAILBOX_FULL item`, without the place for a status. */
export function pairOf(rpc: string, reason: string, place: Place = "status"): string {
  return place === "status" ? `${rpc} ${reason}` : `${rpc} ${reason} ${place}`;
}

type Listed = Pick<DocumentedReason, "place" | "reason" | "status">;

interface Comment {
  readonly text: string;
  readonly service: string | undefined;
  readonly rpc: string | undefined;
}

const FILES = ["exchange", "manager", "agent", "runner"];

const STATUSES = [
  "CANCELLED",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "INTERNAL",
  "UNAVAILABLE",
  "UNAUTHENTICATED",
];

const ITEM = "An item fails with";
const SESSION = "A session ends with";
const LIST = new RegExp(`\\b(${[...STATUSES, ITEM, SESSION].join("|")}): ([^.\\n]+)\\.`, "g");
const ENTRY = /^([A-Z_]+)(?: \([^()]+\))?$/;
const SCOPE = /^Every RPC(?: but (\w+)| (with a manager id))? can also fail with what follows, which is not repeated below\.$/;
const SAME = /^Fails as (\w+)\.$/m;
const COMMENT = /((?:^ *\/\/.*\n)+) *(?:service (\w+)|rpc (\w+)\()/gm;

const names = new Set(reasons.map(reasonName));

/**
 * Reads what the comments of the services say. Their form is in `proto/README.md`: lists of `STATUS: REASON (when); REASON.`, of the
 * same after `An item fails with` and `A session ends with`, and `Fails as Invoke.`
 * @throws Error where a comment has another form, so that no reason is overlooked.
 */
export function documentedReasons(): DocumentedReason[] {
  return FILES.flatMap((file) => readService(readFileSync(new URL(`../../proto/lyceum/v1/${file}.proto`, import.meta.url), "utf8")));
}

function readService(source: string): DocumentedReason[] {
  const comments: Comment[] = [...source.matchAll(COMMENT)].map(([, lines, service, rpc]) => ({
    text: lines!.replaceAll(/^ *\/\/ ?/gm, ""),
    service,
    rpc,
  }));
  const head = comments.find((comment) => comment.service !== undefined);
  if (head === undefined) throw new Error("a file has no service with a comment");
  const own = new Map<string, Listed[]>();
  for (const { rpc, text } of comments) {
    if (rpc === undefined) continue;
    const as = SAME.exec(text)?.[1];
    own.set(rpc, [...(as === undefined ? [] : own.get(as)!), ...listsOf(text)]);
  }
  for (const { rpc, text } of comments) if (rpc !== undefined) assertNoOther(rpc, text, own.get(rpc)!);
  return [...own].flatMap(([name, listed]) => {
    const rpc = `${head.service}.${name}`;
    const common = commonOf(head.text, rpc).filter(
      ({ reason }) => !listed.some((each) => each.place === "status" && each.reason === reason),
    );
    return [...common.map((each) => ({ ...each, rpc, common: true })), ...listed.map((each) => ({ ...each, rpc, common: false }))];
  });
}

/** What the comment of a service says of one of its RPCs: paragraphs with a scope, each with its lists. */
function commonOf(text: string, rpc: string): Listed[] {
  let applies = false;
  const listed: Listed[] = [];
  for (const line of text.split("\n")) {
    const scope = SCOPE.exec(line);
    if (scope === null) {
      if (applies) listed.push(...listsOf(line));
      else if (line.startsWith("Every RPC")) throw new Error(`of what scope is this? ${line}`);
      continue;
    }
    const [, but, withManager] = scope;
    applies = withManager !== undefined ? rpcs.get(rpc)!.input.fields.some(({ name }) => name === "manager_id") : !rpc.endsWith(`.${but}`);
  }
  return listed;
}

function listsOf(text: string): Listed[] {
  return [...text.matchAll(LIST)].flatMap(([, head, list]) => {
    const place = head === ITEM ? "item" : head === SESSION ? "session" : "status";
    return list!.split("; ").map((entry) => {
      const reason = ENTRY.exec(entry)?.[1];
      if (reason === undefined || !names.has(reason)) throw new Error(`this is no reason: ${entry}, in ${list}`);
      return { place, reason, status: place === "status" ? head : undefined };
    });
  });
}

function assertNoOther(rpc: string, text: string, listed: readonly Listed[]): void {
  for (const [word] of text.replaceAll(LIST, "").matchAll(/\b[A-Z]{2,}(?:_[A-Z]+)*\b/g)) {
    if (names.has(word) && !listed.some(({ reason }) => reason === word)) throw new Error(`${rpc} speaks of ${word} and does not list it`);
  }
}
