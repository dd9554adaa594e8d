import { type Envelope, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import type { LyceumError, UnavailableError } from "../errors.ts";

/** A delivery that a session holds until it is settled. */
export class Held {
  readonly sequence: number;
  /** Which delivery of the message it is, from 1. */
  readonly attempt: number;
  readonly envelope: Envelope;
  /** Whether it is for nobody else: its action begins without an acknowledgement. */
  readonly begun: boolean;
  /** Whether its action did begin. */
  running = false;
  /** Whether nothing more is to be said about it. */
  closed = false;

  constructor(sequence: number, attempt: number, envelope: Envelope, begun: boolean) {
    this.sequence = sequence;
    this.attempt = attempt;
    this.envelope = envelope;
    this.begun = begun;
  }

  /** Whether its delivery took a credit. */
  get tookCredit(): boolean {
    return this.envelope.kind === MessageKind.ACTION || this.envelope.kind === MessageKind.EVENT;
  }
}

/** Takes what a session brings; called one at a time. */
export interface SessionListener {
  /** A message to settle: a request, an event, an answer. */
  delivered(held: Held): void;
  /** A part of a streamed result; it is not settled. */
  part(envelope: Envelope): void;
  /** What was held is void: it is answered already, or will be delivered again. */
  revoked(held: Held): void;
  /** The session is over for good; nothing can be sent. */
  ended(error: LyceumError): void;
  /** The server has been out of reach for long; `undefined` says that it is back. */
  unreachable(error: UnavailableError | undefined): void;
}
