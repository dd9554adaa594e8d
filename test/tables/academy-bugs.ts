/** A fault that was seen by running Academy, and why Lyceum cannot have it, or that a test proves that it has not. */
export interface AcademyBug {
  /** Tests that prove it carry this in their names, in brackets: `[J12]`. */
  readonly tag: string;
  /** What Academy does. */
  readonly fault: string;
  /** Set when there is no counterpart here, so that nothing can be tested; then why. */
  readonly noCounterpart?: string;
}

/** Faults of Academy (academy-py 1.0.0 and its development version of July 2026). */
export const academyBugs: readonly AcademyBug[] = [
  { tag: "J1", fault: "max_retries = N makes max(1, N) attempts, and the mailbox stays open after the last failure" },
  { tag: "J2", fault: "close() with one failed agent leaves the others running and the executors open" },
  { tag: "J3", fault: "close() with two failures raises only the first" },
  { tag: "J4", fault: "a failing close() leaves the manager's context and log handlers behind" },
  { tag: "J6", fault: "wait(raise_error) with pending agents raises InvalidStateError" },
  { tag: "J7", fault: "wait(FIRST_EXCEPTION, timeout) returns normally at its timeout when one agent ended well" },
  { tag: "J8", fault: "shutdown(blocking, raise_error) of an agent that failed already returns silently" },
  { tag: "J9", fault: "an agent launched just before close() never runs, without an error, and its mailbox stays open" },
  { tag: "J10", fault: "close() between retries swallows the failure and leaves the mailbox open" },
  { tag: "J11", fault: "an agent whose mailbox others terminated becomes a zombie; shutdown() and close() hang" },
  { tag: "J12", fault: "an answer that nobody waits for kills the client's listener" },
  { tag: "J13", fault: "terminating an agent while an action runs kills the caller's listener by the late answer" },
  { tag: "J14", fault: "the overload warning counts the agents of all executors" },
  { tag: "J15", fault: "an unserialisable or too large result is never answered" },
  {
    tag: "J15b",
    fault: "a Dask-like executor makes launch() raise after the agent was launched",
    noCounterpart: "places are a number of the executor's template, not an attribute read from a foreign object after the launch",
  },
  {
    tag: "J16",
    fault:
      "an unknown executor raises a bare KeyError; a failed construction leaks the user's mailbox; a launch switches global debug mode",
  },
  { tag: "J17", fault: "the first call of a timer comes after one interval, its documentation says before" },
  { tag: "J18", fault: "an event set while its handler runs is lost" },
  { tag: "J19", fault: "agent_describe fails on an agent or action without a docstring" },
  { tag: "J20", fault: "members fail unless the constructor called super().__init__()" },
  { tag: "J21", fault: "terminating an unknown id makes it terminated" },
  { tag: "J22", fault: "registering revives a terminated id" },
  { tag: "J23", fault: "discovering a nested or local class finds nothing" },
  { tag: "J24", fault: "the size limit is measured wrongly or not at all, and the client's error is not typed" },
  { tag: "J25", fault: "after a listener disconnects the next message is taken by the dead stream and lost" },
  { tag: "J26", fault: "an idle listener is reopened each minute, and messages in the gap wait" },
  { tag: "J27", fault: "requests to a terminated mailbox stay in progress for ever; a close marker counts as queued" },
  {
    tag: "J28",
    fault: "removing a share of a mailbox that was never shared is an error",
    noCounterpart: "mailboxes are not shared by groups yet",
  },
  { tag: "J29", fault: "one message whose version is not a version kills the listener" },
  { tag: "J30", fault: "a request from a terminated source ends the receiver's listener" },
  { tag: "J31", fault: "a request from an unknown source makes terminate() raise; the source is never checked" },
  { tag: "J32", fault: "cancelling an action whose cancel cannot be sent raises another error instead" },
  { tag: "J33", fault: "failed sends leak a pending future" },
  { tag: "J34", fault: "an error in the shutdown hook leaves loops running and the mailbox open" },
  { tag: "J35", fault: "loops are cancelled without a chance to end" },
  { tag: "J36", fault: "a client for a terminated mailbox raises an undocumented error and leaks its transport" },
  { tag: "J37", fault: "terminating a mailbox with a request from itself, or with a queued answer, raises" },
  { tag: "J38", fault: "handles of a manager work only inside its context; nested managers use each other's client" },
  { tag: "J39", fault: "data that looks like the protocol's own markers breaks decoding" },
  { tag: "J40", fault: "actions named like members of a handle cannot be called by attribute, without a warning" },
  {
    tag: "J41",
    fault: "documentation and behaviour differ in many places",
    noCounterpart: "it lists Academy's own pages; here the README's tour and the examples are run by the tests",
  },
  {
    tag: "J42",
    fault: "idle listening and closing fail or hang with some versions of the Redis client",
    noCounterpart: "there is no Redis; every dependency is pinned by the lock file",
  },
  { tag: "J43", fault: "keys of terminated agents are never removed, and terminate scans them all" },
  { tag: "J44", fault: "the answer of an action that shuts its own agent down races with the termination" },
  { tag: "J45", fault: "a server with open streams does not stop" },
  {
    tag: "J46",
    fault: "a clean install does not import: dependencies are not declared",
    noCounterpart: "the lock file is installed from scratch by every CI run",
  },
];
