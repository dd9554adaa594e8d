import type { Handle, RuntimeConfig } from "@lyceum/client";
import type BenchAgent from "../agents/bench-agent.ts";
import { cpuOf, type Roles } from "../measure/cpu.ts";
import type { BenchServer } from "./bench-server.ts";
import { profilePath } from "./profile.ts";

/** An agent of the benches that the server launched. */
export interface LaunchedAgent {
  readonly agent: Handle<typeof BenchAgent>;
  /** Who works for its caller. */
  readonly roles: Roles;
}

/** How it is launched. */
export interface LaunchedAgentOptions {
  /** Default a process of its own; `inline` is in the server. */
  readonly executor?: "processes" | "inline";
  readonly config?: RuntimeConfig | undefined;
}

/** Launches one; its process is profiled if the server is. */
export async function launchAgent(
  server: BenchServer,
  { executor = "processes", config }: LaunchedAgentOptions = {},
): Promise<LaunchedAgent> {
  const agent = await server.manager.launch<typeof BenchAgent>("agent", { executor, config });
  if (executor === "inline") return { agent, roles: { server: server.cpu } };
  const { profileFolder, store } = server.options;
  if (profileFolder !== undefined) await agent.profile(profilePath(profileFolder, `host-${store}`));
  return { agent, roles: { server: server.cpu, host: cpuOf(await agent.pid()) } };
}
