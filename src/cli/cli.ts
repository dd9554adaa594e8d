import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addCall } from "./call.ts";
import { Interrupted, reportOf } from "./cli-error.ts";
import { Commands, type OwnProcess } from "./client-command.ts";
import { addDeadLetters } from "./dead-letters.ts";
import { addDescribe } from "./describe.ts";
import { addDiscover } from "./discover.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { addLaunch } from "./launch.ts";
import { addManagers } from "./managers.ts";
import { addPing } from "./ping.ts";
import { addPs } from "./ps.ts";
import { addServe } from "./serve.ts";
import { addShutdown } from "./shutdown.ts";
import { addStats } from "./stats.ts";
import { addTerminate } from "./terminate.ts";
import { addWait } from "./wait.ts";

const EPILOGUE = `
Agents are named by uid, by the beginning of a uid, or by name where that is one agent.

Environment: LYCEUM_URL, LYCEUM_TOKEN or LYCEUM_TOKEN_FILE, LYCEUM_NAMESPACE, LYCEUM_DATA,
LYCEUM_TLS_CA, LYCEUM_TLS_CERT, LYCEUM_TLS_KEY, NO_COLOR.

Exit codes: 0 all well; 1 the agent failed; 2 usage or configuration; 3 the server refused, failed or
cannot be reached; 124 time was over first; 130 interrupted.`;

/**
 * Runs the command line.
 * @param args what follows the program's name
 * @returns the exit code
 */
export async function run(args: readonly string[], own: NodeJS.Process = process): Promise<number> {
  const commands = new Commands(own);
  endWithReader(own);
  const root = program(commands, own);
  try {
    if (args.length === 0) {
      root.outputHelp();
      return exitCode.usage;
    }
    await root.parseAsync([...args], { from: "user" });
    return commands.exitCode;
  } catch (error) {
    return tellError(error, { root, commands, args });
  }
}

function program(commands: Commands, own: NodeJS.Process): Command {
  const root = new Command("lyceum")
    .version(version())
    .description("Agents as a service: launch them, call them, wait for them, and serve them.")
    .option("--url <url>", "where the server is (LYCEUM_URL; default http://127.0.0.1:50051)")
    .option("--token-file <path>", "file with the credential (LYCEUM_TOKEN_FILE; default that of a server in this folder)")
    .option("--namespace <name>", "namespace, among those that the credential permits (LYCEUM_NAMESPACE)")
    .option("--tls-ca <file>", "PEM file of the authorities to trust (LYCEUM_TLS_CA; default the system's); serve: for its hosts")
    .option("--tls-cert <file>", "PEM file of one's own certificate (LYCEUM_TLS_CERT)")
    .option("--tls-key <file>", "PEM file of its key (LYCEUM_TLS_KEY)")
    .option("--json", "one JSON value, or one a line for streams; errors as JSON on standard error")
    .addHelpText("after", EPILOGUE)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ writeOut: (text) => own.stdout.write(text), writeErr: () => {}, outputError: () => {} });
  addServe(root, commands, own);
  for (const add of [
    addLaunch,
    addPs,
    addWait,
    addCall,
    addPing,
    addDescribe,
    addDiscover,
    addShutdown,
    addTerminate,
    addStats,
    addDeadLetters,
    addManagers,
  ]) {
    add(root, commands);
  }
  return root;
}

interface Failed {
  readonly root: Command;
  readonly commands: Commands;
  readonly args: readonly string[];
}

function tellError(error: unknown, { root, commands, args }: Failed): ExitCode {
  if (error instanceof Interrupted) return exitCode.interrupted;
  // Commander throws also for what was asked for: --help and --version.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCode.ok;
  const report = reportOf(error);
  if (report === undefined) throw error;
  const command = root.commands.find((each) => args.includes(each.name()));
  const help = error instanceof CommanderError ? `: see "lyceum ${command === undefined ? "" : `${command.name()} `}--help"` : "";
  commands.output(args.includes("--json")).error({ ...report, message: `${report.message}${help}` });
  return report.exitCode;
}

// Whoever reads may stop early, as `head` does; then there is nobody to tell the rest to.
function endWithReader(own: OwnProcess): void {
  for (const stream of [own.stdout, own.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      own.exit(exitCode.ok);
    });
  }
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
