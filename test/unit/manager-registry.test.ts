import { beforeEach, describe, expect, it } from "vitest";
import { settle } from "../support/fake-clock.ts";
import { boom, ManagerBench } from "../support/manager-bench.ts";

let bench: ManagerBench;

beforeEach(async () => {
  bench = await ManagerBench.open();
});

const kind = (name: string, field?: string) =>
  expect.objectContaining({ kind: name, ...(field === undefined ? {} : { facts: { field } }) });

describe("making a manager", () => {
  it("without executors gives it the inline template as its default", () => {
    const { record } = bench.manager({ executors: [], defaultExecutor: "" });
    expect(record).toMatchObject({ defaultExecutor: "inline", executors: [{ name: "inline", template: "inline" }] });
  });

  it("with a single unnamed executor calls it default and makes it the default", () => {
    const { record } = bench.manager({ executors: [{ name: "", template: "pool", places: 1, logLevel: "debug" }], defaultExecutor: "" });
    expect(record).toMatchObject({
      defaultExecutor: "default",
      executors: [{ name: "default", template: "pool", places: 1, logLevel: "debug" }],
    });
  });

  it("with several executors has no default unless it is named", () => {
    const executors = [
      { name: "a", template: "inline" },
      { name: "b", template: "pool" },
    ];
    expect(bench.manager({ executors, defaultExecutor: "" }).record.defaultExecutor).toBeUndefined();
    expect(bench.manager({ executors, defaultExecutor: "b" }).record.defaultExecutor).toBe("b");
    expect(bench.manager({ executors: [executors[0]!], defaultExecutor: "" }).record.defaultExecutor).toBeUndefined();
  });

  it("[J16] with bad arguments fails and leaves nothing behind", async () => {
    const bad = [
      [{ executors: [{ name: "a", template: "inline" }], defaultExecutor: "b" }, kind("invalid_field", "default_executor")],
      [{ executors: [{ name: "a", template: "ghost" }] }, kind("template_not_found")],
      [
        {
          executors: [
            { name: "", template: "pool" },
            { name: "b", template: "pool" },
          ],
        },
        kind("invalid_field", "executors[0].name"),
      ],
      [
        {
          executors: [
            { name: "a", template: "pool" },
            { name: "a", template: "inline" },
          ],
        },
        kind("invalid_field", "executors[1].name"),
      ],
      [{ executors: [{ name: "", template: "" }] }, kind("invalid_field", "executors[0].template")],
      [{ executors: Array.from({ length: 101 }, (_, n) => ({ name: `e${n}`, template: "pool" })) }, kind("invalid_field", "executors")],
    ] as const;
    for (const [request, error] of bad) expect(() => bench.manager(request)).toThrow(error);
    await settle();
    expect([...bench.store.load("managers")].map(({ managerId }) => managerId)).toEqual([""]);
    expect(bench.mailboxes.sent).toEqual([]);
  });

  it("keeps its user, or makes one of its own", () => {
    const user = { uid: "u", role: "user", name: "me" } as const;
    expect(bench.manager({ user }).record.user).toEqual(user);
    expect(bench.manager().record.user).toMatchObject({ role: "user" });
  });
});

describe("executors", () => {
  it("are added from templates, and an existing name is refused", async () => {
    const manager = bench.manager({ executors: [], defaultExecutor: "" });
    const added = manager.addExecutor({ name: "more", template: "pool", places: 9 });
    expect(added).toMatchObject({ driver: "scripted", lane: { places: 2, running: 0, queued: 0 } });
    expect(manager.record.executors.map(({ name }) => name)).toEqual(["inline", "more"]);
    expect(() => manager.addExecutor({ name: "more", template: "pool" })).toThrow(kind("executor_exists"));
    expect(() => manager.addExecutor({ name: "x", template: "ghost" })).toThrow(kind("template_not_found"));
    expect(bench.run(manager, await bench.launch(manager, { executor: "more" })).state).toBe("starting");
  });

  it("can be the default, or none of them, but not one that is not there", () => {
    const manager = bench.manager();
    manager.setDefaultExecutor("pool");
    expect(manager.record.defaultExecutor).toBe("pool");
    expect(() => manager.setDefaultExecutor("ghost")).toThrow(kind("executor_not_found"));
    manager.setDefaultExecutor("");
    expect(manager.record.defaultExecutor).toBeUndefined();
  });

  it("are opened once their manager is kept, with their own log level", async () => {
    bench.executors.opened.length = 0;
    bench.manager({ executors: [{ name: "", template: "pool", logLevel: "debug" }], defaultExecutor: "" });
    expect(bench.executors.opened).toEqual([]);
    await settle();
    expect(bench.executors.opened).toMatchObject([{ name: "pool", logLevel: "debug", places: 2 }]);
  });
});

