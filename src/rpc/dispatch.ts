import type { DescMethod } from "@bufbuild/protobuf";
import type { Logger } from "pino";
import type { Clock, Ids, Timer } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import type { Auth } from "./auth.ts";
import { bugError, codes, expectedError, reasonName } from "./errors.ts";
import type { BidiHandler, Call, Principal, ServiceBinding, StreamHandler, UnaryHandler } from "./service.ts";

/** A call as a front brings it. */
export interface Arrival {
  /** Name of the front, for the log. */
  readonly front: "grpc" | "web" | "inline";
  /** A header by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** Aborts when the caller is gone or its deadline passed; its reason is a `LyceumError`. */
  readonly signal: AbortSignal;
  /** Time left until the caller's deadline; absent means none. */
  readonly timeoutMs: number | undefined;
}

/** What a dispatcher is made of. */
export interface DispatcherOptions {
  readonly bindings: readonly ServiceBinding[];
  /** Methods that need no credential. */
  readonly open: ReadonlySet<DescMethod>;
  readonly auth: Auth;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

/** Which new calls are taken: all; only those of hosts, which say goodbye; none. */
export type Intake = "all" | "hosts" | "none";

const NOBODY: Principal = { subject: "anonymous", namespace: "default", kind: "entity" };

/**
 * Takes calls from all fronts: finds out who calls, runs the handler, turns what it throws into an error that may
 * leave the server, and writes one line to the log.
 */
export class Dispatcher {
  readonly bindings: readonly ServiceBinding[];
  readonly #handlers = new Map<DescMethod, unknown>();
  readonly #options: DispatcherOptions;
  readonly #calls = new Map<AbortController, DescMethod>();
  #intake: Intake = "all";
  #idle: (() => void) | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.bindings = options.bindings;
    for (const binding of options.bindings) {
      for (const method of binding.service.methods) this.#handlers.set(method, binding.handler(method));
    }
  }

