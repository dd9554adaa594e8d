// Prints where the time of a CPU profile went: `node test/bench/top.ts <file.cpuprofile> [lines]`.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const [file, lines = "40"] = process.argv.slice(2);
if (file === undefined) throw new Error("name a profile");
const profile = JSON.parse(readFileSync(file, "utf8")) as Profile;

const names = new Map(
  profile.nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
    const path = url.startsWith("file:") ? fileURLToPath(url).replace(ROOT, "") : url;
    return [id, `${functionName || "(anonymous)"} ${path === "" ? "" : `${path}:${lineNumber + 1}`}`];
  }),
);
const selfUs = new Map<string, number>();
const ownerUs = new Map<string, number>();
for (const [index, sample] of profile.samples.entries()) {
  const name = names.get(sample) ?? "?";
  const us = profile.timeDeltas[index] ?? 0;
  selfUs.set(name, (selfUs.get(name) ?? 0) + us);
  const owner = ownerOf(name);
  ownerUs.set(owner, (ownerUs.get(owner) ?? 0) + us);
}
ownerUs.delete("idle");
for (const idle of ["(idle) ", "(program) "]) console.log(`${idle}${((selfUs.get(idle) ?? 0) / 1_000).toFixed(0)} ms`);
selfUs.delete("(idle) ");
const busyUs = [...selfUs.values()].reduce((sum, us) => sum + us, 0);
console.log(`busy ${(busyUs / 1_000).toFixed(0)} ms`);
print([...ownerUs]);
console.log("");
print([...selfUs]);

function print(shares: readonly (readonly [string, number])[]): void {
  for (const [name, us] of shares.toSorted((one, other) => other[1] - one[1]).slice(0, Number(lines))) {
    console.log(`${((100 * us) / busyUs).toFixed(1).padStart(5)}%  ${name}`);
  }
}

/** Whose code it is. What has no file is native: system calls, and functions of V8. */
function ownerOf(name: string): string {
  if (name.startsWith("(garbage")) return "garbage collector";
  if (name.startsWith("(idle)")) return "idle";
  const path = name.slice(name.lastIndexOf(" ") + 1);
  if (path.startsWith("node:")) return "Node.js";
  const [folder = "", ...below] = path.split("/");
  if (folder === "node_modules") return below.slice(0, path.startsWith("node_modules/@") ? 2 : 1).join("/");
  return ["src", "clients", "gen", "test"].includes(folder) ? folder : "native";
}
