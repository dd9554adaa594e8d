import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** Where and on what something was measured. */
export interface Machine {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** Load averages over 1, 5 and 15 minutes when it began: what others did. */
  readonly load: readonly number[];
  /** Versions of what takes part. */
  readonly versions: Readonly<Record<string, string>>;
}

const ROOT = new URL("../../../", import.meta.url);
const PACKAGES = ["@grpc/grpc-js", "@bufbuild/protobuf"];

/** Looks at the machine. */
export function describeMachine(): Machine {
  return {
    at: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    load: loadavg().map((load) => Math.round(load * 100) / 100),
    versions: {
      node: process.versions.node,
      sqlite: process.versions.sqlite ?? "none",
      ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(`node_modules/${name}/package.json`)])),
      lyceum: versionOf("package.json"),
    },
  };
}

/** Says it in two lines. */
export function machineLines({ at, cpu, cores, memoryGiB, system, load, versions }: Machine): string[] {
  const all = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${at} on ${cores} x ${cpu}, ${memoryGiB} GiB, ${system}; load averages ${load.map((each) => each.toFixed(2)).join(", ")}`,
    all.join(", "),
  ];
}

/** The version that a package.json has; its path is that from the top of the repository. */
export function versionOf(path: string): string {
  return (JSON.parse(readFileSync(new URL(path, ROOT), "utf8")) as { version: string }).version;
}
