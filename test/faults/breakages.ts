import type { LyceumError } from "../../src/core/errors.ts";
import { Dispatcher } from "../../src/exchange/dispatcher.ts";
import { Mailbox } from "../../src/exchange/mailbox.ts";
import type { Session } from "../../src/exchange/session.ts";
import { Sessions } from "../../src/exchange/sessions.ts";
import { Feed } from "../../src/manager/feed.ts";
import { SqliteStore } from "../../src/stores/sqlite.ts";

/** How late the early acknowledger's commits come. */
const LATE_MS = 700;

/** One request in so many wakes nobody. */
const FORGOTTEN = 40;

/** One look at what comes next in so many sees what came before. */
const REPEATED = 7;

/** Ways to break a server on purpose, so that the checker has something to find. */
const breakages: Readonly<Record<string, () => void>> = {
  /** Says that a commit is kept before it is. */
  "early-acknowledgement": () => {
    const { commit } = SqliteStore.prototype;
    SqliteStore.prototype.commit = function (this: SqliteStore, changes) {
      setTimeout(() => void commit.call(this, changes), LATE_MS);
      return Promise.resolve();
    };
  },
  /** Lets superseded sessions go on: work goes to them and to the newest one in turn. */
  "fence-off": () => {
    const { end } = Sessions.prototype;
    const { pump } = Dispatcher.prototype;
    const superseded = new Map<Mailbox, Set<Session>>();
    let count = 0;
    Sessions.prototype.end = function (this: Sessions, session: Session, error: LyceumError, counted: boolean) {
      if (error.kind !== "superseded") return end.call(this, session, error, counted);
      superseded.set(session.mailbox, (superseded.get(session.mailbox) ?? new Set()).add(session));
    };
    Dispatcher.prototype.pump = function (this: Dispatcher, mailbox) {
      const newest = mailbox.session;
      const others = [...(superseded.get(mailbox) ?? [])].filter((session) => session.connected);
      count += 1;
      if (others.length > 0 && count % 2 === 0) mailbox.session = others[0];
      pump.call(this, mailbox);
      mailbox.session = newest;
    };
  },
  /** Forgets how far it had got with a session's items, and knows no request by its id. */
  "repeats-taken-twice": () => {
    const { resume } = Sessions.prototype;
    Sessions.prototype.resume = function (this: Sessions, listener, ref, options) {
      const session = resume.call(this, listener, ref, options);
      session.takenThrough = 0;
      return session;
    };
    Mailbox.prototype.findPending = () => undefined;
  },
  /** Puts a message into its lane and forgets to tell its listener, now and then; nothing else tells it later. */
  "lost-wake-up": () => {
    const { pump } = Dispatcher.prototype;
    let count = 0;
    Dispatcher.prototype.pump = function (this: Dispatcher, mailbox) {
      count += 1;
      const { head } = mailbox.work;
      if (count % FORGOTTEN === 0 && head !== undefined) mailbox.work.remove(head);
      pump.call(this, mailbox);
    };
  },
  /** Tells watchers a change twice, now and then. */
  "change-told-twice": () => {
    const { after } = Feed.prototype;
    let count = 0;
    Feed.prototype.after = function (this: Feed, revision) {
      count += 1;
      const repeated = count % REPEATED === 0 && revision > 1 ? after.call(this, revision - 1) : undefined;
      return repeated ?? after.call(this, revision);
    };
  },
};

/** Names of the breakages. */
export type Breakage = "early-acknowledgement" | "fence-off" | "repeats-taken-twice" | "lost-wake-up" | "change-told-twice";

/** Breaks the server of this process. */
export function breakServer(name: string): void {
  const apply = breakages[name];
  if (apply === undefined) throw new Error(`no breakage is named ${name}`);
  apply();
}
