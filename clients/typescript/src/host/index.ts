// biome-ignore-all lint/performance/noBarrelFile: the package's entry for hosts.
export type { AgentFactory } from "./attempt.ts";
export { type RunAgentOptions, runAgent } from "./run-agent.ts";
export { type HostEnd, type HostOptions, runHost } from "./run-host.ts";
export type { RunSpec } from "./run-spec.ts";
export { warmUp } from "./warm-up.ts";
