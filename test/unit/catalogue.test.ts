import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadCatalogue } from "../../src/catalogue.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lyceum-catalogue-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>, under = folder): string {
  mkdirSync(under, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(under, name), content);
  return under;
}

it("makes a kind of each module of a folder, and loads none", async () => {
  write({
    "counter.ts": "throw new Error('loaded')",
    "echo.mjs": "",
    "types.d.ts": "",
    "_shared.ts": "",
    "notes.md": "",
    ".hidden.js": "",
  });
  const kinds = await loadCatalogue([folder]);
  expect([...kinds.values()]).toEqual([
    { name: "counter", lineage: ["counter", "lyceum.Agent"], module: join(folder, "counter.ts") },
    { name: "echo", lineage: ["echo", "lyceum.Agent"], module: join(folder, "echo.mjs") },
  ]);
});

it("takes the kinds that catalogue.yaml states, and no others", async () => {
  const yaml = `
kinds:
  counter: {module: src/counter.ts, export: Counter, lineage: [lab.Counter, lab.Sensor], doc: Counts.}
  py: {argv: [python3, agent.py], env: {MODE: fast}, cwd: python}
  sh: {argv: [./run.sh]}
`;
  write({ "catalogue.yaml": yaml, "ignored.ts": "" });
  write({ "counter.ts": "" }, join(folder, "src"));
  write({}, join(folder, "python"));
  expect([...(await loadCatalogue([folder])).values()]).toEqual([
    { name: "counter", lineage: ["lab.Counter", "lab.Sensor", "lyceum.Agent"], module: join(folder, "src/counter.ts"), export: "Counter" },
    { name: "py", lineage: ["py", "lyceum.Agent"], argv: ["python3", "agent.py"], cwd: join(folder, "python"), env: { MODE: "fast" } },
    { name: "sh", lineage: ["sh", "lyceum.Agent"], argv: ["./run.sh"], cwd: folder, env: undefined },
  ]);
});

it.each([
  ["both a module and a command", "kinds: {a: {module: a.ts, argv: [a]}}", "name either a module or an argv"],
  ["neither", "kinds: {a: {}}", "name either a module or an argv"],
  ["a module that is not there", "kinds: {a: {module: gone.ts}}", "is not there"],
  ["a cwd that is no folder", "kinds: {a: {argv: [a], cwd: gone}}", "is no folder"],
  ["an unknown key", "kinds: {a: {modul: a.ts}}", "modul"],
  ["an env of a module", "kinds: {a: {module: a.ts, env: {A: b}}}", "cwd and env belong to an argv"],
  ["no kinds", "agents: {}", "kinds"],
  ["no YAML", "kinds: [", "cannot be read"],
])("refuses a catalogue that states %s, in one sentence", async (_what, yaml, says) => {
  write({ "catalogue.yaml": yaml, "a.ts": "" });
  const error = await loadCatalogue([folder]).catch((each: unknown) => each);
  expect(error).toMatchObject({ name: "StartError", reason: "bad_catalogue", exitCode: 2, message: expect.stringContaining(says) });
  expect((error as Error).message).not.toContain("\n");
});

it("refuses two kinds of one name, a name that is none, and a folder that is not there", async () => {
  const one = write({ "a.ts": "" }, join(folder, "one"));
  const two = write({ "a.js": "" }, join(folder, "two"));
  await expect(loadCatalogue([one, two])).rejects.toThrow('two agent kinds are called "a"');
  const bad = write({ "a b.ts": "" }, join(folder, "bad"));
  await expect(loadCatalogue([bad])).rejects.toThrow("cannot name an agent kind");
  await expect(loadCatalogue([join(folder, "gone")])).rejects.toThrow("name a folder that is there");
});
