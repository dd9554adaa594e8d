import { create } from "@bufbuild/protobuf";
import { Agent, type ExchangeClient, errorOf, type Handle, Manager, UnavailableError } from "@lyceum/client";
import { runHost } from "@lyceum/client/host";
import { Role } from "@lyceum/gen/lyceum/v1/entity_pb.ts";
import { AnswerStatus, MessageKind } from "@lyceum/gen/lyceum/v1/message_pb.ts";
import { Reason } from "@lyceum/gen/lyceum/v1/reason_pb.ts";
import { type ReportExitRequest, RunSpecSchema } from "@lyceum/gen/lyceum/v1/runner_pb.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeConnect } from "../support/fake-connect.ts";

class Worker extends Agent {
  static override readonly actions = { work: {} };
  async work(): Promise<number> {
    return 1;
  }
}

let fake: FakeConnect;

beforeEach(() => {
  fake = new FakeConnect();
  const agent = { entity: { uid: "a1", role: Role.AGENT }, token: "entity-token" };
  fake.answers.set("GetRunSpec", () => ({
    spec: create(RunSpecSchema, {
      runId: "run-1",
      attempt: 2,
      agent,
      runToken: "attempt-token",
      arguments: { data: new TextEncoder().encode("[7]") },
    }),
  }));
  fake.answers.set("ReportStarted", () => ({}));
  fake.answers.set("ReportExit", () => ({ runEnded: true }));
});

async function serve(): Promise<void> {
  await fake.until(({ streams }) => (streams.at(-1)?.channel ?? 0) > 0);
  fake.stream.grant();
}

function ask(kind: MessageKind, sequence: bigint, begun = false): void {
  const envelope = { id: `r${sequence}`, kind, src: { uid: "u1", role: Role.USER }, action: "work" };
  fake.stream.tell({ deliveries: [{ sequence, attempt: 1, envelope, begun }] });
}

/** Confirms whatever the host settles, until it is done. */
async function confirmAll(host: Promise<unknown>): Promise<void> {
  let done = false;
  const ended = host.finally(() => {
    done = true;
  });
  for (let count = 0; !done; count = fake.stream.frames.length) {
    fake.stream.confirm();
    await Promise.race([ended, fake.until(({ stream }) => stream.frames.length > count)]);
  }
}

const reports = (): ReportExitRequest[] =>
  fake.calls.filter(({ method }) => method === "ReportExit").map(({ request }) => request as ReportExitRequest);

