import { ManagerService } from "@lyceum/gen/lyceum/v1/manager_pb.ts";
import { LyceumError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Transport } from "../transport.ts";

/** Times within a lease that it is renewed. */
const PER_LEASE = 3;

/** Renews a manager's lease, so that the server knows that its owner is there. */
export class Lease {
  readonly #timer: NodeJS.Timeout;

  /** Renews from now on. */
  constructor(transport: Transport, managerId: string, leaseMs: number, log: Log) {
    const intervalMs = leaseMs / PER_LEASE;
    this.#timer = setInterval(() => {
      transport.unary(ManagerService.method.keepAlive, { managerId }, { timeoutMs: intervalMs }).catch((error: unknown) => {
        if (!(error instanceof LyceumError)) throw error;
        // A manager that is closed has no lease; all else may be better the next time.
        if (error.reason === "MANAGER_CLOSED" || error.reason === "MANAGER_NOT_FOUND") this.stop();
        else log.debug("the manager's lease was not renewed", { error });
      });
    }, intervalMs).unref();
  }

  /** Lets the lease go. */
  stop(): void {
    clearInterval(this.#timer);
  }
}
