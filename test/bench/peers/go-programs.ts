import { join } from "node:path";
import { CACHE, install } from "./install.ts";

const BUILT = join(CACHE, "go");
let building: Promise<unknown> | undefined;

/**
 * A program of the folder `go`, built from what is there now.
 * @throws Error when it cannot be.
 */
export async function goProgram(name: string): Promise<string> {
  building ??= install("go", ["build", "-o", `${BUILT}/`, "./..."], join(import.meta.dirname, "go"));
  await building;
  return join(BUILT, name);
}
