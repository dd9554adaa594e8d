import type { Clock, Ids } from "../core/clock.ts";
import { describe, type EntityId } from "../core/entity.ts";
import { LyceumError } from "../core/errors.ts";
import type { Journal } from "../core/journal.ts";
import { type Envelope, NO_BODY } from "../core/message.ts";
import type { RepeatId, Repeats } from "../core/repeats.ts";
import { type CallEnd, type CallOutcome, endFromText, endOf, endToText, outcomeOf } from "./call-end.ts";
import { type Caller, type CallRequest, callId, contentDigest } from "./call-request.ts";
import type { Mailroom } from "./mailroom.ts";
import { lostParts, type PartEvent, type PartLimits } from "./part-log.ts";
import { Patience } from "./patience.ts";
import { PendingCall } from "./pending-call.ts";

/** What {@link Calls} is made of. */
export interface CallsOptions {
  readonly journal: Journal;
  readonly repeats: Repeats;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly partLimits: PartLimits;
  readonly mailroom: Mailroom;
}

/** What a streamed call tells; the outcome is last. */
export type CallEvent = PartEvent | { readonly kind: "end"; readonly outcome: CallOutcome };

/** How long after a call's deadline the exchange has to say that it expired. */
const DEADLINE_GRACE_MS = 5_000;

/** How long an agent has to say whether a call that this server did not start is under way. */
const CANCEL_MS = 5_000;

