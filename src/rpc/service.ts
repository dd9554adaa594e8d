import type {
  DescMethod,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { AccountRole } from "../core/account.ts";
import type { EntityId } from "../core/entity.ts";
import type { LyceumError } from "../core/errors.ts";

/** Who calls, as its credential says. */
export interface Principal {
  /** Names the caller as an owner: `operator`, `account/<subject>`, `jwt/<issuer>/<sub>`, `agent/<uid>` or `user/<uid>`; a host acts in the name of its agent. */
  readonly subject: string;
  readonly namespace: string;
  readonly kind: "account" | "entity" | "run";
  /** What it may do within the namespace; an entity and a run act as members. */
  readonly role: AccountRole;
  /** Groups of an account; an entity and a run have those of the account that answers for them. */
  readonly groups: readonly string[];
  /** Wall time at which the credential ends; absent means never. */
  readonly expiresAtMs?: number | undefined;
  /** Names a credential that the operator can take back. */
  readonly credential?: string | undefined;
  /** Set for an entity; its name is empty, since a credential has none. */
  readonly entity?: EntityId;
  /** Set for an entity: the fence of its token. */
  readonly fence?: number;
  /** Set for a run. */
  readonly runId?: string;
  /** Set for a run: the attempt that the credential is for. */
  readonly attempt?: number;
}

/** What a handler knows of the call it serves. */
export interface Call {
  readonly principal: Principal;
  /**
   * Aborts when the caller left, its deadline passed or the server drains; its reason is the `LyceumError` that the
   * call then ends with, so a handler may throw it.
   */
  readonly signal: AbortSignal;
  /** Time that the caller's deadline left when the call arrived; absent means no deadline. */
  readonly timeoutMs: number | undefined;
  /** A header of the request, by its lower-case name; absent when it was not sent or is not text. */
  readonly header: (name: string) => string | undefined;
  /** Tells the audit of an item that was refused while the call goes on. */
  readonly refused: (error: LyceumError) => void;
}

/** Handles one call with one answer. */
export type UnaryHandler<I, O> = (request: I, call: Call) => Promise<O>;

/** Handles one call with a stream of answers; what it started it ends in `finally`, since the caller may leave early. */
export type StreamHandler<I, O> = (request: I, call: Call) => AsyncIterable<O>;

/** Where the handler of a call with streams both ways says its answers. */
export interface Answers<O> {
  /** Says one; false means that there is no room for more until {@link Dialogue.drained}. */
  write(answer: O): boolean;
}

/** What a handler makes of a call with streams both ways. It is called, not read: a promise for each message costs more than most of them. */
export interface Dialogue<I> {
  /**
   * Takes a request.
   * @throws what is wrong with it; the caller's side ends with that.
   */
  receive(request: I): void;
  /** The caller sends no more: it has said all, or an error stands for what is wrong with the last. */
  end(error?: unknown): void;
  /** There is room for answers again. */
  drained(): void;
  /** Settles with the end of the call: the handler has said all, or the error that the caller gets. Nothing is written after it. */
  readonly done: Promise<void>;
}

/** Handles one call with streams both ways; it ends when its signal aborts, too. */
export type BidiHandler<I, O> = (answers: Answers<O>, call: Call) => Dialogue<I>;

/** The handler of a method. */
export type Handler<M extends DescMethod> =
  M extends DescMethodUnary<infer I, infer O>
    ? UnaryHandler<MessageShape<I>, MessageInitShape<O>>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? StreamHandler<MessageShape<I>, MessageInitShape<O>>
      : M extends DescMethodBiDiStreaming<infer I, infer O>
        ? BidiHandler<MessageShape<I>, MessageInitShape<O>>
        : never;

/** The handlers of a service, by the local names of its methods. They are written once; every front serves them. */
export type Handlers<S extends DescService> = { readonly [K in keyof S["method"]]: Handler<S["method"][K]> };

/** A service with its handlers, as the fronts take it. */
export interface ServiceBinding {
  readonly service: DescService;
  /** The handler of a method; its shape is that of the method's kind. */
  readonly handler: (method: DescMethod) => unknown;
}

/** Binds handlers to their service. */
export function bind<S extends DescService>(service: S, handlers: Handlers<S>): ServiceBinding {
  const table = handlers as Readonly<Record<string, unknown>>;
  return { service, handler: (method) => table[method.localName] };
}
