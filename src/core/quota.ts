import { LyceumError } from "./errors.ts";

/** What a namespace may have at most; absent means no bound. */
export interface Quota {
  /** Mailboxes that are open. */
  readonly mailboxes?: number | undefined;
  /** Runs that have not ended. */
  readonly runs?: number | undefined;
  /** Bytes of bodies that are kept: of what waits or is delivered, and of dead letters. */
  readonly storedBytes?: number | undefined;
}

/** Tells the quota of a namespace. */
export type QuotaOf = (namespace: string) => Quota;

/** No bounds. */
export const NO_QUOTA: QuotaOf = () => ({});

const words: Readonly<Record<keyof Quota, string>> = {
  mailboxes: "open mailboxes",
  runs: "unfinished runs",
  storedBytes: "bytes of kept messages",
};

/**
 * Says whether a namespace may have so many of something.
 * @throws LyceumError quota_exceeded
 */
export function assertQuota(quota: Quota, namespace: string, what: keyof Quota, wanted: number): void {
  const limit = quota[what];
  if (limit === undefined || wanted <= limit) return;
  throw new LyceumError(
    "quota_exceeded",
    `namespace ${JSON.stringify(namespace)} may have ${limit} ${words[what]}: end some, or ask the operator for more`,
    {
      facts: { namespace, quota: what, limit: String(limit) },
    },
  );
}
