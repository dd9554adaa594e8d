import type { DescMethod } from "@bufbuild/protobuf";
import type { Logger } from "pino";
import type { Clock, Ids } from "../core/clock.ts";
import { LyceumError } from "../core/errors.ts";
import type { Audit } from "./audit.ts";
import type { Auth } from "./auth.ts";
import { Conversation } from "./conversation.ts";
import type { Answers, BidiHandler, Principal, ServiceBinding, StreamHandler, UnaryHandler } from "./service.ts";
import { draining, type Intake, Visit } from "./visit.ts";

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
  /** Address of the caller's end of the connection, for the audit. */
  readonly peer: string;
}

/** What a dispatcher is made of. */
export interface DispatcherOptions {
  readonly bindings: readonly ServiceBinding[];
  readonly auth: Auth;
  /** Says whether what a run's or an entity's credential is for goes on; absent takes their word. */
  readonly standing?: ((principal: Principal, method: DescMethod) => boolean) | undefined;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

/**
 * Takes calls from all fronts: finds out who calls, runs the handler, turns what it throws into an error that may
 * leave the server, and writes one line to the log.
 */
export class Dispatcher {
  readonly bindings: readonly ServiceBinding[];
  readonly #handlers = new Map<DescMethod, unknown>();
  readonly #options: DispatcherOptions;
  readonly #calls = new Set<Visit>();
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
    const visit = this.#visit(method, arrival);
    try {
      const known = visit.identify();
      if (known !== undefined) await known;
      const call = this.#enter(visit);
      const answer = await (this.#handlers.get(method) as UnaryHandler<unknown, unknown>)(visit.note(read()), call);
      visit.leave(undefined);
      return answer;
    } catch (thrown) {
      throw visit.leave(thrown);
    }
  }

  /**
   * Answers a call with a stream of answers. The request is read once the caller is known.
   * @throws LyceumError, and nothing else.
   */
  async *stream(method: DescMethod, read: () => unknown, arrival: Arrival): AsyncGenerator<unknown, void, undefined> {
    const visit = this.#visit(method, arrival);
    try {
      const known = visit.identify();
      if (known !== undefined) await known;
      const call = this.#enter(visit);
      yield* (this.#handlers.get(method) as StreamHandler<unknown, unknown>)(visit.note(read()), call);
      visit.leave(undefined);
    } catch (thrown) {
      throw visit.leave(thrown);
    } finally {
      visit.abandon();
    }
  }

  /**
   * Opens a call with streams both ways.
   * @throws LyceumError, and nothing else; so does the `done` of what it returns.
   */
  async converse(method: DescMethod, answers: Answers<unknown>, arrival: Arrival): Promise<Conversation> {
    const visit = this.#visit(method, arrival);
    try {
      const known = visit.identify();
      if (known !== undefined) await known;
      const call = this.#enter(visit);
      const handler = this.#handlers.get(method) as BidiHandler<unknown, unknown>;
      return new Conversation(handler(answers, call), visit);
    } catch (thrown) {
      throw visit.leave(thrown);
    }
  }

  /** Sets which new calls are taken from now on; the others end with `server_draining`. */
  setIntake(intake: Intake): void {
    this.#intake = intake;
  }

  /** Ends the calls under way whose credentials were taken back. */
  revoke(revoked: (credential: string) => boolean): void {
    for (const visit of [...this.#calls]) {
      const { credential } = visit.principal;
      if (credential !== undefined && revoked(credential)) {
        visit.abort(new LyceumError("token_invalid", "the credential was taken back: ask the operator for another"));
      }
    }
  }

  /** Ends the open streams with `server_draining`; then, once the signal aborts, the unary calls too. Resolves when none is left. */
  async end(signal: AbortSignal): Promise<void> {
    this.#intake = "none";
    for (const visit of [...this.#calls]) if (visit.method.methodKind !== "unary") visit.abort(draining());
    const abortAll = () => {
      for (const visit of [...this.#calls]) visit.abort(draining());
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

  #visit(method: DescMethod, arrival: Arrival): Visit {
    return new Visit(this.#options, method, arrival, (visit) => this.#calls.delete(visit) && this.#settle());
  }

  #enter(visit: Visit): ReturnType<Visit["enter"]> {
    const call = visit.enter(this.#intake);
    this.#calls.add(visit);
    return call;
  }

  #settle(): void {
    if (this.#calls.size === 0) this.#idle?.();
  }
}
