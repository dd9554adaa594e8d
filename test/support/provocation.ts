import type { CallBy, Scene } from "./scene.ts";

/** A small scenario that makes an RPC fail. */
export interface Provocation {
  /** What it provokes, as `pairOf` writes them. */
  readonly pairs: readonly string[];
  /** Whether it needs a server with bounds of one. */
  readonly tight: boolean;
  readonly play: (scene: Scene) => Promise<unknown>;
}

/** A call that is to be refused: its request, and by whom. */
export type Refused = readonly [request: object, by?: CallBy];

/** A scenario that provokes several pairs. */
export function provoke(pairs: readonly string[], play: Provocation["play"], tight = false): Provocation {
  return { pairs, play, tight };
}

/** A scenario that ends with the call that is refused. */
export function refuse(rpc: string, reason: string, prepare: (scene: Scene) => Promise<Refused>, tight = false): Provocation {
  return {
    pairs: [`${rpc} ${reason}`],
    tight,
    play: async (scene) => {
      const [request, by] = await prepare(scene);
      await scene.refusal(rpc, request, by);
    },
  };
}
