import type { Command } from "commander";
import type { ConfigFlags } from "../config.ts";
import type { Commands } from "./client-command.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";

/** Adds `serve`. */
export function addServe(root: Command, commands: Commands, own: NodeJS.Process): void {
  root
    .command("serve")
    .description(
      "Serve agents, until SIGTERM or SIGINT. Each option can also be said in the environment (LYCEUM_LISTEN, ...) and in a file.",
    )
    .option("--config <file>", "YAML file with all options")
    .option("--listen <host:port>", "where the gRPC front listens (default: 127.0.0.1:50051)")
    .option("--web <host:port>", "where the web front for browsers and curl listens, or off (default: 127.0.0.1:8080)")
    .option("--data <folder>", "folder for the store and the token (default: lyceum-data)")
    .option("--store <kind>", "sqlite or memory (default: sqlite)")
    .option("--agents <folder...>", "folders of agent kinds: modules, or a catalogue.yaml")
    .option("--no-auth", "take calls without a credential: whoever reaches the server runs code on it")
    .option("--tls-client-ca <file>", "PEM file of authorities: callers must show a certificate of one of them (mTLS)")
    .option("--accounts <file>", "YAML file of accounts: name, token or its hash, role, namespaces, groups")
    .option("--audit <file>", "where decisions about who may do what are written down, or off (default: audit.log in the data folder)")
    .option("--insecure", "listen past this machine without credentials, or without TLS")
    .option("--log <level>", "trace, debug, info, warn, error or silent (default: info)")
    .option("--log-format <format>", "text or json (default: text on a terminal)")
    .option("--grace <duration>", "how long a stop may take (default: 10s)")
    .option(
      "--on-stop <mode>",
      "drain: agents are asked to end and start again with the server; leave: those that can live on (default: drain)",
    )
    .action(async (_options: object, command: Command) => {
      commands.exitCode = await serve(flagsOf(command), own);
    });
}

interface Options {
  readonly log?: string;
  readonly auth?: boolean;
}

// Commander sets `auth` also where --no-auth was not said; the environment and the file then have the word.
function flagsOf(command: Command): ConfigFlags {
  const { log, auth, ...flags } = command.opts<ConfigFlags & Options>();
  return {
    ...flags,
    ...(log === undefined ? {} : { logLevel: log }),
    ...(auth === false ? { auth } : {}),
    ...globalsOf(command),
  };
}

// What every command has means the server's own here: its token, its certificate, the authorities that its hosts trust.
function globalsOf(command: Command): ConfigFlags {
  const { tokenFile, tlsCert, tlsKey, tlsCa } = command.optsWithGlobals<ConfigFlags>();
  return Object.fromEntries(Object.entries({ tokenFile, tlsCert, tlsKey, tlsCa }).filter(([, value]) => value !== undefined));
}

async function serve(flags: ConfigFlags, own: NodeJS.Process): Promise<ExitCode> {
  // Loaded only here, since clients need none of it.
  const { serveUntilSignal } = await import("../serve.ts");
  const code = await serveUntilSignal(flags, own);
  if (code === exitCode.ok || code === exitCode.usage) return code;
  return exitCode.serverFailed;
}
