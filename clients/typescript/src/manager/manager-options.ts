import type { Executors } from "./executor-options.ts";
import type { RetryPolicy } from "./launch-spec.ts";
import type { OnWarning } from "./manager-core.ts";

/** Options of a manager. */
export interface ManagerOptions {
  /** Absent means the operator's template `inline`, which is then the default. */
  readonly executors?: Executors | undefined;
  /** Executor of launches that name none; absent means none, unless there is a single unnamed executor or none at all. */
  readonly defaultExecutor?: string | undefined;
  /** Runs after the first, of agents that fail; default 0. */
  readonly maxRetries?: number | undefined;
  /** In place of `maxRetries`, with the waits between the runs. */
  readonly retry?: RetryPolicy | undefined;
  /** Time without a sign of life of this program after which its owner has vanished, in milliseconds; default 30,000, `Infinity` means never. */
  readonly leaseMs?: number | undefined;
  /** What happens when the owner has vanished: the manager is closed (default), or its agents go on. */
  readonly orphanPolicy?: "close" | "detach" | undefined;
  /** How long agents have to end when the manager closes, before they are killed, in milliseconds; default 10,000. */
  readonly graceMs?: number | undefined;
  /** Name of the manager's user, for people. */
  readonly name?: string | undefined;
  /** Uses this manager in place of a new one; empty means the server's own. It stays open when this one is closed. */
  readonly managerId?: string | undefined;
  /** Told of cautions about launches; default `process.emitWarning`. */
  readonly onWarning?: OnWarning | undefined;
}
