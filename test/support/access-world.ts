import { known } from "./known-accounts.ts";
import { action, claim, launch, newAgent, newManager, newUser } from "./parties.ts";
import type { Untyped } from "./proto-client.ts";
import type { CallBy, Scene } from "./scene.ts";

/** Who calls, in the order of the table's columns. */
export const callers = [
  "nobody",
  "forger",
  "expired",
  "elsewhere",
  "viewer",
  "stranger",
  "owner",
  "reader",
  "sender",
  "manager",
  "operator",
  "admin",
  "itself",
  "kin",
  "alien",
  "host",
] as const;

/** Somebody who calls. */
export type CallerName = (typeof callers)[number];

const accounts: Partial<Record<CallerName, keyof typeof known>> = {
  expired: "past",
  elsewhere: "oscar",
  viewer: "viola",
  stranger: "carol",
  owner: "ada",
  reader: "bob",
  sender: "bob",
  manager: "bob",
  operator: "olga",
  admin: "root",
};

const rights: Partial<Record<CallerName, string>> = { reader: "RIGHT_READ", sender: "RIGHT_SEND", manager: "RIGHT_MANAGE" };

/** What ada has: an agent that is shared as the caller needs, a manager with a run, and a run under the server's own manager. */
export interface AccessWorld {
  readonly agent: Untyped;
  readonly managerId: string;
  readonly run: Untyped;
  readonly ownRun: Untyped;
  /** Credential of the caller. */
  readonly by: CallBy;
  /** Entity token of the caller's own mailbox; empty where it can have none. */
  readonly token: string;
  /** A request to ada's agent. */
  readonly request: object;
}

/** Makes what ada has, and a caller. */
export async function makeWorld(scene: Scene, caller: CallerName): Promise<AccessWorld> {
  const { namespace } = scene;
  const as = (name: keyof typeof known): CallBy => ({ as: known[name].token, namespace });
  const ada = as("ada");
  const agent = await newAgent(scene, {}, ada);
  const managerId = await newManager(scene, { lease: { seconds: 60 } }, ada);
  const { run, run_token } = await launch(scene, { manager_id: managerId }, { executor: "default" }, ada);
  const { run: ownRun } = await launch(scene, {}, {}, ada);
  const right = rights[caller];
  if (right !== undefined) {
    for (const { entity } of [agent, { entity: run.agent }]) {
      await scene.call("ExchangeService.Share", { entity, group: "lab", rights: [right] }, ada);
    }
  }
  const { by, token } = await makeCaller(scene, caller, { agent, runToken: run_token });
  return { agent, managerId, run, ownRun, by, token, request: action(agent, "a") };
}

interface Theirs {
  readonly agent: Untyped;
  readonly runToken: string;
}

async function makeCaller(scene: Scene, caller: CallerName, { agent, runToken }: Theirs): Promise<Pick<AccessWorld, "by" | "token">> {
  const { namespace } = scene;
  const user = async (name: keyof typeof known): Promise<string> => (await newUser(scene, {}, { as: known[name].token, namespace })).token;
  const entity = (token: string) => ({ by: { as: token }, token });
  switch (caller) {
    case "nobody":
      return { by: { as: null }, token: "" };
    case "forger":
      return { by: { as: "forged-credential" }, token: "" };
    case "itself":
      return entity(agent.token);
    case "kin":
      return entity(await user("ada"));
    case "alien":
      return entity(await user("carol"));
    case "host": {
      const { run_token: as, agent: hosted } = await claim(scene, runToken);
      return { by: { as }, token: hosted.token };
    }
    default: {
      const name = accounts[caller]!;
      const mayOwn = caller !== "expired" && caller !== "elsewhere" && caller !== "viewer";
      return { by: { as: known[name].token, namespace }, token: mayOwn ? await user(name) : "" };
    }
  }
}
