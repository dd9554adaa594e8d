import { join } from "node:path";
import type { Environment } from "./environment.ts";

/** Folder of the agents. */
export const AGENTS = join(import.meta.dirname, "agents");

const COUNTER = join(import.meta.dirname, "../fixtures/agents/counter.ts");

/** A catalogue of the agents beside this file, as commands. */
export function catalogue({ python, path }: Environment): string {
  const kind = (name: string, ...rest: readonly string[]) => ({
    argv: [python, "-m", "lyceum.academy.host", name, ...rest],
    cwd: AGENTS,
    env: { PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1" },
    lineage: [name.replace(":", "."), "academy.agent.Agent"],
  });
  const kinds = {
    instrument: kind("lab:Instrument"),
    lenient: kind("lab:Instrument", "--allow-pickle"),
    broken: kind("lab:Broken"),
    faulty: kind("lab:Faulty"),
    absent: kind("lab:Absent"),
    // An agent in TypeScript, which speaks no protocol of Academy's.
    counter: { module: COUNTER, lineage: ["Counter"] },
  };
  return JSON.stringify({ kinds });
}
