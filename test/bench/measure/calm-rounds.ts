import type { Figures } from "./measurement.ts";
import type { TurnRatios } from "./turn-ratios.ts";

/** A case and its floor, in turns. */
export interface Round {
  readonly floor: Figures;
  readonly own: Figures;
  readonly turns: TurnRatios;
  /** Share of the processors' time that went to others meanwhile, from 0 to 1; absent where it cannot be known. */
  readonly steal?: number | undefined;
}

/** No more than so large a share of the processors' time goes to others in a calm round. */
const MAX_STEAL = 0.05;

/** So many rounds of all that were measured, the calmest: a choice that does not look at what they say of the case. */
export class CalmRounds {
  /** Those that count. */
  readonly counted: Round[] = [];
  /** Those that were done, and do not count. */
  readonly disturbed: Round[] = [];
  readonly #wanted: number;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  /** Whether all that are wanted are there, and were calm. */
  get complete(): boolean {
    return this.counted.length === this.#wanted && this.counted.every((round) => stealOf(round) <= MAX_STEAL);
  }

  /** Counts it, in place of the least calm one once there are enough. */
  add(round: Round): void {
    this.counted.push(round);
    if (this.counted.length <= this.#wanted) return;
    const least = this.counted.reduce((one, other) => (stealOf(other) > stealOf(one) ? other : one));
    this.counted.splice(this.counted.indexOf(least), 1);
    this.disturbed.push(least);
  }
}

function stealOf({ steal = 0 }: Round): number {
  return steal;
}
