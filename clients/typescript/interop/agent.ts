import { setTimeout as pause } from "node:timers/promises";
import { Agent, type EntityId } from "@lyceum/client";

/** One agent that a request has come through. */
interface Hop {
  readonly language: string;
  readonly traceparent: string;
}

/** The agent that every language hosts. */
export class Interop extends Agent {
  static override readonly actions = {
    echo: {},
    echo_bytes: {},
    add: {
      redeliverable: true,
      parameters: { left: { schema: { type: "integer" } }, right: { schema: { type: "integer" }, optional: true } },
    },
    fail: {},
    panic: {},
    sleep: {},
    count: { streaming: true },
    bad_result: {},
    large: {},
    relay: {},
  } as const;

  async echo(value: unknown): Promise<unknown> {
    return value;
  }

  async echo_bytes(bytes: Uint8Array): Promise<Uint8Array> {
    return bytes;
  }

  async add(left: number, right = 1): Promise<number> {
    return left + right;
  }

  async fail(message: string): Promise<never> {
    throw new RangeError(message, { cause: new TypeError(`cause of ${message}`) });
  }

  async panic(): Promise<never> {
    return (undefined as unknown as { readonly nothing: never }).nothing;
  }

  async sleep(ms: number): Promise<string> {
    await pause(ms, undefined, { signal: this.context.signal });
    return "slept";
  }

  async *count(n: number): AsyncGenerator<number, number> {
    for (let number = 0; number < n; number += 1) yield number;
    return n;
  }

  async bad_result(): Promise<number> {
    return Number.NaN;
  }

  async large(bytes: number): Promise<string> {
    return "a".repeat(bytes);
  }

  async relay([next, ...rest]: readonly EntityId[]): Promise<readonly Hop[]> {
    const hop = { language: "typescript", traceparent: this.context.trace?.traceparent ?? "" };
    if (next === undefined) return [hop];
    return [hop, ...(await this.exchange.getHandle(next).call<readonly Hop[]>("relay", [rest]))];
  }
}
