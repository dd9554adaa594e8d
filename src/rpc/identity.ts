import type { Account } from "../core/account.ts";
import { LyceumError } from "../core/errors.ts";
import type { Principal } from "./service.ts";

/** Header that chooses a namespace among those that the credential permits. */
export const NAMESPACE_HEADER = "lyceum-namespace";

/** Namespace of a call that names none, where the credential permits it. */
export const DEFAULT_NAMESPACE = "default";

const NAMESPACE = /^[a-z0-9][a-z0-9-_.]{0,62}$/i;

/** Says whether text can be a namespace. */
export function isNamespace(text: string): boolean {
  return NAMESPACE.test(text);
}

/** Who a credential is of, and where it holds. */
export interface Identity extends Account {
  /** Never empty. */
  readonly namespaces: readonly string[] | "all";
  /** Wall time at which it ends; absent means never. */
  readonly expiresAtMs?: number | undefined;
  /** Names the credential, not its secret, so that it can be taken back; absent for one that cannot. */
  readonly credential?: string | undefined;
}

/**
 * Who calls, in the namespace that the call chooses: `default` where it chooses none and may, else the first that it may.
 * @throws LyceumError invalid_field, not_permitted.
 */
export function principalOf({ namespaces, ...identity }: Identity, header: (name: string) => string | undefined): Principal {
  return { ...identity, kind: "account", namespace: chooseNamespace(namespaces, header(NAMESPACE_HEADER)) };
}

function chooseNamespace(permitted: Identity["namespaces"], wanted: string | undefined): string {
  if (wanted !== undefined && !isNamespace(wanted)) {
    throw new LyceumError("invalid_field", `${NAMESPACE_HEADER} must be 1 to 63 letters, digits, dots, dashes or underscores`, {
      facts: { field: NAMESPACE_HEADER },
    });
  }
  if (permitted === "all") return wanted ?? DEFAULT_NAMESPACE;
  if (wanted === undefined) return permitted.includes(DEFAULT_NAMESPACE) ? DEFAULT_NAMESPACE : permitted[0]!;
  if (permitted.includes(wanted)) return wanted;
  throw new LyceumError(
    "not_permitted",
    `the credential does not permit namespace ${JSON.stringify(wanted)}: choose another by ${NAMESPACE_HEADER}`,
    {
      facts: { namespace: wanted },
    },
  );
}
