import type { Clock } from "../core/clock.ts";
import type { Journal } from "../core/journal.ts";
import type { Limits } from "../core/limits.ts";
import type { QuotaOf } from "../core/quota.ts";
import type { Sequence } from "../core/sequence.ts";
import type { Store } from "../core/store.ts";
import type { Access } from "./access.ts";
import type { Bodies } from "./bodies.ts";
import type { Directory } from "./directory.ts";
import type { Usage } from "./usage.ts";

/** What the rules of the exchange share. */
export interface ExchangeParts {
  readonly store: Store;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly directory: Directory;
  readonly keys: Sequence;
  readonly bodies: Bodies;
  readonly usage: Usage;
  readonly quotaOf: QuotaOf;
  readonly access: Access;
}
