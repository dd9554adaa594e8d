import type { MessageRecord } from "../../src/core/store.ts";

/** Whom the requests are for. */
export const agent = { uid: "a1", role: "agent", name: "counter" } as const;

/** Who sends them. */
export const user = { uid: "u1", role: "user", name: "" } as const;

/** A queued request, with every field that it can have. */
export function message(key: number, changes: Partial<MessageRecord> = {}): MessageRecord {
  return {
    key,
    mailbox: "default/agent/a1",
    header: {
      id: `tag-${key}`,
      kind: "action",
      src: user,
      dest: agent,
      label: "a label",
      protocol: "lyceum/1",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      tracestate: "vendor=1",
      action: "increment",
      mediaType: "application/json",
      targetId: "other",
      terminate: false,
      status: "failed",
      failure: { type: "TypeError", message: "no", stack: "at x", nonRetryable: true, cause: { type: "Error", message: "why" } },
      part: 3,
      attempt: 2,
    },
    bodyBytes: 3,
    state: "queued",
    attempt: 0,
    acceptedAtMs: 1_700_000_000_000,
    queueUntilMs: 1_700_000_100_000,
    ...changes,
  };
}
