import { type Answer, type AnswerStatus, NO_BODY } from "../core/message.ts";

/** An answer that the exchange itself gives. */
export function failed(status: AnswerStatus, message: string, cause?: Answer["failure"]): Answer {
  return { status, failure: { type: typeNames[status], message, cause }, mediaType: "", body: NO_BODY, part: 0 };
}

const typeNames: Readonly<Record<AnswerStatus, string>> = {
  ok: "Ok",
  failed: "Failed",
  cancelled: "Cancelled",
  mailbox_terminated: "MailboxTerminated",
  expired: "Expired",
  undeliverable: "Undeliverable",
  host_lost: "HostLost",
  incompatible_protocol: "IncompatibleProtocol",
  action_not_found: "ActionNotFound",
  invalid_arguments: "InvalidArguments",
  unsupported: "Unsupported",
  invalid_state: "InvalidState",
};
