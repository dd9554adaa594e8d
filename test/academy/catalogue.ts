import { join } from "node:path";
import type { Environment } from "./environment.ts";

/** Folder of the agents. */
export const AGENTS = join(import.meta.dirname, "agents");

const COUNTER = join(import.meta.dirname, "../fixtures/agents/counter.ts");

/** A catalogue of the agents beside this file, as commands. */
export function catalogue({ python, path }: Environment): string {
  const kind = (name: string, { host = "lyceum.academy.host", options = [] as readonly string[] } = {}) => ({
    argv: [python, "-m", host, name, ...options],
    cwd: AGENTS,
    env: { PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: "1" },
    lineage: [name.replace(":", "."), "academy.agent.Agent"],
  });
  const kinds = {
    // The SDK's host finds out by itself whose agent it is.
    instrument: kind("lab:Instrument", { host: "lyceum.host" }),
    lenient: kind("lab:Instrument", { host: "lyceum.host", options: ["--allow-pickle"] }),
    broken: kind("lab:Broken"),
    faulty: kind("lab:Faulty"),
    absent: kind("lab:Absent"),
    // An agent in TypeScript, which speaks no protocol of Academy's.
    counter: { module: COUNTER, lineage: ["Counter"] },
  };
  return JSON.stringify({ kinds });
}