describe("finding managers", () => {
  it("keeps namespaces apart", () => {
    const manager = bench.manager();
    expect(bench.managers.get("default", manager.record.managerId)).toBe(manager);
    expect(() => bench.managers.get("other", manager.record.managerId)).toThrow(kind("manager_not_found"));
  });

  it("pages through them, oldest first, closed ones only when asked for, those that are accepted when asked for", async () => {
    const made = [bench.manager(), bench.manager({ owner: "user/u" }), bench.manager()];
    await settle();
    made[0]!.close();
    await settle();
    const ids = (more: object) =>
      bench.managers
        .page({ namespace: "default", includeClosed: false, after: 0, size: 10, ...more })
        .map(({ record }) => record.managerId);
    const [a, b, c] = made.map(({ record }) => record.managerId);
    expect(ids({})).toEqual(["", b, c]);
    expect(ids({ includeClosed: true })).toEqual(["", a, b, c]);
    expect(ids({ accept: ({ owner }: { owner: string }) => owner === "user/u" })).toEqual([b]);
    expect(ids({ size: 1 })).toEqual(["", b]);
    expect(ids({ after: made[1]!.record.order })).toEqual([c]);
    expect(ids({ namespace: "other" })).toEqual([]);
  });

  it("pages through runs in the order of their launch, also after a restart", async () => {
    const manager = bench.manager();
    const runs = [];
    for (let index = 0; index < 5; index += 1) runs.push(await bench.launch(manager, { executor: "pool" }));
    await bench.exit(runs[0]!, boom());
    const second = await bench.restart();
    const again = second.managers.get("default", manager.record.managerId);
    for (const under of [manager, again]) {
      const page = under.runs.page({ running: false, after: 0, size: 3 });
      expect(page.map(({ key }) => key)).toEqual(runs.slice(0, 4));
      expect(under.runs.page({ running: false, after: page[2]!.order, size: 3 }).map(({ key }) => key)).toEqual(runs.slice(3));
    }
    expect(manager.runs.page({ running: true, after: 0, size: 10 }).map(({ key }) => key)).toEqual(runs.slice(1));
  });
});

describe("retention", () => {
  const DAY_MS = 24 * 3_600_000;

  it("forgets a closed manager with its runs and changes a while after its close", async () => {
    const manager = bench.manager();
    await bench.exit(await bench.launch(manager));
    manager.close();
    await settle();
    const { managerId, key } = manager.record;
    await bench.clock.advance(6 * DAY_MS);
    expect(bench.managers.get("default", managerId)).toBe(manager);
    await bench.clock.advance(DAY_MS + 120_000);
    expect(() => bench.managers.get("default", managerId)).toThrow(kind("manager_not_found"));
    await bench.journal.settled();
    expect([...bench.store.load("runs")]).toEqual([]);
    expect([...bench.store.load("managers")].map((record) => record.key)).not.toContain(key);
    expect([...bench.store.load("events")].filter((event) => event.manager === key)).toEqual([]);
  });

  it("keeps no more closed managers than its limit says, the last to be closed", async () => {
    const bounded = await ManagerBench.open({ limits: { maxClosedManagers: 2 } });
    const managers = Array.from({ length: 4 }, () => bounded.manager());
    await bounded.exit(await bounded.launch(managers[0]!));
    for (const manager of managers.toReversed()) {
      manager.close();
      await settle();
    }
    const kept = managers.filter(({ record }) => [...bounded.store.load("managers")].some(({ key }) => key === record.key));
    expect(kept).toEqual(managers.slice(0, 2));
    expect(() => bounded.managers.get("default", managers[3]!.record.managerId)).toThrow(kind("manager_not_found"));
    expect([...bounded.store.load("runs")]).toHaveLength(1);
  });

  it("keeps no more ended runs of the server's own manager than its limit says, and all that have not ended", async () => {
    const bounded = await ManagerBench.open({ limits: { maxOwnRuns: 2 }, times: { sweepMs: 60_000 } });
    const own = bounded.managers.get("default", "");
    const running = await bounded.launch(own);
    await bounded.up(running);
    for (let index = 0; index < 4; index += 1) await bounded.exit(await bounded.launch(own));
    await bounded.clock.advance(60_000);
    expect(own.runs.size).toBe(3);
    expect(own.runs.byId(running)).toBeDefined();
  });

  it("does not wait for a sweep where there are many more", async () => {
    const bounded = await ManagerBench.open({ limits: { maxOwnRuns: 2 } });
    const own = bounded.managers.get("default", "");
    for (let index = 0; index < 110; index += 1) await bounded.exit(await bounded.launch(own));
    expect(own.runs.size).toBeLessThan(103);
  });

  it("drops the changes of a closed manager early", async () => {
    const manager = bench.manager();
    manager.close();
    await settle();
    await bench.clock.advance(700_000);
    expect([...bench.store.load("events")].filter((event) => event.manager === manager.record.key)).toEqual([]);
    expect(() => manager.feed.after(0)).toThrow(kind("cursor_expired"));
  });

  it("keeps an open manager's runs, and forgets those of the server's own a while after their end", async () => {
    const open = bench.manager();
    await bench.exit(await bench.launch(open));
    const own = bench.managers.get("default", "");
    await bench.exit(await bench.launch(own));
    const running = await bench.launch(own);
    await bench.up(running);
    await bench.clock.advance(8 * DAY_MS);
    expect(open.runs.size).toBe(1);
    expect(own.runs.all.map(({ record }) => record.key)).toEqual([running]);
    expect(bench.managers.latestRun(own.runs.byId(running)!.record.agentKey)?.key).toBe(running);
  });

  it("takes many sweeps for many records, each of them short", async () => {
    const bounded = await ManagerBench.open({ times: { sweepMs: 60_000 } });
    const manager = bounded.manager();
    for (let index = 0; index < 1_200; index += 1) bounded.launchNow(manager, { executor: "pool" });
    await settle();
    manager.close(0);
    await bounded.clock.advance(0);
    expect(manager.told?.state).toBe("closed");
    bounded.clock.tick(7 * DAY_MS);
    await bounded.clock.advance(60_000);
    expect(manager.runs.size).toBe(700);
    await bounded.clock.advance(60_000);
    expect(manager.runs.size).toBe(200);
  });
});
