// Measures Lyceum beside what costs least on the machine. README.md says what and how to read it.
import { Bench } from "./bench.ts";
import { HELP, readArguments } from "./bench-arguments.ts";
import { LOADS, namesOf, STANDINGS } from "./plans.ts";
import { failProgram } from "./programs/fail-program.ts";

// Its programs are told to end when it exits.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

await main().catch(failProgram);

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args.help) console.log(HELP);
  else if (args.list) for (const plan of [...LOADS, ...STANDINGS]) for (const name of namesOf(plan, args)) console.log(name);
  else await new Bench(args).run();
}
