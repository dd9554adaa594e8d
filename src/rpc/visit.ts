import type { DescMethod } from "@bufbuild/protobuf";
import { ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import type { Timer } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import { type Attempted, isRefusal } from "./audit.ts";
import type { Arrival, DispatcherOptions } from "./dispatch.ts";
import { bugError, codes, expectedError, reasonName } from "./errors.ts";
import { assertPermitted, permissionOf } from "./permissions.ts";
import type { Call, Principal } from "./service.ts";
import { atWallTime } from "./wall-timer.ts";

/** Which new calls are taken: all; only those by which work under way ends, of hosts and of who reads their answers; none. */
export type Intake = "all" | "ending" | "none";

const NOBODY: Principal = { subject: "anonymous", namespace: "default", kind: "account", role: "viewer", groups: [] };

/** One call on its way through the server. */
export class Visit {
  readonly method: DescMethod;
  readonly #options: DispatcherOptions;
  readonly #arrival: Arrival;
  readonly #forget: (visit: Visit) => unknown;
  readonly #startedMs: number;
  readonly #ending = new AbortController();
  #principal: Principal = NOBODY;
  #target: string | undefined;
  #expiry: Timer | undefined;
  #entered = false;
  #left = false;

  constructor(options: DispatcherOptions, method: DescMethod, arrival: Arrival, forget: (visit: Visit) => unknown) {
    this.method = method;
    this.#options = options;
    this.#arrival = arrival;
    this.#forget = forget;
    this.#startedMs = options.clock.monotonic();
  }

  /** Who calls, once that is known. */
  get principal(): Principal {
    return this.#principal;
  }

  /**
   * Finds out who calls; a promise where somebody else must be asked, which most calls do not pay for.
   * @throws LyceumError as {@link Auth.principal}.
   */
  identify(): Promise<void> | undefined {
    if (permissionOf(this.method).need === "nothing") return undefined;
    const principal = this.#options.auth.principal(this.#arrival.header);
    if (principal instanceof Promise) return principal.then((known) => this.#know(known));
    this.#know(principal);
    return undefined;
  }

  /**
   * Lets the call in.
   * @throws LyceumError not_permitted, token_expired, server_draining; the reason of a caller who has left.
   */
  enter(intake: Intake): Call {
    const { signal, header, timeoutMs } = this.#arrival;
    const principal = this.#principal;
    if (permissionOf(this.method).need !== "nothing") {
      if (intake === "none" || (intake === "ending" && !this.#endsWork())) throw draining();
      assertPermitted(this.method, principal);
      if (this.#options.standing?.(principal, this.method) === false) {
        throw new LyceumError("token_expired", "what the credential is for has ended, or another took its place");
      }
    }
    signal.throwIfAborted();
    signal.addEventListener("abort", this.#onAbort, { once: true });
    this.#entered = true;
    this.#endWithCredential();
    const refused = (error: LyceumError) => {
      if (isRefusal(error)) this.#options.audit.refused(this.#attempted(), error);
    };
    return { principal, signal: this.#ending.signal, timeoutMs, header, refused };
  }

  /** Notes what the request is about. Returns the request. */
  note(request: unknown): unknown {
    this.#target = targetOf(request as Targeted);
    return request;
  }

  /** Ends it, with a reason. */
  abort(reason: LyceumError): void {
    this.#ending.abort(reason);
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

  // Who comes back meanwhile takes the parts and answers that hosts are about to give.
  #endsWork(): boolean {
    return this.#principal.kind === "run" || this.method === ExchangeService.method.connect;
  }

  #know(principal: Principal): void {
    this.#principal = principal;
  }

  // A stream may outlive the right to it. An entity's on a bidi stream is renewed in the middle of it, by the tokens of its sessions.
  #endWithCredential(): void {
    const { expiresAtMs, kind } = this.#principal;
    const { methodKind } = this.method;
    if (expiresAtMs === undefined || methodKind === "unary" || (methodKind === "bidi_streaming" && kind === "entity")) return;
    const expired = () => this.abort(new LyceumError("token_expired", "the credential has expired: go on with a fresh one"));
    this.#expiry = atWallTime(this.#options.clock, expiresAtMs, expired);
  }

  #leave(error: LyceumError | undefined): void {
    this.#left = true;
    this.#expiry?.cancel();
    this.#arrival.signal.removeEventListener("abort", this.#onAbort);
    this.#forget(this);
    const { log, clock, audit } = this.#options;
    const line = {
      rpc: this.#name,
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
    if (error !== undefined && isRefusal(error)) audit.refused(this.#attempted(), error);
    else if (this.#entered && permissionOf(this.method).changes) audit.allowed(this.#attempted(), line.reason ?? line.code);
  }

  get #name(): string {
    return `${this.method.parent.name}/${this.method.name}`;
  }

  #attempted(): Attempted {
    const { peer, front } = this.#arrival;
    return { principal: this.#principal, what: this.#name, on: this.#target, peer, front };
  }

  readonly #onAbort = () => this.#ending.abort(this.#arrival.signal.reason);
}

/** What requests call what they are about. */
interface Targeted {
  readonly entity?: { readonly uid: string } | undefined;
  readonly agent?: { readonly uid: string } | undefined;
  readonly managerId?: string | undefined;
  readonly target?: { readonly target: { readonly value?: string | { readonly uid: string } | undefined } } | undefined;
}

function targetOf({ entity, agent, managerId, target }: Targeted): string | undefined {
  const run = target?.target.value;
  // An empty id stands for the server's own manager.
  return entity?.uid ?? agent?.uid ?? (typeof run === "object" ? run.uid : run) ?? (managerId || undefined);
}

/** What calls end with when the server stops. */
export function draining(): LyceumError {
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
