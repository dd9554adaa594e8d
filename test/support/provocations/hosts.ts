import { claim, endRun, launch, newManager } from "../parties.ts";
import { type Provocation, provoke, refuse } from "../provocation.ts";
import type { Scene } from "../scene.ts";

const SPEC = "RunnerService.GetRunSpec";
const STARTED = "RunnerService.ReportStarted";
const EXIT = "RunnerService.ReportExit";

/** What hosts fail with. */
export const hostProvocations: readonly Provocation[] = [
  ...[SPEC, STARTED, EXIT].flatMap((rpc) => [
    refuse(rpc, "NOT_PERMITTED", async () => [{}]),
    refuse(rpc, "RUN_NOT_FOUND", async (scene) => [{}, { as: scene.forgottenRunToken() }]),
    refuse(rpc, "SUPERSEDED", async (scene) => [{}, { as: await tokenOfPastAttempt(scene) }]),
  ]),
  provoke([`${SPEC} RUN_ENDED`, `${STARTED} RUN_ENDED`], async (scene) => {
    const { run, run_token } = await launch(scene);
    await endRun(scene, run);
    await scene.refusal(SPEC, {}, { as: run_token });
    await scene.refusal(STARTED, {}, { as: run_token });
  }),
  refuse(
    SPEC,
    "EXPIRED",
    async (scene) => {
      const manager_id = await newManager(scene, { executors: [{ template: "external", places: 1 }] });
      await launch(scene, { manager_id }, { executor: "" });
      return [{}, { as: (await launch(scene, { manager_id }, { executor: "" })).run_token }];
    },
    true,
  ),
];

async function tokenOfPastAttempt(scene: Scene): Promise<string> {
  const { run_token } = await launch(scene, {}, { retry: { max_retries: 1 } });
  const { run_token: first } = await claim(scene, run_token);
  await scene.call(EXIT, { failure: { type: "Oops" } }, { as: first });
  await claim(scene, run_token);
  return first;
}
