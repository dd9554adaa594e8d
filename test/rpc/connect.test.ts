import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { ConnectRequestSchema, type ConnectResponse } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { describe, expect, it } from "vitest";
import { LyceumError } from "../../src/core/errors.ts";
import { Repeats } from "../../src/core/repeats.ts";
import { connectHandler } from "../../src/rpc/connect.ts";
import type { Call, Dialogue } from "../../src/rpc/service.ts";
import { Tokens } from "../../src/rpc/tokens.ts";
import { agentId, ExchangeBench, NAMESPACE, userId } from "../support/exchange.ts";

const HEARTBEAT_MS = 1_000;
const AGENT = agentId("a1");
const USER = userId("u1");

/** One call of Connect, whose answers the test takes, or not. */
class Rig {
  readonly bench = new ExchangeBench({ heartbeatMs: HEARTBEAT_MS });
  readonly said: ConnectResponse[] = [];
  readonly leaving = new AbortController();
  readonly draining = new AbortController();
  readonly dialogue: Dialogue<MessageInitShape<typeof ConnectRequestSchema>>;
  room = true;
  end: unknown = "none yet";

  constructor() {
    const { exchange, journal, clock, limits } = this.bench;
    this.bench.register(AGENT, USER);
    this.#tokens = new Tokens(new Uint8Array(32), clock);
    const handler = connectHandler({
      exchange,
      journal,
      clock,
      limits,
      tokens: this.#tokens,
      repeats: new Repeats({ journal, clock, name: "exchange", keepMs: 1_000 }),
      ids: { uuid: () => "id", secret: () => "secret" },
      facts: { version: "", capabilities: [], store: "memory", startedAtMs: 0 },
      draining: this.draining.signal,
      graceMs: 500,
    });
    const principal = { subject: "operator", namespace: NAMESPACE, kind: "account", role: "admin", groups: [] } as const;
    const call: Call = { principal, signal: this.leaving.signal, timeoutMs: undefined, header: () => undefined, refused: () => undefined };
    const write = (frame: unknown) => {
      this.said.push(frame as ConnectResponse);
      return this.room;
    };
    this.dialogue = handler({ write }, call) as Rig["dialogue"];
    this.dialogue.done.then(
      () => {
        this.end = undefined;
      },
      (error: LyceumError) => {
        this.end = error.kind;
      },
    );
  }

  readonly #tokens: Tokens;

  async attach(): Promise<void> {
    const { token } = this.#tokens.issueEntity({ namespace: NAMESPACE, role: "agent", uid: AGENT.uid, fence: 0 });
    this.dialogue.receive(create(ConnectRequestSchema, { attaches: [{ channel: 1, token, credits: 100 }] }));
    await this.bench.settle();
  }

  async send(...ids: string[]): Promise<void> {
    for (const id of ids) this.bench.send(USER, AGENT, id);
    await this.bench.settle();
  }

  /** What each frame delivered. */
  get delivered(): string[][] {
    return this.said.map(({ events }) => (events ?? []).flatMap(({ deliveries }) => deliveries.map(({ envelope }) => envelope?.id ?? "")));
  }
}

describe("Connect", () => {
  it("says at once that it is open, and then in one frame what happened in a turn", async () => {
    const rig = new Rig();
    expect(rig.said).toEqual([{}]);
    await rig.attach();
    await rig.send("m1", "m2");
    expect(rig.delivered).toEqual([[], [], ["m1", "m2"]]);
  });

  it("says nothing while there is no room, and then all", async () => {
    const rig = new Rig();
    await rig.attach();
    rig.room = false;
    await rig.send("m1");
    await rig.send("m2");
    await rig.send("m3");
    rig.bench.clock.tick(3 * HEARTBEAT_MS);
    expect(rig.delivered).toEqual([[], [], ["m1"]]);
    rig.room = true;
    rig.dialogue.drained();
    await rig.bench.settle();
    expect(rig.delivered).toEqual([[], [], ["m1"], ["m2", "m3"]]);
  });

  it("gives a sign of life once it said nothing for a heartbeat", async () => {
    const rig = new Rig();
    await rig.attach();
    rig.bench.clock.tick(HEARTBEAT_MS / 2);
    await rig.send("m1");
    rig.bench.clock.tick(HEARTBEAT_MS - 1);
    expect(rig.said).toHaveLength(3);
    rig.bench.clock.tick(1);
    expect(rig.said.slice(3)).toEqual([{}]);
    rig.bench.clock.tick(2 * HEARTBEAT_MS);
    expect(rig.said.slice(3)).toEqual([{}, {}, {}]);
  });

  it("ends with the caller, after what there was to say, and is silent from then on", async () => {
    const rig = new Rig();
    await rig.attach();
    rig.room = false;
    await rig.send("m1");
    await rig.send("m2");
    rig.dialogue.end();
    await rig.bench.settle();
    expect(rig.end).toBe("none yet");
    rig.room = true;
    rig.dialogue.drained();
    await rig.bench.settle();
    expect(rig.delivered.flat()).toEqual(["m1", "m2"]);
    expect(rig.end).toBeUndefined();
    rig.bench.clock.tick(HEARTBEAT_MS);
    expect(rig.said).toHaveLength(4);
  });

  it("ends with what was wrong with a request", async () => {
    const rig = new Rig();
    await rig.attach();
    rig.dialogue.end(new LyceumError("invalid_field", "no request"));
    await rig.bench.settle();
    expect(rig.end).toBe("invalid_field");
  });

  it("takes nothing after a request that is wrong, and ends with that in the end", async () => {
    const rig = new Rig();
    rig.room = false;
    rig.draining.abort();
    await rig.bench.settle();
    rig.dialogue.end(new LyceumError("invalid_field", "no request"));
    await rig.attach();
    rig.dialogue.end();
    rig.room = true;
    rig.dialogue.drained();
    await rig.bench.settle();
    expect(rig.end).toBe("invalid_field");
    expect(rig.said.flatMap(({ events }) => events ?? [])).toEqual([]);
  });

  it("ends with the reason for which its call does, and takes nothing after it", async () => {
    const rig = new Rig();
    await rig.attach();
    rig.leaving.abort(new LyceumError("request_cancelled", "the caller left"));
    await rig.bench.settle();
    expect(rig.end).toBe("request_cancelled");
    await rig.attach();
    await rig.send("m1");
    expect(rig.said).toHaveLength(2);
  });

  it("tells of a server that stops, and goes on", async () => {
    const rig = new Rig();
    rig.draining.abort();
    await rig.bench.settle();
    expect(rig.said[1]?.drain?.grace).toMatchObject({ seconds: 0n, nanos: 500_000_000 });
    await rig.attach();
    await rig.send("m1");
    expect(rig.delivered.flat()).toEqual(["m1"]);
  });
});
