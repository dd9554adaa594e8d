import type { Presence } from "../core/exchange.ts";
import type { RunState } from "../core/run.ts";

/** How far an agent is. */
export type Phase = "not_launched" | "pending" | "starting" | "running" | "stopping" | "offline";

/**
 * How far an agent is, as its latest run and its mailbox tell; absent state means that no manager launched it.
 * `running` means that it should answer.
 */
export function phaseOf(state: RunState | undefined, presence: Presence): Phase {
  switch (state) {
    case "queued":
    case "backing_off":
      return "pending";
    case "starting":
    case "stopping":
      return state;
    case undefined:
      if (presence === "never") return "not_launched";
      break;
  }
  return presence === "online" ? "running" : "offline";
}
