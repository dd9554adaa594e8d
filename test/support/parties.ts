import type { Untyped } from "./proto-client.ts";
import type { CallBy, Scene } from "./scene.ts";

/** Opens the mailbox of a new user. */
export async function newUser(scene: Scene, request: object = {}, by: CallBy = {}): Promise<Untyped> {
  return (await scene.call("ExchangeService.RegisterUser", request, by)).registration;
}

/** Opens the mailbox of a new agent that no manager runs. */
export async function newAgent(scene: Scene, agent: object = {}, by: CallBy = {}): Promise<Untyped> {
  return (await scene.call("ExchangeService.RegisterAgents", { agents: [{ lineage: ["Echo"], ...agent }] }, by)).registrations[0];
}

/** An agent whose mailbox was ended. */
export async function endedAgent(scene: Scene): Promise<Untyped> {
  const agent = await newAgent(scene);
  await scene.call("ExchangeService.Terminate", { entity: agent.entity });
  return agent;
}

/** An id that nobody has. */
export const NOBODY = { uid: "nobody", role: "ROLE_AGENT" };

/** Bytes of JSON. */
export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** A request to run an action. */
export function action(dest: Untyped, id: string, more: object = {}): object {
  return { id, kind: "MESSAGE_KIND_ACTION", dest: dest.entity, action: "echo", body: json([1]), ...more };
}

/** Sends messages of an entity; returns their results. */
export async function send(scene: Scene, sender: Untyped, ...envelopes: object[]): Promise<Untyped[]> {
  return (await scene.call("ExchangeService.Send", { token: sender.token, envelopes })).results;
}

/** A delivery with the session that holds it. */
export interface Taken {
  readonly token: string;
  readonly session: Untyped;
  readonly delivery: Untyped;
}

/** Takes the next delivery of an entity by a new session, which takes the place of the one before. */
export async function take(scene: Scene, { token }: Untyped): Promise<Taken> {
  const { session, deliveries } = await scene.call("ExchangeService.Receive", { token, max_messages: 1 });
  if (deliveries.length === 0) throw new Error("nothing came");
  return { token, session, delivery: deliveries[0] };
}

/** Settles what was taken. */
export async function settle(scene: Scene, { token, session, delivery }: Taken, kind: string, answer?: object): Promise<Untyped[]> {
  const settlements = [{ sequence: delivery.sequence, kind: `SETTLEMENT_KIND_${kind}`, ...(answer === undefined ? {} : { answer }) }];
  return (await scene.call("ExchangeService.Settle", { token, session, settlements })).results;
}

/** Takes the next request of an agent and answers it. */
export async function answer(scene: Scene, agent: Untyped, status: string, more: object = {}): Promise<void> {
  await settle(scene, await take(scene, agent), "RESPOND", { status: `ANSWER_STATUS_${status}`, ...more });
}

/** Loses the host of an agent that has acknowledged its next request. */
export async function loseHost(scene: Scene, agent: Untyped): Promise<void> {
  await settle(scene, await take(scene, agent), "ACKNOWLEDGE");
  await supersede(scene, agent);
}

/** Opens a session of an entity that takes the place of the one before. */
export async function supersede(scene: Scene, { token }: Untyped): Promise<Untyped> {
  return (await scene.call("ExchangeService.Receive", { token, wait: {} })).session;
}

/** Makes a manager whose one executor is for external hosts; returns its id. */
export async function newManager(scene: Scene, request: object = {}, by: CallBy = {}): Promise<string> {
  const { manager } = await scene.call("ManagerService.CreateManager", { executors: [{ template: "external" }], ...request }, by);
  return manager.manager_id;
}

/** Makes a manager and closes it; returns its id. */
export async function closedManager(scene: Scene): Promise<string> {
  const manager_id = await newManager(scene);
  await scene.call("ManagerService.CloseManager", { manager_id });
  return manager_id;
}

/** Launches an agent that an external host brings, by default under the server's own manager. */
export async function launch(scene: Scene, request: object = {}, spec: object = {}, by: CallBy = {}): Promise<Untyped> {
  return (await scene.call("ManagerService.Launch", { spec: { executor: "external", ...spec }, ...request }, by)).launched;
}

/** Claims a run as its host does; returns what is to be run. */
export async function claim(scene: Scene, runToken: string): Promise<Untyped> {
  return (await scene.call("RunnerService.GetRunSpec", {}, { as: runToken })).spec;
}

/** Ends a run, and waits for its end. */
export async function endRun(scene: Scene, run: Untyped): Promise<void> {
  const [manager_id, target] = [run.manager_id, { run_id: run.run_id }];
  await scene.call("ManagerService.Shutdown", { manager_id, target, kill_after: {} });
  await scene
    .open("ManagerService.Wait", { manager_id, targets: [target] })
    .until(({ messages }) => messages.find(({ end }) => end !== undefined));
}

/** Lets an agent answer all requests that come, until the scene is over. */
export async function serve(scene: Scene, { token }: Untyped): Promise<void> {
  const stream = scene.open("ExchangeService.Listen", { token });
  const { session } = await stream.until(({ messages }) => messages[0]);
  const answerAll = async () => {
    for (let next = 0; ; next += 1) {
      const delivery = await stream.until(({ messages }) => messages.flatMap(({ deliveries }) => deliveries)[next]);
      await settle(scene, { token, session, delivery }, "RESPOND", { status: "ANSWER_STATUS_OK", body: json({}) });
    }
  };
  // Its stream ends with the scene.
  answerAll().catch(() => undefined);
}
