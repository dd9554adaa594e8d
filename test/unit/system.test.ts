import { describe, expect, it, vi } from "vitest";
import { systemClock, systemIds } from "../../src/system.ts";

describe("the real clock", () => {
  it("tells the wall time, and does not jump when somebody sets the machine's clock", () => {
    const before = systemClock.now();
    expect(Math.abs(before - Date.now())).toBeLessThan(60_000);
    for (const jumpMs of [-3_600_000, 3_600_000]) {
      using _ = vi.spyOn(Date, "now").mockReturnValue(before + jumpMs);
      expect(systemClock.now()).toBeGreaterThanOrEqual(before);
      expect(systemClock.now()).toBeLessThan(before + 60_000);
    }
  });

  it("calls once after a delay and never before it, unless the timer is taken back", async () => {
    const calls: string[] = [];
    systemClock.after(1, () => calls.push("taken back")).cancel();
    for (const delayMs of [0, 0.3, 1.7, 2.5, 5]) {
      const before = systemClock.monotonic();
      await new Promise<void>((resolve) => systemClock.after(delayMs, resolve));
      expect(systemClock.monotonic() - before).toBeGreaterThanOrEqual(delayMs);
    }
    expect(calls).toEqual([]);
  });

  it("bears delays that are longer than Node's timers take", async () => {
    const calls: string[] = [];
    const timer = systemClock.after(2 ** 31 + 1, () => calls.push("at once"));
    await new Promise<void>((resolve) => systemClock.after(10, resolve));
    timer.cancel();
    expect(calls).toEqual([]);
  });
});

describe("the real ids", () => {
  it("are UUIDs, and secrets of 128 bits or more that fit a header", () => {
    expect(systemIds.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(systemIds.secret()).toMatch(/^[\w-]{22,}$/);
    expect(new Set(Array.from({ length: 100 }, () => systemIds.secret())).size).toBe(100);
  });
});
