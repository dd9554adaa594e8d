import type { EntityId, EntityKey } from "../../src/core/entity.ts";
import type { LyceumError } from "../../src/core/errors.ts";
import type { Exchange, LocalMailbox, MailboxStatus, MailboxView, NewMailbox } from "../../src/core/exchange.ts";
import type { AnswerStatus, Delivery, Envelope, Header } from "../../src/core/message.ts";
import { NO_BODY } from "../../src/core/message.ts";

/** An answer as a test says it. */
export interface ScriptedAnswer {
  readonly status?: AnswerStatus;
  readonly body?: Uint8Array;
  readonly header?: Partial<Header>;
}

/** An exchange that keeps what is sent by its local mailboxes, and delivers what a test says. */
export class FakeExchange implements Exchange {
  /** What was sent, in order. */
  readonly sent: Envelope[] = [];
  /** Mailboxes that `look` tells of. */
  readonly views = new Map<EntityKey, MailboxView>();
  /** What the next send throws. */
  refusal: LyceumError | undefined;
  /** Sees each envelope as it is sent. */
  onSend: ((envelope: Envelope) => void) | undefined;
  readonly #receivers = new Map<string, (delivery: Delivery) => boolean>();

  /** The namespaces whose local mailbox was opened. */
  get opened(): string[] {
    return [...this.#receivers.keys()];
  }

  /** Answers a request that was sent. */
  answer(request: Envelope, { status = "ok", body = NO_BODY, header = {} }: ScriptedAnswer = {}, namespace = "default"): void {
    const { src, dest } = request.header;
    this.deliver(
      { header: { ...request.header, kind: "response", src: dest, dest: src, status, ...header }, body, timeoutMs: undefined },
      namespace,
    );
  }

  /** Delivers a partial result of a request; false when it was refused. */
  part(request: Envelope, index: number, options: { readonly attempt?: number; readonly body?: Uint8Array } = {}): boolean {
    const { src, dest } = request.header;
    const header: Header = { ...request.header, kind: "part", src: dest, dest: src, part: index, attempt: options.attempt ?? 1 };
    return this.deliver({ header, body: options.body ?? new Uint8Array([index]), timeoutMs: undefined });
  }

  /** Delivers to the local mailbox of a namespace. */
  deliver(envelope: Envelope, namespace = "default"): boolean {
    const receive = this.#receivers.get(namespace);
    if (receive === undefined) throw new Error(`no local mailbox in ${namespace}`);
    return receive({ sequence: 0, attempt: 1, envelope });
  }

  local(namespace: string, uid: string, receive: (delivery: Delivery) => boolean): LocalMailbox {
    this.#receivers.set(namespace, receive);
    const entity: EntityId = { uid, role: "user", name: uid };
    return { entity, send: (envelope) => this.#send(envelope) };
  }

  look(key: EntityKey): MailboxView | undefined {
    return this.views.get(key);
  }

  register(_namespace: string, _owner: string, _mailboxes: readonly NewMailbox[]): void {}

  accountOf(namespace: string, owner: string): string {
    return this.views.get(`${namespace}/${owner}`)?.account ?? owner;
  }

  terminate(_key: EntityKey): MailboxStatus {
    return "missing";
  }

  fence(_key: EntityKey, _fence: number): void {}

  unfence(_key: EntityKey): void {}

  hostGone(_key: EntityKey, _fence: number, _drained: boolean): void {}

  onSessionEnd(_listener: (key: EntityKey, fence: number) => void): () => void {
    return () => {};
  }

  onTerminate(_listener: (key: EntityKey) => void): () => void {
    return () => {};
  }

  #send(envelope: Envelope): void {
    const { refusal } = this;
    this.refusal = undefined;
    if (refusal !== undefined) throw refusal;
    this.sent.push(envelope);
    this.onSend?.(envelope);
  }
}
