import { type EntityId, type EntityKey, entityKey } from "../../src/core/entity.ts";
import { LyceumError } from "../../src/core/errors.ts";
import type { Exchange, LocalMailbox, MailboxStatus, MailboxView, NewMailbox, Presence } from "../../src/core/exchange.ts";
import type { Failure } from "../../src/core/failure.ts";
import type { Delivery, Envelope } from "../../src/core/message.ts";

const NO_STATS = { incoming: 0, outgoing: 0, completed: 0, droppedAnswers: 0, inProgress: 0, queued: 0, queuedBytes: 0, deadLetters: 0 };

interface Box {
  readonly entity: EntityId;
  readonly lineage: readonly string[];
  readonly owner: string;
  status: MailboxStatus;
  presence: Presence;
  fence: number;
  cause?: Failure | undefined;
}

/** An exchange of mailboxes without messages: it notes what the manager rules do to it, and plays what others do. */
export class FakeMailboxes implements Exchange {
  /** What was sent from the server's own mailboxes, in order. */
  readonly sent: Envelope[] = [];
  /** Sessions that the manager ended: key, fence, whether the host drained. */
  readonly gone: [EntityKey, number, boolean][] = [];
  /** Mailboxes that nobody runs any more. */
  readonly unfenced: EntityKey[] = [];
  /** What the next send throws. */
  refusal: LyceumError | undefined;
  readonly #boxes = new Map<EntityKey, Box>();
  readonly #onTerminate = new Set<(key: EntityKey) => void>();
  readonly #onSessionEnd = new Set<(key: EntityKey, fence: number) => void>();

  register(namespace: string, owner: string, mailboxes: readonly NewMailbox[]): void {
    for (const { entity, lineage } of mailboxes) {
      const key = entityKey(namespace, entity);
      if (!this.#boxes.has(key)) this.#boxes.set(key, { entity, lineage, owner, status: "active", presence: "never", fence: 0 });
    }
  }

  accountOf(_namespace: string, owner: string): string {
    return owner;
  }

  terminate(key: EntityKey, cause?: Failure): MailboxStatus {
    const box = this.#boxes.get(key);
    if (box === undefined || box.status === "terminated") return box?.status ?? "missing";
    box.status = "terminated";
    box.cause = cause;
    for (const listener of this.#onTerminate) listener(key);
    return "terminated";
  }

  look(key: EntityKey): MailboxView | undefined {
    const box = this.#boxes.get(key);
    return box === undefined ? undefined : { ...box, account: box.owner, heartbeatAgeMs: undefined, createdAtMs: 0, stats: NO_STATS };
  }

  local(_namespace: string, uid: string, _receive: (delivery: Delivery) => boolean): LocalMailbox {
    return {
      entity: { uid, role: "user", name: "" },
      send: (envelope) => {
        const { refusal } = this;
        this.refusal = undefined;
        if (refusal !== undefined) throw refusal;
        this.sent.push(envelope);
      },
    };
  }

  fence(key: EntityKey, fence: number): void {
    this.#boxes.get(key)!.fence = fence;
  }

  unfence(key: EntityKey): void {
    this.unfenced.push(key);
  }

  hostGone(key: EntityKey, fence: number, drained: boolean): void {
    this.gone.push([key, fence, drained]);
  }

  onSessionEnd(listener: (key: EntityKey, fence: number) => void): () => void {
    this.#onSessionEnd.add(listener);
    return () => this.#onSessionEnd.delete(listener);
  }

  onTerminate(listener: (key: EntityKey) => void): () => void {
    this.#onTerminate.add(listener);
    return () => this.#onTerminate.delete(listener);
  }

  /** Nobody listens any more. */
  forgetListeners(): void {
    this.#onTerminate.clear();
    this.#onSessionEnd.clear();
  }

  /** The cause that a mailbox was terminated with. */
  causeOf(key: EntityKey): Failure | undefined {
    return this.#boxes.get(key)?.cause;
  }

  /** Says whether somebody listens. */
  setPresence(key: EntityKey, presence: Presence): void {
    this.#boxes.get(key)!.presence = presence;
  }

  /** Plays the end of a host's session. */
  endSession(key: EntityKey): void {
    const box = this.#boxes.get(key)!;
    box.presence = "stale";
    for (const listener of this.#onSessionEnd) listener(key, box.fence);
  }

  /** Requests to end that were sent to an agent and not taken back. */
  asked(agent: EntityId): Envelope[] {
    const withdrawn = new Set(this.sent.filter(({ header }) => header.kind === "cancel").map(({ header }) => header.targetId));
    return this.sent.filter(({ header }) => header.kind === "shutdown" && header.dest.uid === agent.uid && !withdrawn.has(header.id));
  }
}

/** What a mailbox at its bound throws. */
export function full(): LyceumError {
  return new LyceumError("too_many_outstanding", "full", { retryDelayMs: 250 });
}
