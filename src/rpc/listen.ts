import type { ListenRequest, ReceiveRequest } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { invalidField, LyceumError } from "../core/errors.ts";
import type { Outgoing, Session } from "../exchange/session.ts";
import type { ListenOptions } from "../exchange/sessions.ts";
import { Bell } from "./bell.ts";
import { grantToProto, outgoingToProto, protocolsFromProto, resumeFromProto } from "./convert-session.ts";
import { durationFromProto } from "./convert-time.ts";
import { type ExchangeDeps, holderOf, type TokenHolder } from "./exchange-deps.ts";
import type { Handlers } from "./service.ts";

type ExchangeHandlers = Handlers<typeof import("@lyceum/gen/lyceum/v1/exchange_pb.ts").ExchangeService>;

const DEFAULT_LEASED = 100;
const DEFAULT_LEASE_MS = 60_000;
const MAX_LEASE_MS = 600_000;

/** The handler of Listen. */
export function listenHandler(deps: ExchangeDeps): ExchangeHandlers["listen"] {
  const { exchange, journal, clock, limits } = deps;
  return async function* listen(request, { principal, signal }) {
    const holder = holderOf(request.token, principal, deps);
    using bell = new Bell(clock, signal);
    const session = openSession(request, holder, deps, {
      protocols: protocolsFromProto(request.protocols),
      credits: countOf(request.maxLeased, "max_leased", deps),
      returnsCredits: true,
      windowMs: limits.resumeWindowMs,
      sink: bell,
    });
    try {
      await journal.settled();
      yield { session: grantToProto(session, request.resume !== undefined) };
      while (true) {
        signal.throwIfAborted();
        const deliveries = take(session, bell, holder, limits.maxBatch, deps);
        if (deliveries.length > 0) yield toResponse(deliveries, deps);
        else if (!(await bell.rung(limits.heartbeatMs))) {
          session.heardAtMs = clock.monotonic();
          yield { deliveries: [] };
        }
      }
    } finally {
      exchange.sessions.disconnect(session, bell, false);
    }
  };
}

/** The handler of Receive. */
export function receiveHandler(deps: ExchangeDeps): ExchangeHandlers["receive"] {
  const { exchange, journal, clock, limits } = deps;
  return async function receive(request, { principal, signal }) {
    const holder = holderOf(request.token, principal, deps);
    const waitMs = durationFromProto(request.wait, "wait") ?? limits.maxPollMs;
    if (waitMs > limits.maxPollMs) throw invalidField("wait", `must be at most ${limits.maxPollMs} ms`);
    const windowMs = durationFromProto(request.lease, "lease") ?? DEFAULT_LEASE_MS;
    if (windowMs > MAX_LEASE_MS) throw invalidField("lease", `must be at most ${MAX_LEASE_MS} ms`);
    const max = countOf(request.maxMessages, "max_messages", deps);
    using bell = new Bell(clock, signal);
    const protocols = protocolsFromProto(request.protocols);
    const session = openSession(request, holder, deps, { protocols, credits: max, returnsCredits: false, windowMs, sink: bell });
    try {
      await journal.settled();
      const untilMs = clock.monotonic() + waitMs;
      let deliveries = take(session, bell, holder, max, deps);
      while (deliveries.length === 0) {
        const leftMs = untilMs - clock.monotonic();
        if (leftMs <= 0) break;
        await bell.rung(leftMs);
        signal.throwIfAborted();
        deliveries = take(session, bell, holder, max, deps);
      }
      return { session: grantToProto(session, request.resume !== undefined), ...toResponse(deliveries, deps) };
    } finally {
      exchange.sessions.disconnect(session, bell, true);
      await journal.settled();
    }
  };
}

function openSession(
  request: ListenRequest | ReceiveRequest,
  holder: TokenHolder,
  { exchange }: ExchangeDeps,
  options: ListenOptions,
): Session {
  if (request.resume === undefined) return exchange.sessions.open(holder.listener, options);
  const ref = resumeFromProto(request.resume);
  const held = request.$typeName === "lyceum.v1.ReceiveRequest" ? heldBy(ref.sessionId, exchange.sessions) : ref.held;
  return exchange.sessions.resume(holder.listener, { ...ref, held }, options);
}

/** A caller of Receive need not say what it holds: what an answer carried stays leased to it. */
function heldBy(sessionId: string, sessions: ExchangeDeps["exchange"]["sessions"]): readonly number[] {
  return [...(sessions.find(sessionId)?.held.keys() ?? [])];
}

function countOf(count: number, field: string, { limits }: ExchangeDeps): number {
  if (count > limits.maxBatch) throw invalidField(field, `must be at most ${limits.maxBatch}`);
  return count || DEFAULT_LEASED;
}

function take(
  session: Session,
  bell: Bell,
  holder: TokenHolder,
  max: number,
  { exchange, limits, clock }: ExchangeDeps,
): readonly Outgoing[] {
  if (session.ended !== undefined) throw session.ended;
  if (!session.isConnectedTo(bell)) throw new LyceumError("superseded", "another call went on with this session; do not reconnect");
  if (holder.expiresAtMs <= clock.now())
    throw new LyceumError("token_expired", "the entity token has expired: get a new one and resume the session");
  return exchange.sessions.take(session, max, limits.maxFrameBytes / 2).deliveries;
}

function toResponse(deliveries: readonly Outgoing[], { clock }: ExchangeDeps) {
  const nowMs = clock.now();
  return { deliveries: deliveries.map((delivery) => outgoingToProto(delivery, nowMs)) };
}
