import { action, claim, json, launch, newAgent, newManager, newUser, send, serve, supersede, take } from "./parties.ts";
import type { CallBy, Scene } from "./scene.ts";

/** A request that is in order, and by whom. */
export interface Sample {
  readonly request: object;
  readonly by?: CallBy;
  /** Whether a call uses up what it needs, so that each call needs a sample of its own. */
  readonly once?: boolean;
}

type Make = (scene: Scene) => Promise<Sample>;

const exchange: Readonly<Record<string, Make>> = {
  GetServerInfo: async () => ({ request: {} }),
  RegisterUser: async () => ({ request: { name: "ada", uid: "ada" } }),
  RegisterAgents: async () => ({ request: { agents: [{ name: "echo", lineage: ["Echo"], uid: "echo" }] } }),
  Terminate: async (scene) => ({ request: { entity: (await newAgent(scene)).entity } }),
  GetMailbox: async (scene) => ({ request: { entity: (await newAgent(scene)).entity } }),
  Discover: async (scene) => {
    await newAgent(scene);
    return { request: { type: "Echo", exact: true, page_size: 1, page_token: "0" } };
  },
  ListDeadLetters: async (scene) => ({ request: { entity: (await newAgent(scene)).entity, page_size: 1, page_token: "0" } }),
  Requeue: async (scene) => ({ request: { entity: (await newAgent(scene)).entity } }),
  Share: async (scene) => ({ request: { entity: (await newAgent(scene)).entity, group: "lab", rights: ["RIGHT_READ"] } }),
  Unshare: async (scene) => {
    const { entity } = await newAgent(scene);
    await scene.call("ExchangeService.Share", { entity, group: "lab", rights: ["RIGHT_READ"] });
    return { request: { entity, group: "lab" } };
  },
  ListShares: async (scene) => ({ request: { entity: (await newAgent(scene)).entity } }),
  Send: async (scene) => {
    const [worker, alice] = [await newAgent(scene), await newUser(scene)];
    const more = {
      src: alice.entity,
      label: "l",
      timeout: { seconds: 60 },
      traceparent: "t",
      media_type: "application/json",
      terminate: true,
    };
    return { request: { token: alice.token, envelopes: [action(worker, "a", more)] } };
  },
  Listen: async (scene) => {
    const { token } = await newAgent(scene);
    return { once: true, request: { token, max_leased: 1, protocols: ["lyceum/1"], resume: await supersede(scene, { token }) } };
  },
  Receive: async (scene) => {
    const { token } = await newAgent(scene);
    const resume = await supersede(scene, { token });
    return { once: true, request: { token, max_messages: 1, wait: {}, lease: { seconds: 60 }, protocols: ["lyceum/1"], resume } };
  },
  Settle: async (scene) => {
    const [worker, alice] = [await newAgent(scene), await newUser(scene)];
    await send(scene, alice, action(worker, "a"));
    const { token, session, delivery } = await take(scene, worker);
    const answer = { status: "ANSWER_STATUS_FAILED", failure: { type: "Oops", cause: { type: "Ouch" } }, body: json(1), part: 1 };
    return {
      once: true,
      request: { token, session, settlements: [{ sequence: delivery.sequence, kind: "SETTLEMENT_KIND_RESPOND", answer }] },
    };
  },
  Connect: async (scene) => {
    const alice = await newUser(scene);
    const items = [{ sequence: 1, send: action(await newAgent(scene), "a") }];
    const attaches = [{ channel: 1, token: alice.token, credits: 1, protocols: ["lyceum/1"], resume: await supersede(scene, alice) }];
    const updates = [{ channel: 1, items, credits: 1, results_read_through: 1, token: alice.token }];
    return { once: true, request: { attaches, updates, detaches: [{ channel: 1 }] } };
  },
};

const retry = {
  max_retries: 1,
  initial_backoff: { seconds: 60 },
  max_backoff: { seconds: 60 },
  backoff_multiplier: 1,
  non_retryable_types: ["A"],
};

const spec = {
  executor: "external",
  name: "echo",
  lineage: ["Echo"],
  arguments: { media_type: "application/json", data: json([1]) },
  config: { start_timeout: { seconds: 60 }, stop_grace: { seconds: 60 }, default_media_type: "a/b", allowed_media_types: ["a/b"] },
  retry,
};