describe("a host", () => {
  it("fetches, listens, says that it has started, serves, ends its session and reports, in this order", async () => {
    const host = runHost({ token: "t", transport: fake, agentFactory: () => new Worker() });
    await serve();
    expect(fake.stream.frames[0]!.attaches[0]!.token).toBe("entity-token");
    ask(MessageKind.ACTION, 1n);
    await fake.until(({ stream }) => stream.settles.includes("acknowledge 1"));
    fake.stream.confirm();
    await fake.until(({ stream }) => stream.settles.includes("respond 1"));
    ask(MessageKind.SHUTDOWN, 2n);
    await confirmAll(host);
    expect(await host).toEqual({ succeeded: true, failure: undefined, runEnded: true });
    expect(fake.calls.map(({ method }) => method)).toEqual(["GetRunSpec", "ReportStarted", "ReportExit"]);
    expect(fake.stream.frames.at(-1)!.detaches).toHaveLength(1);
  });

  it("says once it serves what may run twice, and with that its credits; what counts as begun it begins unasked", async () => {
    const host = runHost({ token: "t", transport: fake, agentFactory: () => new Worker() });
    await serve();
    await fake.until(({ stream }) => stream.frames.some(({ updates }) => updates.some(({ hosting }) => hosting !== undefined)));
    expect(fake.stream.frames[0]!.attaches[0]!.credits).toBe(0);
    const update = fake.stream.frames.flatMap(({ updates }) => updates).find(({ hosting }) => hosting !== undefined);
    expect(update).toMatchObject({ credits: 256, hosting: { redeliverable: ["lyceum.describe"] } });
    ask(MessageKind.ACTION, 1n, true);
    await fake.until(({ stream }) => stream.settles.length > 0);
    expect(fake.stream.settles).toEqual(["respond 1"]);
    ask(MessageKind.SHUTDOWN, 2n);
    await confirmAll(host);
  });

  it("begins what came after an event no earlier than the event", async () => {
    const begun: string[] = [];
    class Noting extends Worker {
      override async work(): Promise<number> {
        begun.push(this.context.action ?? "");
        return begun.length;
      }
    }
    const host = runHost({ token: "t", transport: fake, agentFactory: () => new Noting() });
    await serve();
    await fake.until(({ stream }) => stream.frames.some(({ updates }) => updates.some(({ hosting }) => hosting !== undefined)));
    ask(MessageKind.EVENT, 1n);
    ask(MessageKind.ACTION, 2n, true);
    await fake.until(({ stream }) => stream.settles.includes("acknowledge 1"));
    expect(begun).toHaveLength(0);
    fake.stream.confirm();
    await fake.until(({ stream }) => stream.settles.includes("respond 2"));
    expect(begun).toHaveLength(2);
    const answer = fake.stream.items.flatMap(({ item }) => (item.case === "settle" && item.value.answer ? [item.value.answer] : []))[0];
    expect(new TextDecoder().decode(answer?.body)).toBe("2");
    ask(MessageKind.SHUTDOWN, 3n);
    await confirmAll(host);
  });

  it("begins nothing that waited behind an event once the session is over", async () => {
    let begun = 0;
    class Noting extends Worker {
      override async work(): Promise<number> {
        begun += 1;
        return begun;
      }
    }
    const host = runHost({ token: "t", transport: fake, agentFactory: () => new Noting() });
    await serve();
    await fake.until(({ stream }) => stream.frames.some(({ updates }) => updates.some(({ hosting }) => hosting !== undefined)));
    ask(MessageKind.EVENT, 1n);
    ask(MessageKind.ACTION, 2n, true);
    await fake.until(({ stream }) => stream.settles.includes("acknowledge 1"));
    fake.stream.tell({ end: { error: { reason: Reason.SUPERSEDED } } });
    await host;
    expect(begun).toBe(0);
  });

  it("reports its end again and again until it is heard [case 14]", async () => {
    let heard = 0;
    fake.answers.set("ReportExit", () => {
      heard += 1;
      if (heard === 1) throw new UnavailableError("no connection", { code: "UNAVAILABLE" });
      if (heard === 2) throw errorOf("the store is full", { reason: "STORE_UNAVAILABLE", retryDelayMs: 1 });
      return { runEnded: false };
    });
    const factory = (): Agent => {
      throw new RangeError("no");
    };
    const end = await runHost({ token: "t", transport: fake, agentFactory: factory });
    expect(end).toMatchObject({ succeeded: false, failure: { type: "ConstructorError" }, runEnded: false });
    expect(heard).toBe(3);
    expect(reports()[2]).toMatchObject({ failure: { type: "ConstructorError", message: "the agent could not be constructed: no" } });
  });

  it("does not insist when a newer attempt runs", async () => {
    fake.answers.set("ReportExit", () => {
      throw errorOf("a newer attempt runs", { reason: "SUPERSEDED" });
    });
    const end = await runHost({ token: "t", transport: fake, agentFactory: () => Promise.reject(new Error("no")) });
    expect(end).toMatchObject({ succeeded: false, runEnded: undefined });
    expect(reports()).toHaveLength(1);
  });

  it("has nothing to run when the run has ended", async () => {
    fake.answers.set("GetRunSpec", () => {
      throw errorOf("the run has ended", { reason: "RUN_ENDED" });
    });
    await expect(runHost({ token: "t", transport: fake, agentFactory: () => new Worker() })).rejects.toMatchObject({ reason: "RUN_ENDED" });
  });

  it("says that it brings no agent when the run names none", async () => {
    const end = await runHost({ token: "t", transport: fake });
    expect(end.failure).toMatchObject({ type: "ModuleLoadError", nonRetryable: true });
  });

  it("constructs a class with the run's arguments", async () => {
    const made: unknown[] = [];
    class Seven extends Worker {
      constructor(...args: unknown[]) {
        super();
        made.push(...args);
      }
      override async onStartup(): Promise<void> {
        this.shutdown();
      }
    }
    const host = runHost({ token: "t", transport: fake, agentClass: Seven });
    await serve();
    await confirmAll(host);
    expect((await host).succeeded).toBe(true);
    expect(made).toEqual([7]);
  });

  it("that must go gives its agent up: what had not begun goes back, and the attempt is interrupted", async () => {
    const going = new AbortController();
    const host = runHost({ token: "t", transport: fake, agentFactory: () => new Worker(), signal: going.signal });
    await serve();
    await fake.until(({ calls }) => calls.some(({ method }) => method === "ReportStarted"));
    going.abort(new Error("the machine stops"));
    ask(MessageKind.ACTION, 1n);
    await confirmAll(host);
    expect(await host).toMatchObject({ succeeded: false, failure: undefined });
    expect(reports()[0]).toMatchObject({ interrupted: true });
    expect(fake.stream.settles).toEqual([]);
  });

  it("lets running actions finish when the server stops, and cancels them when it is merely asked to end", async () => {
    const statuses = [];
    for (const label of ["lyceum.drain", ""]) {
      const begun = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      class Slow extends Worker {
        override async work(): Promise<number> {
          begun.resolve();
          await go.promise;
          return 1;
        }
      }
      const host = runHost({ token: "t", transport: fake, agentFactory: () => new Slow() });
      const streams = fake.streams.length;
      await fake.until(() => fake.streams.length > streams);
      await serve();
      ask(MessageKind.ACTION, 1n);
      await fake.until(({ stream }) => stream.settles.includes("acknowledge 1"));
      fake.stream.confirm();
      await begun.promise;
      const src = { uid: "u1", role: Role.USER };
      const envelope = { id: "r2", kind: MessageKind.SHUTDOWN, src, label, timeout: { seconds: 20n } };
      fake.stream.tell({ deliveries: [{ sequence: 2n, attempt: 1, envelope }] });
      await fake.until(({ stream }) => stream.settles.includes("respond 2"));
      // Asked to end, an agent cancels what runs; only then is this one let go.
      if (label === "") await fake.until(({ stream }) => stream.settles.includes("respond 1"));
      go.resolve();
      await confirmAll(host);
      const answers = fake.stream.items.flatMap(({ item }) => (item.case === "settle" && item.value.answer ? [item.value] : []));
      statuses.push(answers.find(({ sequence }) => sequence === 1n)?.answer?.status);
    }
    expect(statuses).toEqual([AnswerStatus.OK, AnswerStatus.CANCELLED]);
  });

  it("makes handles for its factory, which call in the agent's name", async () => {
    let peer: Handle | undefined;
    const factory = (_: unknown, exchange: ExchangeClient): Agent => {
      peer = exchange.getHandle({ uid: "b1", role: "agent", name: "" });
      return new Worker();
    };
    const host = runHost({ token: "t", transport: fake, agentFactory: factory });
    await serve();
    peer!.work().catch(() => undefined);
    await fake.until(({ stream }) => stream.sends.length === 1);
    expect(fake.stream.sends[0]!.dest!.uid).toBe("b1");
    ask(MessageKind.SHUTDOWN, 2n);
    await confirmAll(host);
    await host;
  });
});

describe("a manager that cannot be made", () => {
  it("leaves no user behind [J16]", async () => {
    fake.answers.set("RegisterUser", () => ({ registration: { entity: { uid: "u1", role: Role.USER }, token: "t" } }));
    fake.answers.set("CreateManager", () => {
      throw errorOf("no such template", { reason: "TEMPLATE_NOT_FOUND" });
    });
    fake.answers.set("Terminate", () => ({}));
    await expect(Manager.connect({ transport: fake })).rejects.toMatchObject({ name: "ExecutorNotFoundError" });
    expect(fake.calls.at(-1)).toMatchObject({ method: "Terminate", request: { entity: { uid: "u1" } } });
  });
});
