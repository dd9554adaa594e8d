import { beforeEach, describe, expect, it } from "vitest";
import { entityKey } from "../../src/core/entity.ts";
import type { Owned } from "../../src/exchange/access.ts";
import { agentId, ExchangeBench, NAMESPACE, userId } from "../support/exchange.ts";

describe("the server's own mailboxes", () => {
  let bench: ExchangeBench;

  beforeEach(() => {
    bench = new ExchangeBench();
  });

  it.each(["lyceum", "lyceum.manager"])("keep the uid %s, also before they are opened", (uid) => {
    expect(() => bench.register(userId(uid))).toThrow(expect.objectContaining({ kind: "uid_taken", facts: { uid } }));
    bench.exchange.local(NAMESPACE, uid, () => true);
    expect(() => bench.register(userId(uid))).toThrow(expect.objectContaining({ kind: "uid_taken" }));
    expect(bench.exchange.look(entityKey(NAMESPACE, userId(uid)))).toMatchObject({ status: "active", owner: "lyceum" });
  });

  it("leave like-named uids to others", () => {
    bench.register(userId("lyceumish"), agentId("lyceum"));
    expect(bench.exchange.look(entityKey(NAMESPACE, agentId("lyceum")))).toMatchObject({ owner: "operator" });
  });

  it("are managed by nobody, not even the operator", () => {
    const { entity } = bench.exchange.local(NAMESPACE, "lyceum", () => true);
    const operator = { namespace: NAMESPACE, subject: "operator", account: "operator", role: "admin", groups: [] } as const;
    const check = (mailbox: Owned) => bench.exchange.access.assertMay(operator, "manage", mailbox);
    expect(() => bench.exchange.mailbox(NAMESPACE, entity, check)).toThrow(expect.objectContaining({ kind: "not_permitted" }));
  });
});
