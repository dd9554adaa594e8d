import { beforeEach, describe, expect, it } from "vitest";
import type { CallEvent } from "../../src/agent/calls.ts";
import { AgentsRig, caller, keyed, never, request } from "../support/agents-rig.ts";
import { settle } from "../support/fake-clock.ts";

let rig: AgentsRig;

beforeEach(() => {
  rig = new AgentsRig();
});

async function next(events: AsyncGenerator<CallEvent, void, void>): Promise<CallEvent | undefined> {
  const { value } = await events.next();
  return value === undefined ? undefined : value;
}

describe("stream", () => {
  it("tells the parts in order and the end last", async () => {
    const events = rig.agents.calls.stream(caller, request, never);
    const first = next(events);
    await settle();
    rig.exchange.part(rig.sent(), 0);
    expect(await first).toMatchObject({ kind: "part", part: { index: 0, body: new Uint8Array([0]) } });
    rig.exchange.part(rig.sent(), 1);
    rig.exchange.answer(rig.sent(), { body: Buffer.from("done"), header: { part: 2 } });
    await settle();
    expect(await next(events)).toMatchObject({ kind: "part", part: { index: 1 } });
    expect(await next(events)).toMatchObject({ kind: "end", outcome: { kind: "result", body: Buffer.from("done") } });
    expect(await next(events)).toBeUndefined();
    expect(rig.exchange.sent.length).toBe(1);
  });

  it("refuses parts while its reader is slow, and loses none", async () => {
    const events = rig.agents.calls.stream(caller, request, never);
    const first = next(events);
    await settle();
    expect([0, 1, 2].map((index) => rig.exchange.part(rig.sent(), index))).toEqual([true, true, false]);
    expect(await first).toMatchObject({ part: { index: 0 } });
    expect(rig.exchange.part(rig.sent(), 2)).toBe(true);
    rig.exchange.answer(rig.sent(), { header: { part: 3 } });
    const rest: unknown[] = [];
    for await (const event of events) rest.push(event.kind === "part" ? event.part.index : event.kind);
    expect(rest).toEqual([1, 2, "end"]);
  });

  it("tells a restart before the parts of the next attempt", async () => {
    const events = rig.agents.calls.stream(caller, request, never);
    const first = next(events);
    await settle();
    rig.exchange.part(rig.sent(), 0);
    await first;
    rig.exchange.part(rig.sent(), 0, { attempt: 2 });
    rig.exchange.answer(rig.sent(), { header: { part: 1, attempt: 2 } });
    expect(await next(events)).toEqual({ kind: "restarted", attempt: 2 });
    expect(await next(events)).toMatchObject({ part: { index: 0 } });
    expect(await next(events)).toMatchObject({ kind: "end" });
  });

  it("fails rather than end when the answer counts more parts than came", async () => {
    const events = rig.agents.calls.stream(caller, request, never);
    const first = next(events);
    await settle();
    rig.exchange.part(rig.sent(), 0);
    await first;
    rig.exchange.answer(rig.sent(), { header: { part: 2 } });
    await expect(next(events)).rejects.toMatchObject({ kind: "undeliverable", facts: { index: "1" } });
  });

  it("gives the parts before an error", async () => {
    const events = rig.agents.calls.stream(caller, request, never);
    const first = next(events);
    await settle();
    rig.exchange.part(rig.sent(), 0);
    rig.exchange.answer(rig.sent(), { status: "host_lost" });
    expect(await first).toMatchObject({ kind: "part" });
    await expect(next(events)).rejects.toMatchObject({ kind: "host_lost" });
  });

  it("cancels the call when its reader leaves early", async () => {
    const events = rig.agents.calls.stream(caller, request, never);
    const first = next(events);
    await settle();
    rig.exchange.part(rig.sent(), 0);
    await first;
    await events.return();
    expect(rig.sent(1).header).toMatchObject({ kind: "cancel", targetId: rig.sent().header.id });
    expect(rig.exchange.part(rig.sent(), 1)).toBe(true);
  });

  it("lets a repeat join from the oldest part that is kept, and gives one that comes late the end", async () => {
    const first = rig.agents.calls.stream(caller, keyed, never);
    const pending = next(first);
    await settle();
    rig.exchange.part(rig.sent(), 0);
    await pending;
    const second = rig.agents.calls.stream(caller, keyed, never);
    expect(await next(second)).toMatchObject({ part: { index: 0 } });
    rig.exchange.answer(rig.sent(), { header: { part: 1 } });
    expect(await next(first)).toMatchObject({ kind: "end" });
    expect(await next(second)).toMatchObject({ kind: "end" });
    expect(await next(rig.agents.calls.stream(caller, keyed, never))).toMatchObject({ kind: "end" });
    expect(rig.exchange.sent.length).toBe(1);
  });
});
