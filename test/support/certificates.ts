import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate with its key, as PEM files. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

const THIS_MACHINE = "DNS:localhost,IP:127.0.0.1";
const LEAF = "extendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n";

/** What a test may choose of a certificate. */
export interface IssueOptions {
  /** Default 2; below 0 means that it has ended. */
  readonly days?: number;
  /** Whom it is for; default this machine. */
  readonly names?: string;
}

/** Certificates made by openssl for a test, in a folder that goes with them. Needs `openssl` on the PATH. */
export class Certificates implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "lyceum-tls-"));
  #made = 0;

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** An authority. */
  authority(name: string): Pair {
    const { cert, key } = this.#paths(name);
    openssl("req", "-x509", ...KEY, "-keyout", key, "-out", cert, "-days", "2", "-subj", `/CN=${name}`);
    return { cert, key };
  }

  /** A certificate of an authority, for a server or its caller. */
  issue(authority: Pair, name: string, { days = 2, names = THIS_MACHINE }: IssueOptions = {}): Pair {
    const { cert, key } = this.#paths(name);
    const [request, extensions] = [`${cert}.req`, `${cert}.ext`];
    openssl("req", "-new", ...KEY, "-keyout", key, "-out", request, "-subj", `/CN=${name}`);
    writeFileSync(extensions, `subjectAltName=${names}\n${LEAF}`);
    const signer = ["-CA", authority.cert, "-CAkey", authority.key, "-CAcreateserial"];
    openssl("x509", "-req", "-in", request, ...signer, "-days", String(days), "-extfile", extensions, "-out", cert);
    return { cert, key };
  }

  #paths(name: string): Pair {
    this.#made += 1;
    const base = join(this.folder, `${this.#made}-${name}`);
    return { cert: `${base}.pem`, key: `${base}.key` };
  }
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"] as const;

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: "pipe" });
}

/** The content of a pair. */
export function readPair({ cert, key }: Pair): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}
