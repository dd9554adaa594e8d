import { createInterface } from "node:readline";
import type { LoadOptions } from "../../measure/load.ts";
import { atRank, type Measurable } from "../../measure/measurement.ts";

/** Says that the program is ready, with the versions of what it uses, and runs a load for each line of standard input, until that ends. */
export async function serveLoads(loadOf: (options: LoadOptions) => Measurable, versions: Readonly<Record<string, string>>): Promise<void> {
  say("ready", { node: process.versions.node, ...versions });
  for await (const line of createInterface(process.stdin)) {
    const load = loadOf(JSON.parse(line) as LoadOptions);
    await load.prepare();
    say("begun", null);
    const { count, tookMs = Number.NaN, latenciesMs } = await load.measure();
    await load.restore();
    const sorted = latenciesMs.toSorted((one, other) => one - other);
    say("done", { count, rate: (count / tookMs) * 1_000, p50Ms: atRank(sorted, 0.5), p99Ms: atRank(sorted, 0.99) });
  }
}

function say(word: string, value: unknown): void {
  console.log(`${word} ${JSON.stringify(value)}`);
}
