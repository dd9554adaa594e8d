/** Refuses a Node.js that cannot run TypeScript unbuilt: `npm test` brings its own, a bare `vitest` may not. */
export function setup(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 24) throw new Error(`Node.js ${process.versions.node} is too old, 24 is needed: run the tests by "npm test"`);
}
