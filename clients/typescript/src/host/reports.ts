import { RunnerService } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import type { RuntimeEnd } from "../agent/runtime-end.ts";
import { backoffMs, pause } from "../backoff.ts";
import { LyceumError } from "../errors.ts";
import { failureToProto } from "../failure-of.ts";
import type { Log } from "../log.ts";
import { mayDoBetter } from "../retry.ts";
import type { Transport } from "../transport.ts";

const BACKOFF = { initialMs: 100, maxMs: 5_000 };
const CALL_MS = 10_000;
/** How long a host that must go keeps trying to say how it ended. */
const LAST_WORD_MS = 5_000;

/** Tells the manager how far an attempt is, again and again until it is heard. */
export class Reports {
  readonly #transport: Transport;
  readonly #log: Log;

  constructor(transport: Transport, log: Log) {
    this.#transport = transport;
    this.#log = log;
  }

  /** Says that the agent serves. Gives up when the manager does not want to know, or the signal aborts. */
  async started(signal: AbortSignal): Promise<void> {
    await this.#insist("started", signal, (options) => this.#transport.unary(RunnerService.method.reportStarted, {}, options));
  }

  /**
   * Says how the agent ended. Tells whether no other attempt follows; undefined when the manager did not hear it.
   * @param going aborted when the host must go: it then tries for a little while only.
   */
  async exited(end: RuntimeEnd, going: AbortSignal | undefined): Promise<boolean | undefined> {
    const giveUp = new AbortController();
    const hurry = (): void => {
      setTimeout(() => giveUp.abort(new LyceumError("the host must go", { code: "CANCELLED" })), LAST_WORD_MS).unref();
    };
    if (going?.aborted) hurry();
    going?.addEventListener("abort", hurry, { once: true });
    const request = {
      interrupted: end.interrupted,
      ...(end.failure === undefined ? {} : { failure: failureToProto(end.failure) }),
      ...(end.terminate === undefined ? {} : { terminate: end.terminate }),
    };
    const response = await this.#insist("ended", giveUp.signal, (options) =>
      this.#transport.unary(RunnerService.method.reportExit, request, options),
    );
    going?.removeEventListener("abort", hurry);
    return response?.runEnded;
  }

  async #insist<T>(
    what: string,
    signal: AbortSignal,
    call: (options: { readonly signal: AbortSignal; readonly timeoutMs: number }) => Promise<T>,
  ): Promise<T | undefined> {
    for (let repeat = 0; ; repeat++) {
      try {
        return await call({ signal, timeoutMs: CALL_MS });
      } catch (error) {
        const again = !signal.aborted && (mayDoBetter(error) || (error instanceof LyceumError && error.code === "DEADLINE_EXCEEDED"));
        if (!again) {
          this.#log.debug(`the manager did not hear that the agent ${what}`, { error });
          return undefined;
        }
        await pause(backoffMs(repeat, BACKOFF), signal).catch(() => undefined);
      }
    }
  }
}
