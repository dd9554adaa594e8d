import type { Attach, Detach, SessionGrant } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { ClosedError } from "../errors.ts";

/** A session's place on the present stream, and what it goes on with on the next. */
export class Place {
  #resume: Pick<SessionGrant, "sessionId" | "resumeToken"> | undefined;
  #channel = 0;
  #granted = false;
  #detached = false;

  /** Its number on the present stream; 0 while it is on none. */
  get channel(): number {
    return this.#channel;
  }

  /** Whether the server took it in. */
  get granted(): boolean {
    return this.#granted;
  }

  /** Takes a place on a stream. */
  attach(channel: number, { token, credits, held }: { token: string; credits: number; held: bigint[] }): Attach {
    this.#channel = channel;
    const resume = this.#resume && { $typeName: "lyceum.v1.SessionRef" as const, ...this.#resume, held };
    return { $typeName: "lyceum.v1.Attach", channel, token, resume, credits, protocols: [] };
  }

  grant({ sessionId, resumeToken }: SessionGrant): void {
    this.#resume = { sessionId, resumeToken };
    this.#granted = true;
  }

  /** The word that the session ends; undefined where it was said, or there is no stream to say it on. */
  detach(begun: bigint[]): Detach | undefined {
    if (this.#channel === 0 || this.#detached) return undefined;
    this.#detached = true;
    return { $typeName: "lyceum.v1.Detach", channel: this.#channel, begun };
  }

  /** Its stream is gone. */
  leave(): void {
    this.#channel = 0;
    this.#granted = false;
    this.#detached = false;
  }

  /** What it would go on with is no more. */
  forget(): void {
    this.#resume = undefined;
  }
}

/** Why a session is over that was ended from this side. */
export function endedHere(): ClosedError {
  return new ClosedError("the session was ended by its client", { reason: "SESSION_ENDED" });
}
