/** As often as all suites are opened anew, where there are rounds enough. */
const PASSES = 3;
/** Fewest rounds of a pass: what is opened has to get warm first, which takes longer than a round. */
const LEAST = 3;

/** How many rounds each pass over the suites has, of so many in all. */
export function passesOf(rounds: number): number[] {
  const passes = Math.min(PASSES, Math.max(1, Math.floor(rounds / LEAST)));
  return Array.from({ length: passes }, (_, pass) => Math.floor((rounds + pass) / passes));
}
