import { availableParallelism } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostSite } from "../../../src/executors/host-site.ts";
import { type WarmHost, WarmPool, WarmPools } from "../../../src/executors/warm-pool.ts";
import { FakeClock, settle } from "../../support/fake-clock.ts";

class FakeWarmHost implements WarmHost {
  readonly ready: Promise<boolean>;
  readonly gone: Promise<void>;
  readonly load: () => void;
  readonly end: () => void;
  discarded = false;

  constructor() {
    const ready = Promise.withResolvers<boolean>();
    const gone = Promise.withResolvers<void>();
    this.ready = Promise.race([ready.promise, gone.promise.then(() => false)]);
    this.gone = gone.promise;
    this.load = () => ready.resolve(true);
    this.end = gone.resolve;
  }

  async tail(): Promise<string> {
    return "boom";
  }

  async discard(): Promise<void> {
    this.discarded = true;
    this.end();
  }
}

describe("WarmPool", () => {
  let clock: FakeClock;
  let warnings: string[];
  let hosts: FakeWarmHost[];
  let refusal: Error | undefined;
  let pool: WarmPool<FakeWarmHost>;

  beforeEach(() => {
    clock = new FakeClock();
    warnings = [];
    hosts = [];
    refusal = undefined;
  });

  afterEach(async () => {
    await pool[Symbol.asyncDispose]();
    expect(clock.pending).toBe(0);
  });

  async function fill(size: number): Promise<void> {
    const log = {
      info() {},
      warn: (facts: { output?: string }, message: string) => warnings.push([message, facts.output ?? []].flat().join(": ")),
      error() {},
    };
    const start = async () => {
      if (refusal !== undefined) throw refusal;
      const host = new FakeWarmHost();
      hosts.push(host);
      return host;
    };
    pool = new WarmPool({ clock, log } as unknown as HostSite, size, start);
    await settle();
  }

  /** Lets all that load get ready, and what is started then too. */
  async function loadAll(): Promise<void> {
    for (let before = -1; before !== hosts.length; ) {
      before = hosts.length;
      for (const host of hosts) host.load();
      await settle();
    }
  }

  it("starts as many hosts as it is asked to, before any is needed, and no more", async () => {
    await fill(3);
    expect(hosts.length).toBeLessThanOrEqual(3);
    await loadAll();
    expect(hosts).toHaveLength(3);
    await clock.advance(60_000);
    expect(hosts).toHaveLength(3);
  });

  it("starts none when it is to keep none, and then gives a new one", async () => {
    await fill(0);
    expect(hosts).toEqual([]);
    expect(await pool.take()).toBe(hosts[0]);
    await clock.advance(1_000);
    expect(hosts).toHaveLength(1);
  });

  it("gives a host that is ready before one that loads, and that before a new one", async () => {
    await fill(2);
    await loadAll();
    expect(await pool.take()).toBe(hosts[0]);
    expect(await pool.take()).toBe(hosts[1]);
    await clock.advance(100);
    expect(hosts).toHaveLength(3);
    expect(await pool.take()).toBe(hosts[2]);
    expect(await pool.take()).toBe(hosts[3]);
    expect(hosts).toHaveLength(4);
  });

  it("replaces what was taken, a little later", async () => {
    await fill(2);
    await loadAll();
    await pool.take();
    await settle();
    expect(hosts).toHaveLength(2);
    await clock.advance(100);
    await loadAll();
    expect(hosts).toHaveLength(3);
  });

  it("never gives a host that went while it waited, and does not start others in its place until one is taken", async () => {
    await fill(1);
    await loadAll();
    hosts[0]!.end();
    await clock.advance(60_000);
    expect(hosts).toHaveLength(1);
    expect(hosts[0]!.discarded).toBe(true);
    expect(warnings).toEqual(["a host ended while it waited for an agent: boom"]);
    expect(await pool.take()).toBe(hosts[1]);
    await clock.advance(100);
    await loadAll();
    expect(hosts).toHaveLength(3);
  });

  it("replaces none while as many attempts wait for hosts that load as may load at once", async () => {
    const awaited = availableParallelism();
    await fill(1);
    await loadAll();
    for (let taken = 0; taken <= awaited; taken += 1) await pool.take();
    await clock.advance(60_000);
    expect(hosts).toHaveLength(1 + awaited);

    for (const host of hosts) host.load();
    await settle();
    expect(hosts).toHaveLength(2 + awaited);
  });

  it("replaces what was taken though a host ended before it had loaded, or none could be started", async () => {
    await fill(1);
    await loadAll();
    await pool.take();
    await pool.take();
    refusal = new Error("no processes left");
    await expect(pool.take()).rejects.toThrow("no processes left");
    refusal = undefined;
    hosts[1]!.end();
    await clock.advance(100);
    expect(hosts).toHaveLength(3);
  });

  it("warns when a host cannot be started ahead, and tells whoever needs one", async () => {
    refusal = new Error("no processes left");
    await fill(1);
    expect(warnings).toEqual(["a host could not be started before it is needed"]);
    await expect(pool.take()).rejects.toThrow("no processes left");
    refusal = undefined;
    expect(await pool.take()).toBe(hosts[0]);
  });

  it("ends the hosts that wait when it is disposed of, ready or not, but none that was taken", async () => {
    await fill(2);
    await loadAll();
    const taken = await pool.take();
    await clock.advance(100);
    await pool[Symbol.asyncDispose]();
    expect(hosts.filter((host) => !host.discarded)).toEqual([taken]);
    await clock.advance(1_000);
    expect(hosts).toHaveLength(3);
  });

  it("is shared by the executors of a template, and ends with the last of them", async () => {
    await fill(1);
    const pools = new WarmPools<FakeWarmHost>();
    expect(pools.lease("a", () => pool)).toBe(pool);
    expect(pools.lease("a", () => expect.unreachable())).toBe(pool);
    await pools.release("a");
    expect(hosts[0]!.discarded).toBe(false);
    await pools.release("a");
    expect(hosts[0]!.discarded).toBe(true);
  });
});
