import { beforeEach, describe, expect, it } from "vitest";
import { entityKey } from "../../src/core/entity.ts";
import type { Quota } from "../../src/core/quota.ts";
import type { Actor } from "../../src/exchange/access.ts";
import { MemoryStore } from "../../src/stores/memory.ts";
import { agentId, answer, ExchangeBench, NAMESPACE, userId } from "../support/exchange.ts";
import { settle } from "../support/fake-clock.ts";

const kind = (name: string) => expect.objectContaining({ kind: name });

describe("shares and accounts", () => {
  let bench: ExchangeBench;
  const [worker, client] = [agentId("worker"), userId("client")];

  beforeEach(() => {
    bench = new ExchangeBench();
    bench.exchange.register(NAMESPACE, "account/ada", [{ entity: worker, lineage: ["Echo"] }]);
    bench.exchange.accounts.note({ subject: "account/bob", role: "member", groups: ["lab"] });
    bench.exchange.register(NAMESPACE, "account/bob", [{ entity: client, lineage: [] }]);
    bench.exchange.shares.set(entityKey(NAMESPACE, worker), "lab", ["send"]);
  });

  it("are kept over a restart", async () => {
    await settle();
    bench.restart();
    bench.send(client, worker, "a");
    expect(bench.exchange.look(entityKey(NAMESPACE, worker))).toMatchObject({ owner: "account/ada", account: "account/ada" });
    bench.exchange.shares.set(entityKey(NAMESPACE, worker), "lab", []);
    await settle();
    bench.restart();
    expect(() => bench.send(client, worker, "b")).toThrow(kind("mailbox_not_found"));
  });

  it("let an answer through that was asked for, whoever may send", async () => {
    const listener = bench.listen(worker);
    const asker = bench.listen(client);
    bench.send(client, worker, "a");
    await settle();
    bench.exchange.shares.set(entityKey(NAMESPACE, worker), "lab", []);
    listener.respond("a");
    await settle();
    expect(asker.log).toEqual(["response a#1 ok"]);
    expect(() => bench.send(worker, client, "b")).toThrow(kind("mailbox_not_found"));
  });

  it("want the right to manage for a shutdown", () => {
    expect(() => bench.send(client, worker, "stop", { kind: "shutdown" })).toThrow(kind("not_permitted"));
    bench.exchange.shares.set(entityKey(NAMESPACE, worker), "lab", ["manage"]);
    expect(() => bench.send(client, worker, "stop", { kind: "shutdown" })).not.toThrow();
    expect(() => bench.send(client, worker, "a")).toThrow(kind("not_permitted"));
  });

  it("do not tell the stack of a run to who may send alone, when it ends the mailbox", async () => {
    const kin = userId("kin");
    bench.exchange.register(NAMESPACE, "account/ada", [{ entity: kin, lineage: [] }]);
    const [stranger, own] = [bench.listen(client), bench.listen(kin)];
    bench.send(client, worker, "a");
    bench.send(kin, worker, "b");
    bench.exchange.terminate(entityKey(NAMESPACE, worker), {
      type: "Oops",
      message: "no",
      stack: "secret",
      cause: { type: "Ouch", message: "", stack: "secret" },
    });
    await settle();
    const failures = [stranger, own].map(({ got }) => got[0]?.header.failure);
    expect(failures[0]).toMatchObject({ type: "MailboxTerminated", cause: { type: "Oops", message: "no", cause: { type: "Ouch" } } });
    expect(JSON.stringify(failures[0])).not.toContain("secret");
    expect(failures[1]).toMatchObject({ cause: { stack: "secret", cause: { stack: "secret" } } });
  });

  it("make an account answer for what its entities make, and theirs", () => {
    const { exchange } = bench;
    const [child, grandchild] = [agentId("child"), agentId("grandchild")];
    exchange.register(NAMESPACE, "agent/worker", [{ entity: child, lineage: ["Echo"] }]);
    exchange.register(NAMESPACE, "agent/child", [{ entity: grandchild, lineage: ["Echo"] }]);
    expect(exchange.look(entityKey(NAMESPACE, grandchild))).toMatchObject({ owner: "agent/child", account: "account/ada" });
    const may = (actor: Partial<Actor>, right: "read" | "manage") =>
      exchange.access.may(
        { namespace: NAMESPACE, subject: "account/ada", account: "account/ada", role: "member", groups: [], ...actor },
        right,
        exchange.owned(entityKey(NAMESPACE, grandchild))!,
      );
    expect(may({}, "manage")).toBe(true);
    expect(may({ subject: "agent/child" }, "manage")).toBe(true);
    expect(may({ subject: "agent/worker" }, "manage")).toBe(false);
    expect(may({ subject: "agent/worker" }, "read")).toBe(true);
    expect(may({ subject: "agent/worker", account: "account/bob" }, "read")).toBe(false);
    expect(may({ subject: "account/viola", account: "account/viola", role: "viewer" }, "read")).toBe(true);
    expect(may({ subject: "account/viola", account: "account/viola", role: "viewer" }, "manage")).toBe(false);
  });
});

describe("quotas", () => {
  const [worker, other, client] = [agentId("worker"), agentId("other"), userId("client")];

  function open(quota: Quota): ExchangeBench {
    return new ExchangeBench({}, new MemoryStore(), (namespace) => (namespace === NAMESPACE ? quota : {}));
  }

  it("bound the mailboxes that are open, all or none of a call; the server's own are not counted", async () => {
    const bench = open({ mailboxes: 2 });
    bench.exchange.local(NAMESPACE, "lyceum", () => true);
    bench.register(worker);
    expect(() => bench.register(other, client)).toThrow(
      expect.objectContaining({ kind: "quota_exceeded", facts: { namespace: NAMESPACE, quota: "mailboxes", limit: "2" } }),
    );
    bench.register(other);
    // What is there already needs no room.
    bench.register(worker, other);
    bench.exchange.register(
      "elsewhere",
      "operator",
      [worker, other, client].map((entity) => ({ entity, lineage: [] })),
    );
    await settle();
    bench.restart();
    expect(() => bench.register(client)).toThrow(kind("quota_exceeded"));
    bench.exchange.terminate(entityKey(NAMESPACE, worker));
    expect(() => bench.register(client)).not.toThrow();
  });

  it("bound the bytes that are kept, until they are needed no more; an answer is never refused", async () => {
    const bench = open({ storedBytes: 10 });
    bench.register(worker, client);
    bench.send(client, worker, "a", { text: "12345678" });
    expect(() => bench.send(client, worker, "b", { text: "345" })).toThrow(kind("quota_exceeded"));
    bench.send(client, worker, "ping", { kind: "ping", text: "" });
    await settle();
    bench.restart();
    expect(() => bench.send(client, worker, "b", { text: "345" })).toThrow(kind("quota_exceeded"));
    const listener = bench.listen(worker);
    await settle();
    // Acknowledged, so that its body is dropped.
    listener.settle("acknowledge", "a");
    bench.send(client, worker, "b", { text: "12345678" });
    bench.exchange.settling.settle(listener.session, {
      kind: "respond",
      sequence: listener.sequenceOf("a"),
      answer: answer("an answer that is longer than all that may be kept"),
    });
    const asker = bench.listen(client);
    await settle();
    expect(asker.log).toContain("response a#1 ok");
    expect(() => bench.send(client, worker, "c", { text: "1" })).toThrow(kind("quota_exceeded"));
    asker.settle("acknowledge", "a");
    listener.respond("b", "");
    await settle();
    expect(() => bench.send(client, worker, "c", { text: "12345678" })).not.toThrow();
  });
});
