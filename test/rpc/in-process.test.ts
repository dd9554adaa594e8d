import { create } from "@bufbuild/protobuf";
import { AgentService } from "@lyceum/gen/lyceum/v1/agent_pb.ts";
import { ConnectRequestSchema, type ConnectResponse, ExchangeService } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { afterEach, describe, expect, it } from "vitest";
import { LyceumError } from "../../src/core/errors.ts";
import { InProcessTransport } from "../../src/rpc/in-process.ts";
import { scripted } from "../support/dialogue.ts";
import { type Fronts, openFronts, type PartialHandlers } from "../support/fronts.ts";

let fronts: Fronts | undefined;

afterEach(async () => {
  await fronts?.[Symbol.asyncDispose]();
  fronts = undefined;
});

class ClientError extends Error {
  readonly kind: string;

  constructor(error: LyceumError) {
    super(error.message);
    this.kind = error.kind;
  }
}

async function open(handlers: PartialHandlers, token?: string): Promise<InProcessTransport> {
  fronts = await openFronts(handlers);
  const own = token ?? fronts.tokens.issueRun({ namespace: "lab", runId: "r1", attempt: 1, uid: "a1" });
  return new InProcessTransport({ dispatcher: fronts.dispatcher, token: own, toError: (error) => new ClientError(error) });
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

describe("unary calls", () => {
  it("hands over messages whole, with who calls, and shares the bytes", async () => {
    const data = new Uint8Array([1, 2, 3]);
    const transport = await open({
      agent: {
        invoke: async ({ arguments: payload }, { principal }) => {
          expect(payload?.data).toBe(data);
          return { outcome: { case: "result", value: { mediaType: principal.subject } } };
        },
      },
    });
    const answer = await transport.unary(AgentService.method.invoke, { arguments: { data } });
    expect(answer.outcome).toMatchObject({ case: "result", value: { mediaType: "agent/a1", $typeName: "lyceum.v1.Payload" } });
  });

  it("fails with what the caller's side makes of the error", async () => {
    const transport = await open({
      agent: {
        invoke: async () => {
          throw new LyceumError("mailbox_full", "full");
        },
      },
    });
    const error = await transport.unary(AgentService.method.invoke, {}).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ kind: "mailbox_full", message: "full" });
  });

  it("checks the credential as any front does", async () => {
    const transport = await open({ agent: { invoke: async () => ({}) } }, "wrong");
    await expect(transport.unary(AgentService.method.invoke, {})).rejects.toMatchObject({ kind: "token_invalid" });
  });

  it("ends at its deadline, at the caller's abort with its reason, and at close, even if the handler does not", async () => {
    const transport = await open({ agent: { invoke: () => new Promise(() => undefined) } });
    const call = (options: object) => transport.unary(AgentService.method.invoke, {}, options).catch((each: unknown) => each);
    expect(await call({ timeoutMs: 5 })).toMatchObject({ kind: "expired" });
    const aborting = new AbortController();
    const aborted = call({ signal: aborting.signal });
    aborting.abort(new Error("enough"));
    expect(await aborted).toEqual(new Error("enough"));
    expect(await call({ signal: AbortSignal.abort(new Error("before")) })).toEqual(new Error("before"));
    const closed = call({});
    transport.close();
    expect(await closed).toMatchObject({ kind: "request_cancelled" });
    expect(await call({})).toMatchObject({ kind: "request_cancelled" });
  });
});

describe("streams", () => {
  it("aborts the handler when the reader leaves the loop", async () => {
    const left = Promise.withResolvers<void>();
    const transport = await open({
      exchange: {
        async *listen() {
          try {
            yield { session: { sessionId: "s1" } };
            yield {};
          } finally {
            left.resolve();
          }
        },
      },
    });
    for await (const answer of transport.serverStream(ExchangeService.method.listen, {})) {
      expect(answer.session?.sessionId).toBe("s1");
      break;
    }
    await left.promise;
  });

  it("ends with the error of the handler", async () => {
    const transport = await open({
      exchange: {
        async *listen() {
          yield {};
          throw new LyceumError("superseded", "over");
        },
      },
    });
    const read = async () => {
      for await (const _ of transport.serverStream(ExchangeService.method.listen, {}));
    };
    await expect(read()).rejects.toMatchObject({ kind: "superseded" });
  });
});

describe("streams both ways", () => {
  const listener = () => {
    const messages: ConnectResponse[] = [];
    const over = Promise.withResolvers<Error | undefined>();
    return {
      messages,
      over: over.promise,
      message: (message: ConnectResponse) => messages.push(message),
      drained: () => undefined,
      ended: (error: Error | undefined) => over.resolve(error),
    };
  };
  const request = (channel: number) => create(ConnectRequestSchema, { attaches: [{ channel }] });

  it("carry messages in order, and end when both sides are done", async () => {
    const transport = await open({
      exchange: {
        connect: scripted({
          onRequest: ({ attaches }, write) => write({ events: attaches.map(({ channel }) => ({ channel })) }),
          onEnd: (write) => write({ drain: {} }),
        }),
      },
    });
    const side = listener();
    const stream = transport.bidi(ExchangeService.method.connect, side);
    for (const channel of [1, 2, 3]) expect(stream.write(request(channel))).toBe(true);
    stream.end();
    expect(await side.over).toBeUndefined();
    expect(side.messages.map(({ events }) => events[0]?.channel ?? "drain")).toEqual([1, 2, 3, "drain"]);
  });

  it("end with what the handler throws at a message", async () => {
    const refuse = () => {
      throw new LyceumError("invalid_field", "no");
    };
    const transport = await open({ exchange: { connect: scripted({ onRequest: refuse }) } });
    const side = listener();
    transport.bidi(ExchangeService.method.connect, side).write(request(1));
    expect(await side.over).toMatchObject({ kind: "invalid_field", message: "no" });
  });

  it("end once, with an error, when they are cancelled or the transport closes", async () => {
    const transport = await open({
      exchange: {
        connect: scripted({ onOpen: (write) => write({}) }),
        async *listen(_request, { signal }) {
          await untilAborted(signal);
          yield {};
        },
      },
    });
    const one = listener();
    transport.bidi(ExchangeService.method.connect, one).cancel();
    expect(await one.over).toMatchObject({ kind: "request_cancelled" });
    const two = listener();
    transport.bidi(ExchangeService.method.connect, two);
    transport.close();
    expect(await two.over).toMatchObject({ kind: "request_cancelled" });
  });
});
