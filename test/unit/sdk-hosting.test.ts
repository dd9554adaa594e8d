import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { agent, answer, closeRigs, granted, type Rig, request, user } from "../support/session-rig.ts";

afterEach(closeRigs);

describe("a host's session", () => {
  it("says what may run twice on each stream, also while it has no credit to give", async () => {
    const rig = agent({ window: 0 });
    await granted(rig);
    rig.messenger.session.host(["safe"]);
    const updates = () => rig.fake.stream.frames.flatMap(({ updates: all }) => all);
    await rig.fake.until(() => updates().length === 1);
    expect(updates()[0]).toMatchObject({ credits: 256, hosting: { redeliverable: ["safe"] } });
    rig.fake.stream.tell({ deliveries: Array.from({ length: 256 }, (_, index) => request(index + 1)) });
    rig.fake.stream.cut(undefined);
    await rig.fake.until(({ streams }) => streams.length === 2 && streams[1]!.channel > 0);
    expect(rig.fake.stream.frames[0]!.attaches[0]!.credits).toBe(0);
    rig.fake.stream.grant({ resumed: true });
    await rig.fake.until(() => updates().length === 1);
    expect(updates()[0]).toMatchObject({ credits: 0, hosting: { redeliverable: ["safe"] } });
  });
});

describe("patience", () => {
  const patience = (rig: Rig) => rig.fake.stream.frames.flatMap(({ updates }) => updates.map(({ patient }) => patient));

  it("is what callers have, and not who sends an event", async () => {
    const rig = user();
    await granted(rig);
    const call = rig.handle.call("work");
    await rig.fake.until(({ stream }) => stream.sends.length === 1);
    const event = rig.handle.notify("work");
    await rig.fake.until(({ stream }) => stream.sends.length === 2);
    expect(patience(rig)).toEqual([true, false]);
    rig.fake.stream.confirm();
    rig.fake.stream.tell({ deliveries: [answer(rig.fake.stream.sends[0]!.id, 1)] });
    await Promise.all([call, event]);
  });

  it("ends when the session is to end: it asks what was taken, and an answer's acknowledgement goes with the next frame", async () => {
    const rig = user();
    await granted(rig);
    const call = rig.handle.call("work");
    await rig.fake.until(({ stream }) => stream.sends.length === 1);
    rig.fake.stream.tell({ takenThrough: 1n, deliveries: [answer(rig.fake.stream.sends[0]!.id, 1)] });
    await call;
    await turn();
    expect(rig.fake.stream.settles).toEqual([]);
    const closed = rig.messenger.close();
    await rig.fake.until(({ stream }) => stream.settles.length === 1);
    expect(patience(rig)).toEqual([true, false]);
    rig.fake.stream.confirm();
    await closed;
  });

  it("does not last: what nobody waits for goes by itself after a while", async () => {
    const rig = user();
    await granted(rig);
    const call = rig.handle.call("work");
    await rig.fake.until(({ stream }) => stream.sends.length === 1);
    rig.fake.stream.tell({ takenThrough: 1n, deliveries: [answer(rig.fake.stream.sends[0]!.id, 1)] });
    await call;
    await rig.fake.until(({ stream }) => stream.settles.includes("acknowledge 1"));
    expect(patience(rig)).toEqual([true, true]);
  });
});
