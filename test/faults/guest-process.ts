import { type AgentHandle, ExchangeFactory, LyceumError } from "../../clients/typescript/src/index.ts";
import type { Callee } from "./caller-process.ts";
import { GUEST_DEADLINE_MS } from "./guest-deadline.ts";
import { History } from "./history.ts";
import { Random } from "./random.ts";

// A program that uses the SDK as its users do: handles, deadlines of 30 s, streams. It writes down each call and how it ended.

/** How a guest is started: JSON in its first argument. */
export interface GuestOptions {
  readonly name: string;
  readonly life: number;
  readonly folder: string;
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  readonly callees: readonly Callee[];
  /** Calls at once. */
  readonly concurrency: number;
  /** Time between two calls of one line of calls. */
  readonly pauseMs: number;
}

const SILENCE_MS = 4_000;

const options = JSON.parse(process.argv[2] ?? "") as GuestOptions;
const { name, life, folder, url, token, seed, concurrency, pauseMs } = options;
const history = new History(folder, `${name}.${life}`);
history.add("guest", name, life, process.pid);
const random = new Random(seed + life);
let { callees } = options;
let quiet = false;
let count = 0;
process.on("disconnect", () => process.exit(1));
process.on("message", (message) => {
  const order = message as { callees?: readonly Callee[]; quiet?: true };
  callees = order.callees ?? callees;
  quiet ||= order.quiet === true;
});

const client = await new ExchangeFactory({ url, token, silenceMs: SILENCE_MS }).createUserClient();

async function call(handle: AgentHandle, what: string, id: string): Promise<void> {
  if (what === "ping") {
    await handle.ping({ timeoutMs: GUEST_DEADLINE_MS });
  } else if (what === "stream") {
    const streamed = handle.call<unknown, number>("stream", [id], { timeoutMs: GUEST_DEADLINE_MS });
    let next = 0;
    for await (const part of streamed) {
      if (part !== next) throw new Error(`part ${part} came where ${next} was due`);
      next += 1;
    }
    await streamed;
  } else {
    await handle.call(what, [id], { timeoutMs: GUEST_DEADLINE_MS });
  }
}

async function line(): Promise<void> {
  while (!quiet) {
    const { uid } = random.pick(callees);
    const what = random.pick(["once", "again", "again", "stream", "ping"] as const);
    const id = `${name}.${life}.${count++}`;
    history.add("called", id, what, uid);
    history.flush();
    const startMs = performance.now();
    const error = await call(client.getHandle({ uid, role: "agent", name: "" }), what, id).catch((cause: unknown) => cause);
    const why = error === undefined ? "" : error instanceof LyceumError ? error.name : `bug: ${String(error)}`;
    history.add("returned", id, why, Math.round(performance.now() - startMs), error instanceof Error ? error.message : "");
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

process.send?.({ ready: true });
await Promise.all(Array.from({ length: concurrency }, line));
history.flush();
process.send?.({ quiet: true });