const target = async (scene: Scene) => ({ run_id: (await launch(scene)).run.run_id });

const manager: Readonly<Record<string, Make>> = {
  CreateManager: async () => {
    const executors = [{ name: "default", template: "external", places: 1 }];
    const user = { uid: "ada", role: "ROLE_USER", name: "ada" };
    const times = { lease: { seconds: 60 }, grace: { seconds: 60 } };
    return { request: { executors, default_executor: "default", retry, user, ...times } };
  },
  // The first call that asks for the namespace's own manager makes it.
  GetManager: async () => ({ request: {} }),
  ListManagers: async (scene) => {
    await newManager(scene);
    return { request: { page_size: 1, page_token: "0", include_closed: true } };
  },
  KeepAlive: async (scene) => ({ request: { manager_id: await newManager(scene, { lease: { seconds: 60 } }) } }),
  CloseManager: async (scene) => ({ request: { manager_id: await newManager(scene), grace: { seconds: 1 } } }),
  AddExecutor: async (scene) => {
    const executor = { name: "more", template: "external", places: 1, log_level: "LOG_LEVEL_INFO" };
    return { request: { manager_id: await newManager(scene), executor } };
  },
  SetDefaultExecutor: async () => ({ request: { name: "external" } }),
  ListExecutors: async () => ({ request: {} }),
  RegisterAgents: async () => ({ request: { agents: [{ name: "echo", lineage: ["Echo"] }] } }),
  Launch: async () => ({ request: { spec } }),
  LaunchBatch: async (scene) => ({ request: { specs: [{ ...spec, registration: (await newAgent(scene)).entity }] } }),
  ListRuns: async (scene) => {
    await launch(scene);
    return { request: { page_size: 1, page_token: "0", running: true } };
  },
  GetRun: async (scene) => ({ request: { target: await target(scene) } }),
  Shutdown: async (scene) => ({ request: { target: await target(scene), terminate: true, kill_after: { seconds: 60 } } }),
  Wait: async (scene) => {
    const { run } = await launch(scene);
    return { request: { targets: [{ agent: run.agent }], condition: "WAIT_CONDITION_FIRST_COMPLETED", timeout: { seconds: 60 } } };
  },
  WatchRuns: async () => ({ request: {} }),
};

const timeout = { seconds: 60 };

/** An agent that answers all requests. */
async function listener(scene: Scene): Promise<{ readonly uid: string; readonly role: string }> {
  const agent = await newAgent(scene);
  await serve(scene, agent);
  return agent.entity;
}

const invoke: Make = async (scene) => {
  const call = { action: "echo", arguments: { media_type: "a/b", data: json([1]) }, timeout };
  return { request: { agent: await listener(scene), ...call } };
};

const agent: Readonly<Record<string, Make>> = {
  Invoke: invoke,
  InvokeStream: invoke,
  Ping: async (scene) => ({ request: { agent: await listener(scene), timeout } }),
  Cancel: async (scene) => ({ request: { agent: await listener(scene), request_id: "r1" } }),
  Shutdown: async (scene) => ({ request: { agent: await listener(scene), terminate: true } }),
  Describe: async (scene) => ({ request: { agent: await listener(scene), timeout } }),
  GetStats: async (scene) => ({ request: { agent: await listener(scene) } }),
};

const hosting: Make = async (scene) => {
  const { run_token } = await launch(scene);
  return { request: {}, by: { as: (await claim(scene, run_token)).run_token } };
};

const runner: Readonly<Record<string, Make>> = {
  GetRunSpec: hosting,
  ReportStarted: hosting,
  ReportExit: async (scene) => {
    const failure = { type: "Oops", message: "oops", stack: "here", language: "proto", cause: { type: "Ouch" } };
    return { ...(await hosting(scene)), request: { failure, terminate: true, interrupted: true } };
  },
};

const services = { ExchangeService: exchange, ManagerService: manager, AgentService: agent, RunnerService: runner };

/** For each RPC, what makes a request that is in order, with all that it needs to be there. */
export const samples: ReadonlyMap<string, Make> = new Map(
  Object.entries(services).flatMap(([service, table]) =>
    Object.entries(table).map(([name, make]) => [`${service}.${name}`, make] as const),
  ),
);
