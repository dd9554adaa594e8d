/** As often as all suites are opened anew, where there are so many rounds. */
const PASSES = 3;

/** How many rounds each pass over the suites has, of so many in all. */
export function passesOf(rounds: number): number[] {
  const passes = Math.min(PASSES, rounds);
  return Array.from({ length: passes }, (_, pass) => Math.floor((rounds + pass) / passes));
}
