// A command that is a host.
import { readFile } from "node:fs/promises";
import { fakeHost } from "./fake-host.ts";

const { LYCEUM_URL: url = "", LYCEUM_TOKEN_FILE: tokenFile = "" } = process.env;
const { succeeded } = await fakeHost({ url, token: await readFile(tokenFile, "utf8"), signal: new AbortController().signal });
process.exit(succeeded ? 0 : 1);
