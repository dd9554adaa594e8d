import type { EntityId } from "../core/entity.ts";
import type { Exchange, LocalMailbox } from "../core/exchange.ts";
import { DEFAULT_PROTOCOL, type Header, NO_BODY } from "../core/message.ts";

/** Uid of the mailbox in each namespace that managers send from. */
const UID = "lyceum.manager";

/** A request to end. */
export interface StopRequest {
  /** Names it; the same again while it is unanswered is one request. */
  readonly id: string;
  readonly agent: EntityId;
  /** Whether to terminate the agent's mailbox; absent means as it is configured. */
  readonly terminate?: boolean | undefined;
  /** Time after which it is void; absent means the exchange's own. */
  readonly timeoutMs?: number | undefined;
  /** Whether the server stops, so that the agent is made again: its running actions have half of the time to finish. */
  readonly drain?: boolean | undefined;
}

/** Label of requests to end since the server stops; hosts know it. */
const DRAIN_LABEL = "lyceum.drain";

/** Asks agents to end, by messages from a mailbox of the server's own. */
export class StopRequests {
  readonly #exchange: Exchange;
  readonly #mailboxes = new Map<string, LocalMailbox>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /**
   * Asks an agent to end.
   * @throws LyceumError when its mailbox cannot take the request.
   */
  ask(namespace: string, request: StopRequest): void {
    this.#send(namespace, request, {
      kind: "shutdown",
      id: request.id,
      terminate: request.terminate,
      ...(request.drain === true ? { label: DRAIN_LABEL } : {}),
    });
  }

  /**
   * Takes a request back that the agent has not got, so that its next host does not get it.
   * @throws LyceumError when its mailbox cannot take that.
   */
  withdraw(namespace: string, request: StopRequest): void {
    this.#send(namespace, request, { kind: "cancel", id: `withdraw ${request.id}`, targetId: request.id });
  }

  #send(namespace: string, request: StopRequest, header: Pick<Header, "kind" | "id"> & Partial<Header>): void {
    const mailbox = this.#mailbox(namespace);
    mailbox.send({
      header: {
        src: mailbox.entity,
        dest: request.agent,
        label: "",
        protocol: DEFAULT_PROTOCOL,
        traceparent: "",
        tracestate: "",
        action: "",
        mediaType: "",
        targetId: "",
        part: 0,
        attempt: 0,
        ...header,
      },
      body: NO_BODY,
      timeoutMs: request.timeoutMs,
    });
  }

  #mailbox(namespace: string): LocalMailbox {
    let mailbox = this.#mailboxes.get(namespace);
    if (mailbox === undefined) {
      // What an agent answers says nothing that its host's report does not.
      mailbox = this.#exchange.local(namespace, UID, () => true);
      this.#mailboxes.set(namespace, mailbox);
    }
    return mailbox;
  }
}
