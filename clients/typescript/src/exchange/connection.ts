import { type Attach, type ConnectRequest, type ConnectResponse, type Detach, ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { backoffMs } from "../backoff.ts";
import { ClosedError, LyceumError, UnavailableError } from "../errors.ts";
import type { BidiStream, Transport } from "../transport.ts";
import type { SessionListener } from "./held.ts";
import { Pulse } from "./pulse.ts";
import { Session } from "./session.ts";
import type { Budget, SessionCarrier, SessionOptions } from "./session-carrier.ts";

/** Options of {@link Connection}. */
export interface ConnectionOptions {
  /** Silence after which the stream counts as dead; default 45,000 ms, three heartbeats. */
  readonly silenceMs?: number | undefined;
  /** How long the server may be out of reach before calls fail; default 60,000 ms, `Infinity` means for ever. It goes on trying. */
  readonly unreachableMs?: number | undefined;
}

const MAX_ITEMS = 256;
const MAX_BYTES = 1_048_576;
/** How long a word that nobody waits for may wait for a frame of others. */
const LINGER_MS = 20;
const BACKOFF = { initialMs: 50, maxMs: 5_000 };
const SILENCE_MS = 45_000;
const UNREACHABLE_MS = 60_000;
/** Statuses of the stream that trying again does not change. */
const HOPELESS: readonly string[] = ["UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT", "UNIMPLEMENTED"];

/**
 * One Connect stream that carries the sessions of all the entities in a process. All that is ready in a turn of the event loop goes in
 * one frame. When the stream breaks it opens another, and the sessions go on.
 */
export class Connection implements SessionCarrier {
  readonly #transport: Transport;
  readonly #unreachableMs: number;
  readonly #sessions = new Set<Session>();
  readonly #byChannel = new Map<number, Session>();
  readonly #ready = new Set<Session>();
  readonly #pulse: Pulse;
  #attaches: Attach[] = [];
  #detaches: Detach[] = [];
  #stream: BidiStream<ConnectRequest> | undefined;
  #channels = 0;
  /** Counts streams, so that a late word of an old one is known. */
  #generation = 0;
  #full = false;
  #draining = false;
  /** Whether the server said anything on the present stream. */
  #accepted = false;
  #flushing = false;
  #repeat = 0;
  #reopening: NodeJS.Timeout | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #giveUp: NodeJS.Timeout | undefined;
  #unreachable: UnavailableError | undefined;
  #closed: LyceumError | undefined;

  constructor(transport: Transport, options: ConnectionOptions = {}) {
    this.#transport = transport;
    this.#unreachableMs = options.unreachableMs ?? UNREACHABLE_MS;
    this.#pulse = new Pulse(options.silenceMs ?? SILENCE_MS, () => this.#stream?.cancel());
  }

  /** Opens a session on it. */
  open(listener: SessionListener, options: SessionOptions): Session {
    const session = new Session(this, listener, options);
    if (this.#closed !== undefined) {
      session.fail(this.#closed);
      return session;
    }
    this.#sessions.add(session);
    if (this.#unreachable !== undefined) session.unreachable(this.#unreachable);
    if (this.#stream === undefined) this.#connect();
    else this.#attach(session);
    return session;
  }

  /** Ends a session at once; what it holds goes to who listens next. */
  detach(session: Session): void {
    const detach = session.detach();
    if (detach === undefined) return;
    this.#detaches.push(detach);
    this.#schedule();
  }

  /** Ends all sessions and the stream, after what was written has left. Idempotent. */
  close(): void {
    if (this.#closed !== undefined) return;
    this.#closed = new ClosedError("the connection is closed", { code: "CANCELLED" });
    this.#flush();
    clearTimeout(this.#reopening);
    clearTimeout(this.#lingering);
    clearTimeout(this.#giveUp);
    this.#pulse.stop();
    this.#stream?.end();
    for (const session of [...this.#sessions]) session.fail(this.#closed);
  }

  /** @internal */
  wake(session: Session): void {
    this.#ready.add(session);
    this.#schedule();
  }

  /** @internal */
  linger(session: Session): void {
    this.#ready.add(session);
    this.#lingering ??= setTimeout(() => {
      this.#lingering = undefined;
      if (this.#ready.size > 0) this.#schedule();
    }, LINGER_MS).unref();
  }

  /** @internal */
  reattach(session: Session, delayMs: number): void {
    this.#byChannel.delete(session.channel);
    const again = (): void => {
      if (this.#stream !== undefined && this.#sessions.has(session) && session.channel === 0) this.#attach(session);
    };
    if (delayMs === 0) again();
    else setTimeout(again, delayMs);
  }

  /** @internal */
  forget(session: Session): void {
    this.#sessions.delete(session);
    this.#ready.delete(session);
  }

  /** @internal */
  granted(): void {
    this.#repeat = 0;
    clearTimeout(this.#giveUp);
    this.#giveUp = undefined;
    if (this.#unreachable === undefined) return;
    this.#unreachable = undefined;
    for (const session of this.#sessions) session.unreachable(undefined);
  }

  #connect(): void {
    if (this.#reopening !== undefined || this.#closed !== undefined) return;
    this.#giveUp ??= this.#startGiveUp();
    this.#full = false;
    this.#draining = false;
    this.#accepted = false;
    this.#generation += 1;
    const generation = this.#generation;
    const stream = this.#open(generation);
    // It may have ended before it was given back.
    if (stream === undefined || generation !== this.#generation) return;
    this.#stream = stream;
    this.#pulse.start();
    for (const session of this.#sessions) this.#attach(session);
  }

  #open(generation: number): BidiStream<ConnectRequest> | undefined {
    const mine = (): boolean => generation === this.#generation;
    try {
      return this.#transport.bidi(ExchangeService.method.connect, {
        message: (frame) => {
          if (mine()) this.#receive(frame);
        },
        drained: () => {
          if (!mine()) return;
          this.#full = false;
          this.#schedule();
        },
        ended: (error) => {
          if (mine()) this.#ended(error);
        },
      });
    } catch (error) {
      // The transport is closed: there is no other way to the server.
      for (const session of [...this.#sessions]) session.fail(error as LyceumError);
      return undefined;
    }
  }

  #attach(session: Session): void {
    this.#channels += 1;
    this.#byChannel.set(this.#channels, session);
    this.#attaches.push(session.attach(this.#channels));
    this.#schedule();
  }

  #receive(frame: ConnectResponse): void {
    this.#pulse.beat();
    this.#accepted = true;
    for (const event of frame.events) {
      this.#byChannel.get(event.channel)?.receive(event);
      if (event.end !== undefined) this.#byChannel.delete(event.channel);
    }
    if (frame.drain !== undefined) this.#draining = true;
  }

  #ended(error: Error | undefined): void {
    this.#stream = undefined;
    this.#generation += 1;
    this.#pulse.stop();
    this.#byChannel.clear();
    this.#attaches = [];
    this.#detaches = [];
    for (const session of this.#sessions) session.cut();
    if (this.#closed !== undefined) return;
    // A stream that was accepted and ended with its credential may be opened again with a fresh one.
    const renewable = this.#accepted && error instanceof LyceumError && error.reason === "TOKEN_EXPIRED";
    if (error instanceof LyceumError && HOPELESS.includes(error.code) && !renewable) {
      for (const session of [...this.#sessions]) session.fail(error);
      return;
    }
    if (this.#sessions.size === 0) return;
    this.#giveUp ??= this.#startGiveUp();
    this.#reopening = setTimeout(
      () => {
        this.#reopening = undefined;
        this.#connect();
      },
      backoffMs(this.#repeat++, BACKOFF),
    );
  }

  #startGiveUp(): NodeJS.Timeout | undefined {
    if (!Number.isFinite(this.#unreachableMs)) return undefined;
    const timer = setTimeout(() => {
      this.#unreachable = new UnavailableError(`the server has been out of reach for ${this.#unreachableMs} ms`, { code: "UNAVAILABLE" });
      for (const session of this.#sessions) session.unreachable(this.#unreachable);
    }, this.#unreachableMs);
    return timer.unref();
  }

  #schedule(): void {
    if (this.#flushing || this.#stream === undefined) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#stream !== undefined && !this.#full) {
      const frame = this.#frame();
      if (frame === undefined) return;
      this.#full = !this.#stream.write(frame);
    }
  }

  #frame(): ConnectRequest | undefined {
    const budget: Budget = { items: MAX_ITEMS, bytes: MAX_BYTES, empty: true };
    const updates: ConnectRequest["updates"] = [];
    for (const session of this.#ready) {
      this.#ready.delete(session);
      const update = session.take(budget, !this.#draining);
      if (update !== undefined) updates.push(update);
      const detach = session.takeDetach();
      if (detach !== undefined) this.#detaches.push(detach);
      if (!session.waits(!this.#draining)) continue;
      // The frame is full. To the end of the line, so that one busy session does not keep the others from writing.
      this.#ready.add(session);
      break;
    }
    if (updates.length === 0 && this.#attaches.length === 0 && this.#detaches.length === 0) return undefined;
    const frame: ConnectRequest = { $typeName: "lyceum.v1.ConnectRequest", attaches: this.#attaches, updates, detaches: this.#detaches };
    this.#attaches = [];
    this.#detaches = [];
    return frame;
  }
}
