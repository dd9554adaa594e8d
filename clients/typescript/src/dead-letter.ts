import type { DeadLetter as ProtoDeadLetter } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { type EntityId, entityOf } from "./entity.ts";
import type { LyceumError } from "./errors.ts";
import { errorOfAnswer } from "./exchange/answer.ts";
import { dateOf } from "./time.ts";

/** A message that nobody took. */
export interface DeadLetter {
  /** Names it within its mailbox. */
  readonly id: string;
  readonly sender: EntityId | undefined;
  /** Name of the action or event; empty for other messages. */
  readonly action: string;
  readonly mediaType: string;
  readonly body: Uint8Array;
  /** How its sender was answered. */
  readonly error: LyceumError | undefined;
  readonly createTime: Date | undefined;
  /** How often it was delivered. */
  readonly attempts: number;
}

/** Reads a dead letter of the API. */
export function deadLetterOf({ deadLetterId, status, createTime, attempts, envelope }: ProtoDeadLetter): DeadLetter {
  return {
    id: deadLetterId,
    sender: envelope?.src === undefined ? undefined : entityOf(envelope.src),
    action: envelope?.action ?? "",
    mediaType: envelope?.mediaType ?? "",
    body: envelope?.body ?? new Uint8Array(0),
    error: errorOfAnswer({ status, failure: undefined, src: envelope?.dest }),
    createTime: dateOf(createTime),
    attempts,
  };
}
