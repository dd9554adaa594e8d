import { type ExchangeService, Right as ProtoRight } from "@lyceum/gen/lyceum/v1/exchange_pb.ts";
import { entityKey } from "../core/entity.ts";
import { invalidField } from "../core/errors.ts";
import type { ShareRight } from "../core/store.ts";
import { actorOf } from "./actor.ts";
import { entityFromProto } from "./convert-entity.ts";
import type { ExchangeDeps } from "./exchange-deps.ts";
import type { Handlers, Principal } from "./service.ts";

const MAX_GROUP = 256;
const MAX_GROUPS = 1_000;

const rights: readonly (readonly [ShareRight, ProtoRight])[] = [
  ["read", ProtoRight.READ],
  ["send", ProtoRight.SEND],
  ["manage", ProtoRight.MANAGE],
];

/** The handlers of ExchangeService that share mailboxes with groups. */
export function sharing(deps: ExchangeDeps): Pick<Handlers<typeof ExchangeService>, "share" | "unshare" | "listShares"> {
  const { exchange, journal } = deps;
  const shareable = (principal: Principal, entity: Parameters<typeof entityFromProto>[0], group?: string) => {
    const actor = actorOf(principal, exchange);
    const id = entityFromProto(entity, "entity");
    exchange.mailbox(principal.namespace, id, (mailbox) => exchange.access.assertMayShare(actor, group, mailbox));
    return entityKey(principal.namespace, id);
  };
  return {
    async share(request, { principal }) {
      const group = checkGroup(request.group);
      const key = shareable(principal, request.entity, group);
      const given = rightsFromProto(request.rights);
      journal.assertWritable();
      if (exchange.shares.of(key).length >= MAX_GROUPS && !exchange.shares.allow(key, [group])) {
        throw invalidField("group", `must be one of those that it is shared with: ${MAX_GROUPS} are the most`);
      }
      exchange.shares.set(key, group, given);
      await journal.settled();
      return {};
    },
    async unshare(request, { principal }) {
      const group = checkGroup(request.group);
      // Its owner may take back also what was shared with a group that is the owner's no more.
      const key = shareable(principal, request.entity);
      journal.assertWritable();
      exchange.shares.set(key, group, []);
      await journal.settled();
      return {};
    },
    async listShares(request, { principal }) {
      const key = shareable(principal, request.entity);
      return { shares: exchange.shares.of(key).map(({ group, rights: given }) => ({ group, rights: rightsToProto(given) })) };
    },
  };
}

function checkGroup(group: string): string {
  if (group === "" || group.length > MAX_GROUP) throw invalidField("group", `must have 1 to ${MAX_GROUP} characters`);
  return group;
}

function rightsFromProto(said: readonly ProtoRight[]): readonly ShareRight[] {
  const given = rights.filter(([, right]) => said.includes(right)).map(([right]) => right);
  if (given.length === 0 || said.some((each) => !rights.some(([, right]) => right === each))) {
    throw invalidField("rights", "must be RIGHT_READ, RIGHT_SEND and RIGHT_MANAGE, at least one of them");
  }
  return given;
}

function rightsToProto(given: readonly ShareRight[]): ProtoRight[] {
  return rights.filter(([right]) => given.includes(right)).map(([, right]) => right);
}
