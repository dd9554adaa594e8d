import { describe, expect, it } from "vitest";
import { type Expiring, TokenExpiry } from "../../src/rpc/token-expiry.ts";
import { FakeClock } from "../support/fake-clock.ts";

class Held implements Expiring {
  expiresAtMs: number;
  ended = 0;

  constructor(expiresAtMs: number) {
    this.expiresAtMs = expiresAtMs;
  }

  expire(): void {
    this.expiresAtMs = Number.POSITIVE_INFINITY;
    this.ended += 1;
  }
}

class Rig {
  readonly clock = new FakeClock();
  readonly all: Held[] = [];
  readonly expiry = new TokenExpiry(this.clock, () => this.all);
  readonly #beginMs = this.clock.now();

  hold(afterMs: number): Held {
    const held = new Held(this.#beginMs + afterMs);
    this.all.push(held);
    this.expiry.watch(held.expiresAtMs);
    return held;
  }

  renew(held: Held, afterMs: number): void {
    held.expiresAtMs = this.#beginMs + afterMs;
    this.expiry.watch(held.expiresAtMs);
  }

  get ended(): number[] {
    return this.all.map(({ ended }) => ended);
  }
}

describe("what its token ends", () => {
  it("ends each at its time, whichever was held first, once", () => {
    const rig = new Rig();
    rig.hold(200_000);
    rig.hold(100_000);
    rig.hold(300_000);
    rig.clock.tick(99_999);
    expect(rig.ended).toEqual([0, 0, 0]);
    rig.clock.tick(1);
    expect(rig.ended).toEqual([0, 1, 0]);
    rig.clock.tick(100_000);
    expect(rig.ended).toEqual([1, 1, 0]);
    rig.clock.tick(1_000_000);
    expect(rig.ended).toEqual([1, 1, 1]);
    expect(rig.clock.pending).toBe(0);
  });

  it("leaves alone what was renewed or is over, and looks again when the next one is due", () => {
    const rig = new Rig();
    const renewed = rig.hold(100_000);
    const over = rig.hold(100_000);
    rig.renew(renewed, 250_000);
    over.expiresAtMs = Number.POSITIVE_INFINITY;
    rig.clock.tick(249_999);
    expect(rig.ended).toEqual([0, 0]);
    rig.clock.tick(1);
    expect(rig.ended).toEqual([1, 0]);
    expect(rig.hold(260_000).ended).toBe(0);
    rig.clock.tick(10_000);
    expect(rig.ended).toEqual([1, 0, 1]);
  });

  it("keeps one timer for all, and ends those that expire soon after one another together, at most a second late", () => {
    const rig = new Rig();
    for (let number = 0; number < 1_000; number += 1) rig.hold(100_000 + number);
    expect(rig.clock.pending).toBe(1);
    rig.clock.tick(100_000);
    expect(rig.ended.filter((ended) => ended === 1)).toHaveLength(1);
    rig.clock.tick(1_000);
    expect(rig.ended.every((ended) => ended === 1)).toBe(true);
  });

  it("ends none once it is stopped", () => {
    const rig = new Rig();
    rig.hold(100_000);
    rig.expiry.stop();
    rig.clock.tick(1_000_000);
    expect(rig.ended).toEqual([0]);
    expect(rig.clock.pending).toBe(0);
  });
});
