import { commandKind, moduleKind } from "../support/executors.ts";
import { describeExecutor } from "./executor.ts";

describeExecutor("inline", { kind: moduleKind, started: true, apart: false, processes: false });
describeExecutor("threads", { kind: moduleKind, started: true, apart: true, processes: false });
describeExecutor("processes", { kind: moduleKind, started: true, apart: true, processes: true });
describeExecutor("command", { kind: commandKind, started: true, apart: true, processes: true });
describeExecutor("external", { kind: undefined, started: false, apart: false, processes: false });
