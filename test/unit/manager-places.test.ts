import { describe, expect, it } from "vitest";
import { type Lane, type Place, type PlaceRequest, TemplatePool } from "../../src/manager/template-pool.ts";

interface Wish {
  readonly order: number;
  readonly lane: number;
  state: "waiting" | "held" | "over";
  place?: Place;
  request?: PlaceRequest;
}

/** What should hold a place: the earliest wishes that fit both the template and their executor. */
function expected(wishes: readonly Wish[], places: number, limits: readonly number[]): number[] {
  const held = wishes.filter(({ state }) => state === "held");
  const used = limits.map((_, lane) => held.filter((wish) => wish.lane === lane).length);
  const granted = held.map(({ order }) => order);
  for (const wish of wishes) {
    if (wish.state !== "waiting" || granted.length >= places || used[wish.lane]! >= limits[wish.lane]!) continue;
    used[wish.lane]! += 1;
    granted.push(wish.order);
  }
  return granted.sort((a, b) => a - b);
}

describe("places of a template", () => {
  it("go to the earliest wishes that fit, whatever comes in which order", () => {
    // A linear congruential generator: the same run every time.
    let seed = 42;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let round = 0; round < 50; round += 1) {
      const places = 1 + random(6);
      const limits = [1 + random(3), 2 + random(3), Number.POSITIVE_INFINITY];
      const pool = new TemplatePool(places);
      const lanes: Lane[] = limits.map((limit) => pool.open(Number.isFinite(limit) ? limit : undefined));
      const wishes: Wish[] = [];
      for (let step = 0; step < 200; step += 1) {
        const waiting = wishes.filter(({ state }) => state === "waiting");
        const held = wishes.filter(({ state }) => state === "held");
        const choice = random(3);
        let oracle: number[];
        if (choice === 0 && held.length > 0) {
          const wish = held[random(held.length)]!;
          wish.state = "over";
          oracle = expected(wishes, places, limits);
          wish.place!.release();
          wish.place!.release();
        } else if (choice === 1 && waiting.length > 0) {
          const wish = waiting[random(waiting.length)]!;
          wish.state = "over";
          oracle = expected(wishes, places, limits);
          wish.request!.cancel();
        } else {
          const wish: Wish = { order: step, lane: random(3), state: "waiting" };
          wishes.push(wish);
          oracle = expected(wishes, places, limits);
          wish.request = lanes[wish.lane]!.request((place) => {
            wish.place = place;
            wish.state = "held";
          });
        }
        const granted = wishes.filter(({ state }) => state === "held").map(({ order }) => order);
        expect(granted).toEqual(oracle);
        for (const [index, lane] of lanes.entries()) {
          const own = wishes.filter((wish) => wish.lane === index);
          expect([lane.running, lane.queued]).toEqual([
            own.filter(({ state }) => state === "held").length,
            own.filter(({ state }) => state === "waiting").length,
          ]);
        }
      }
    }
  });

  it("are taken by attempts that run already, and come back only when there are less than all", () => {
    const pool = new TemplatePool(1);
    const lane = pool.open();
    const adopted = [lane.take(), lane.take()];
    let granted = 0;
    const request = lane.request(() => {
      granted += 1;
    });
    adopted[0]!.release();
    expect([granted, request.granted]).toEqual([0, false]);
    adopted[1]!.release();
    expect([granted, request.granted]).toEqual([1, true]);
    request.cancel();
    expect(lane).toMatchObject({ running: 1, queued: 0, places: 1 });
  });

  it("have no limit unless the template or the executor has one", () => {
    expect(new TemplatePool().open().places).toBeUndefined();
    expect(new TemplatePool(3).open(5).places).toBe(3);
    expect(new TemplatePool().open(2).places).toBe(2);
  });
});
