// A command that hosts the subject: all that it needs is in its environment.
import { runHost } from "@lyceum/client/host";
import Subject from "./subject.ts";

const { succeeded } = await runHost({ agentClass: Subject });
process.exit(succeeded ? 0 : 1);