/** Calls of actions for callers without a mailbox. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #pending = new Map<string, PendingCall>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /**
   * Calls an action and waits for its end.
   * @throws LyceumError as `AgentService.Invoke` documents; the signal's reason when it aborts.
   */
  async invoke(caller: Caller, request: CallRequest, signal: AbortSignal): Promise<CallOutcome> {
    signal.throwIfAborted();
    const found = this.#find(caller, request);
    if (found !== undefined && !(found instanceof PendingCall)) return await this.#stored(found, request);
    const call = this.#enter(found ?? this.#start(caller, request), request);
    using patience = this.#patience(request, found !== undefined, signal);
    try {
      await this.#options.journal.settled();
      while (call.end === undefined) await call.changed(patience.signal);
      return this.#outcome(call.end, request);
    } finally {
      this.#leave(call, signal);
    }
  }

  /**
   * Calls an action and tells its partial results, then its outcome.
   * @throws LyceumError as `AgentService.InvokeStream` documents; the signal's reason when it aborts.
   */
  async *stream(caller: Caller, request: CallRequest, signal: AbortSignal): AsyncGenerator<CallEvent, void, void> {
    signal.throwIfAborted();
    const found = this.#find(caller, request);
    if (found !== undefined && !(found instanceof PendingCall)) {
      yield { kind: "end", outcome: await this.#stored(found, request) };
      return;
    }
    const call = this.#enter(found ?? this.#start(caller, request), request);
    call.streamed = true;
    const cursor = call.parts.open(found !== undefined);
    using patience = this.#patience(request, found !== undefined, signal);
    try {
      await this.#options.journal.settled();
      for (;;) {
        const event = call.parts.next(cursor);
        if (event !== undefined) yield event;
        else if (call.end !== undefined) break;
        else await call.changed(patience.signal);
      }
      if (cursor.index !== undefined && cursor.index < call.end.parts) throw lostParts(cursor.index);
      yield { kind: "end", outcome: this.#outcome(call.end, request) };
    } finally {
      call.parts.close(cursor);
      this.#leave(call, signal);
    }
  }

  /**
   * Asks an agent to cancel a call of this caller; resolves once that is kept.
   * @throws LyceumError request_not_found, mailbox_not_found, mailbox_terminated, too_many_outstanding.
   */
  async cancel(caller: Caller, request: { readonly agent: EntityId; readonly requestId: string }, signal: AbortSignal): Promise<void> {
    const { namespace, subject } = caller;
    const { agent, requestId } = request;
    const id = callId(subject, requestId);
    const call = this.#pending.get(pendingKey(namespace, id));
    this.#options.journal.assertWritable();
    if (call?.agent.uid === agent.uid) {
      this.#sendCancel(call);
      await this.#options.journal.settled();
    } else if (call !== undefined || !(await this.#cancelUnknown(namespace, id, agent, signal))) {
      throw new LyceumError("request_not_found", `no call ${JSON.stringify(requestId)} of this caller to ${describe(agent)} is under way`, {
        facts: { request_id: requestId },
      });
    }
  }

  /** Takes an answer to a call that a server before this one sent; false when no request id asks for it. */
  adopt(namespace: string, envelope: Envelope): boolean {
    const end = endOf(envelope);
    if (end.digest === "") return false;
    this.#options.repeats.keep(repeatId(namespace, envelope.header.id, end.digest), endToText(end));
    return true;
  }

  /** The call that this one repeats, or its end. */
  #find(caller: Caller, request: CallRequest): PendingCall | CallEnd | undefined {
    if (request.requestId === "") return undefined;
    const id = callId(caller.subject, request.requestId);
    const digest = contentDigest(request);
    const call = this.#pending.get(pendingKey(caller.namespace, id));
    if (call !== undefined) {
      if (call.digest !== digest) throw idReused(request);
      return call;
    }
    const reply = this.#options.repeats.find(repeatId(caller.namespace, id, digest));
    return reply === undefined ? undefined : endFromText(reply);
  }

  /** Sends a call. Where a server before this one sent it, the exchange takes it as the same message. */
  #start(caller: Caller, request: CallRequest): PendingCall {
    const { journal, mailroom, clock, ids, partLimits } = this.#options;
    journal.assertWritable();
    const keyed = request.requestId !== "";
    const call = new PendingCall({
      namespace: caller.namespace,
      id: keyed ? callId(caller.subject, request.requestId) : `i-${ids.uuid()}`,
      agent: request.agent,
      digest: keyed ? contentDigest(request) : "",
      partLimits,
    });
    this.#pending.set(pendingKey(call.namespace, call.id), call);
    call.backstop = clock.after(request.timeoutMs + DEADLINE_GRACE_MS, () => this.#finish(call, expiredEnd(call)));
    try {
      // May be answered in this very turn.
      mailroom.send(
        call.namespace,
        { ...request, id: call.id, kind: "action", label: call.digest },
        { answer: (envelope) => this.#finish(call, endOf(envelope)), part: (envelope) => addPart(call, envelope) },
      );
    } catch (error) {
      this.#forget(call);
      throw error;
    }
    return call;
  }

  #forget(call: PendingCall): void {
    call.backstop?.cancel();
    this.#options.mailroom.forget(call.namespace, call.id);
    this.#pending.delete(pendingKey(call.namespace, call.id));
  }

  #finish(call: PendingCall, end: CallEnd): void {
    const { journal, repeats } = this.#options;
    this.#forget(call);
    if (call.joinable) repeats.keep(repeatId(call.namespace, call.id, end.digest || call.digest), endToText(end));
    journal.afterCommit(() => {
      call.parts.restart(end.attempt);
      call.end = end;
      call.wake();
    });
  }

  #enter(call: PendingCall, request: CallRequest): PendingCall {
    call.waiting += 1;
    call.keep ||= request.keep;
    return call;
  }

  #leave(call: PendingCall, signal: AbortSignal): void {
    call.waiting -= 1;
    if (call.end !== undefined || call.waiting > 0 || call.keep) return;
    // The server is at fault, not the caller: it may come back with the same request id.
    if (call.joinable && this.#unavailable(signal)) return;
    this.#postCancel(call);
  }

  #unavailable(signal: AbortSignal): boolean {
    if (signal.reason instanceof LyceumError && signal.reason.kind === "server_draining") return true;
    try {
      this.#options.journal.assertWritable();
      return false;
    } catch {
      return true;
    }
  }

  #sendCancel(call: PendingCall): void {
    const { mailroom, ids } = this.#options;
    mailroom.post(call.namespace, { id: ids.uuid(), kind: "cancel", agent: call.agent, targetId: call.id, timeoutMs: CANCEL_MS });
  }

  #postCancel(call: PendingCall): void {
    try {
      this.#sendCancel(call);
    } catch (error) {
      // Without room or mailbox for it the call ends by its deadline, or has ended.
      if (!(error instanceof LyceumError)) throw error;
    }
  }

  async #cancelUnknown(namespace: string, id: string, agent: EntityId, signal: AbortSignal): Promise<boolean> {
    const { mailroom, ids } = this.#options;
    const answer = await mailroom.ask(
      namespace,
      { id: `x-${ids.uuid()}`, kind: "cancel", agent, targetId: id, timeoutMs: CANCEL_MS },
      signal,
    );
    return endOf(answer).status === "ok";
  }

  async #stored(end: CallEnd, request: CallRequest): Promise<CallOutcome> {
    await this.#options.journal.settled();
    return this.#outcome(end, request);
  }

  #outcome(end: CallEnd, request: CallRequest): CallOutcome {
    // Told only now where a server before this one sent the call: the exchange does not read bodies.
    if (request.requestId !== "" && end.digest !== "" && end.digest !== contentDigest(request)) throw idReused(request);
    return outcomeOf(end, request.agent);
  }

  /** Whoever joins a call waits no longer than it says; who started it gets the exchange's word. */
  #patience(request: CallRequest, joined: boolean, signal: AbortSignal): Patience {
    const reason = (): LyceumError =>
      new LyceumError("expired", `${describe(request.agent)} did not answer in time; the call goes on`, {
        facts: { uid: request.agent.uid },
      });
    return new Patience(this.#options.clock, signal, joined ? { timeoutMs: request.timeoutMs, reason } : undefined);
  }
}

function addPart(call: PendingCall, envelope: Envelope): boolean {
  if (!call.streamed) return true;
  const taken = call.parts.add(envelope);
  if (taken) call.wake();
  return taken;
}

function expiredEnd(call: PendingCall): CallEnd {
  return { status: "expired", mediaType: "", body: NO_BODY, parts: 0, attempt: 0, digest: call.digest };
}

function idReused(request: CallRequest): LyceumError {
  return new LyceumError("id_reused", `request id ${JSON.stringify(request.requestId)} was used for another call: choose a new one`, {
    facts: { request_id: request.requestId },
  });
}

function pendingKey(namespace: string, id: string): string {
  return `${namespace}/${id}`;
}

function repeatId(namespace: string, id: string, digest: string): RepeatId {
  return { scope: namespace, requestId: id, digest };
}
