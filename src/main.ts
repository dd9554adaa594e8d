#!/usr/bin/env node
const MIN_NODE = 24;

if (Number(process.versions.node.split(".")[0]) < MIN_NODE) {
  process.stderr.write(`lyceum: Node.js ${process.versions.node} is too old, ${MIN_NODE} is needed: run it by npx, or "npm run serve"\n`);
  process.exit(1);
}

// Loaded only now, since an older Node.js cannot read what it imports.
const { run } = await import("./cli/cli.ts");
process.exitCode = await run(process.argv.slice(2));
