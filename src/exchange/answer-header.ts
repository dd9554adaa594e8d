import type { EntityId } from "../core/entity.ts";
import type { Answer, Header } from "../core/message.ts";

/** The header of an answer: that of its request on the way back. */
export function answerHeader(request: Header, requester: EntityId, answer: Answer, attempt: number): Header {
  return {
    ...request,
    kind: "response",
    src: request.dest,
    dest: requester,
    mediaType: answer.mediaType,
    status: answer.status,
    failure: answer.failure,
    part: answer.part,
    action: "",
    targetId: "",
    terminate: undefined,
    attempt,
  };
}