  /**
   * Answers a unary call. The request is read once the caller is known.
   * @throws LyceumError, and nothing else.
   */
  async unary(method: DescMethod, read: () => unknown, arrival: Arrival): Promise<unknown> {
    const visit = new Visit(this.#options, method, arrival, (call) => this.#calls.delete(call) && this.#settle());
    try {
      const call = visit.enter(this.#intake, this.#calls);
      const answer = await (this.#handlers.get(method) as UnaryHandler<unknown, unknown>)(read(), call);
      visit.leave(undefined);
      return answer;
    } catch (thrown) {
      throw visit.leave(thrown);
    }
  }

  /**
   * Answers a call with a stream of answers; what is read is one request, or the requests of a bidi call.
   * @throws LyceumError, and nothing else.
   */
  async *stream(method: DescMethod, read: () => unknown, arrival: Arrival): AsyncGenerator<unknown, void, undefined> {
    const visit = new Visit(this.#options, method, arrival, (call) => this.#calls.delete(call) && this.#settle());
    try {
      const call = visit.enter(this.#intake, this.#calls);
      const handler = this.#handlers.get(method) as StreamHandler<unknown, unknown> & BidiHandler<unknown, unknown>;
      yield* handler(read() as AsyncIterable<unknown>, call);
      visit.leave(undefined);
    } catch (thrown) {
      throw visit.leave(thrown);
    } finally {
      visit.abandon();
    }
  }

  /** Sets which new calls are taken from now on; the others end with `server_draining`. */
  setIntake(intake: Intake): void {
    this.#intake = intake;
  }

  /** Ends the open streams with `server_draining`; then, once the signal aborts, the unary calls too. Resolves when none is left. */
  async end(signal: AbortSignal): Promise<void> {
    this.#intake = "none";
    for (const [call, method] of [...this.#calls]) if (method.methodKind !== "unary") call.abort(draining());
    const abortAll = () => {
      for (const call of [...this.#calls.keys()]) call.abort(draining());
      this.#idle?.();
    };
    if (this.#calls.size === 0) return;
    if (signal.aborted) return abortAll();
    const idle = Promise.withResolvers<void>();
    this.#idle = idle.resolve;
    signal.addEventListener("abort", abortAll, { once: true });
    await idle.promise;
    signal.removeEventListener("abort", abortAll);
  }

  #settle(): void {
    if (this.#calls.size === 0) this.#idle?.();
  }
}

/** One call on its way through the server. */
class Visit {
  readonly #options: DispatcherOptions;
  readonly #method: DescMethod;
  readonly #arrival: Arrival;
  readonly #forget: (call: AbortController) => unknown;
  readonly #startedMs: number;
  readonly #ending = new AbortController();
  #principal: Principal = NOBODY;
  #expiry: Timer | undefined;
  #left = false;

  constructor(options: DispatcherOptions, method: DescMethod, arrival: Arrival, forget: (call: AbortController) => unknown) {
    this.#options = options;
    this.#method = method;
    this.#arrival = arrival;
    this.#forget = forget;
    this.#startedMs = options.clock.monotonic();
  }

  enter(intake: Intake, calls: Map<AbortController, DescMethod>): Call {
    const { signal, header, timeoutMs } = this.#arrival;
    if (!this.#options.open.has(this.#method)) {
      this.#principal = this.#options.auth.principal(header);
      if (intake === "none" || (intake === "hosts" && this.#principal.kind !== "run")) throw draining();
    }
    signal.throwIfAborted();
    signal.addEventListener("abort", this.#onAbort, { once: true });
    calls.set(this.#ending, this.#method);
    if (this.#method.methodKind === "server_streaming") this.#endWithToken();
    return { principal: this.#principal, signal: this.#ending.signal, timeoutMs, header };
  }

  /** Ends the call and logs it; returns the error that its caller gets. */
  leave(thrown: unknown): LyceumError | undefined {
    if (thrown === undefined) {
      this.#leave(undefined);
      return undefined;
    }
    const error = expectedError(thrown, this.#ending.signal) ?? bugError(this.#options.ids.uuid(), thrown);
    this.#leave(error);
    return error;
  }

  /** Ends a stream whose reader left without an end. */
  abandon(): void {
    if (!this.#left) this.#leave(new LyceumError("request_cancelled", "the caller left"));
  }

  // A stream may outlive the right to read it; the sessions of a bidi stream have tokens of their own, which are renewed.
  #endWithToken(): void {
    const { expiresAtMs } = this.#principal;
    const { clock } = this.#options;
    if (expiresAtMs === undefined) return;
    const expired = () => this.#ending.abort(new LyceumError("token_expired", "the credential has expired: go on with a fresh one"));
    this.#expiry = clock.after(expiresAtMs - clock.now(), expired);
  }

  #leave(error: LyceumError | undefined): void {
    this.#left = true;
    this.#expiry?.cancel();
    this.#arrival.signal.removeEventListener("abort", this.#onAbort);
    this.#forget(this.#ending);
    const { log, clock } = this.#options;
    const line = {
      rpc: `${this.#method.parent.name}/${this.#method.name}`,
      code: error === undefined ? "OK" : codeName(error),
      ...(error === undefined ? {} : { reason: reasonName(error.kind) }),
      ms: Math.round((clock.monotonic() - this.#startedMs) * 10) / 10,
      subject: this.#principal.subject,
      ns: this.#principal.namespace,
      front: this.#arrival.front,
    };
    if (error?.kind === "internal") log.error({ ...line, ...error.facts, err: error.cause }, "a call met a bug");
    else if (error?.kind === "store_unavailable") log.warn({ ...line, err: error }, "call");
    else log.info(line, "call");
  }

  readonly #onAbort = () => this.#ending.abort(this.#arrival.signal.reason);
}

function draining(): LyceumError {
  return new LyceumError("server_draining", "the server is stopping: try again shortly");
}

const CODE_NAMES: Readonly<Record<number, string>> = {
  1: "CANCELLED",
  3: "INVALID_ARGUMENT",
  4: "DEADLINE_EXCEEDED",
  5: "NOT_FOUND",
  6: "ALREADY_EXISTS",
  7: "PERMISSION_DENIED",
  8: "RESOURCE_EXHAUSTED",
  9: "FAILED_PRECONDITION",
  10: "ABORTED",
  11: "OUT_OF_RANGE",
  13: "INTERNAL",
  14: "UNAVAILABLE",
  16: "UNAUTHENTICATED",
};

function codeName(error: LyceumError): string {
  return CODE_NAMES[codes[error.kind]] ?? String(codes[error.kind]);
}
