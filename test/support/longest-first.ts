import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes: begun first, so that nothing waits for them alone at the end. */
const LONG = ["interop/clients.test.ts", "interop/matrix.test.ts", "faults/faults.test.ts"];

/** The order of test files: the longest first, then as Vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONG.findIndex((name) => moduleId.endsWith(name));
      return found === -1 ? LONG.length : found;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
