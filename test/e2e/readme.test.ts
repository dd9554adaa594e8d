import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const WEB = "http://127.0.0.1:8080";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lyceum-readme-"));
  for (const name of ["package.json", "node_modules", "src", "gen", "clients"]) symlinkSync(join(ROOT, name), join(folder, name));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The shell blocks of a section of the README, as one script. */
function scriptOf(section: string): string {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, text = ""] = readme.split(`## ${section}\n`);
  const [body = ""] = text.split("\n## ");
  return [...body.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block).join("\n");
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

it("has a tour that works as it is pasted", { timeout: 180_000 }, async () => {
  const [grpc, web] = [await freePort(), await freePort()];
  const ready = `until curl -s -o /dev/null ${WEB}; do sleep 0.2; done\n`;
  const script = scriptOf("A tour in five minutes")
    .replace("npm ci\n", "")
    .replace(/^lyceum serve .*\n/m, (line) => line + ready)
    .replaceAll(WEB, `http://127.0.0.1:${web}`);
  expect(script).toContain("lyceum serve");
  const env = {
    ...process.env,
    LYCEUM_LISTEN: `127.0.0.1:${grpc}`,
    LYCEUM_WEB: `127.0.0.1:${web}`,
    LYCEUM_URL: `http://127.0.0.1:${grpc}`,
    LYCEUM_LOG: "",
  };
  writeFileSync(join(folder, "tour.sh"), script);
  const { stdout } = await promisify(execFile)("bash", ["-m", "-O", "expand_aliases", "tour.sh"], {
    cwd: folder,
    env,
    timeout: 170_000,
    maxBuffer: 1e7,
  });
  expect(stdout).toMatch(/^42$/m);
  expect(stdout).toContain("lift-off");
  expect(stdout).toContain("exit code 1");
  expect(stdout).toContain("increment: 15");
  expect(stdout).toContain("countdown: 3\ncountdown: 2\ncountdown: 1");
  expect(stdout).toContain("failed as: no luck");
  expect(stdout).toContain('{"result":{"mediaType":"application/json","data":"NTA="}}');
  expect(stdout).toContain("exit code 0");
});
