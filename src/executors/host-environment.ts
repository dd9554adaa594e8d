/** What every host inherits; the rest of the server's environment may hold its secrets. */
const INHERITED = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR"];

/** Makes a host's environment: what it may inherit from the server's, and what is its own. */
export function hostEnvironment(server: NodeJS.ProcessEnv, own: Readonly<Record<string, string>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(server)) {
    if (value !== undefined && (INHERITED.includes(name) || name.startsWith("LC_"))) environment[name] = value;
  }
  return { ...environment, ...own };
}
