/**
 * Who may make which call of what ada has: an agent with a mailbox, a manager with a run, and a run under the server's own manager.
 *
 * Callers: nobody (no credential); a forger; an account whose token has expired; an operator of another namespace, elsewhere; a viewer; a
 * stranger, who is a member without a share; the owner, ada; members of a group that ada's agents are shared with, to read, to send, to
 * manage; an operator and an admin; the agent itself, by its entity token; kin, another entity of ada's; an alien, an entity of the
 * stranger's; the host of ada's run, by its run token.
 *
 * Outcomes: ok (let through, whatever became of it); missing, invalid, expired (TOKEN_...); denied (NOT_PERMITTED); hidden (as where there is
 * no such thing: NOT_FOUND, MISSING, or not in the list); taken (UID_TAKEN).
 *
 * A request names ada's thing, or, for sending and listening, has the token of the caller's own mailbox.
 */
export const accessMatrix = `
call                                          nobody   forger   expired  elsewhere  viewer  stranger  owner   reader  sender  manager  operator  admin   itself  kin     alien   host
ExchangeService.GetServerInfo                 ok       ok       ok       ok         ok      ok        ok      ok      ok      ok       ok        ok      ok      ok      ok      ok
ExchangeService.RegisterUser                  missing  invalid  expired  denied     denied  ok        ok      ok      ok      ok       ok        ok      ok      ok      ok      ok
ExchangeService.RegisterAgents                missing  invalid  expired  denied     denied  taken     ok      taken   taken   ok       taken     taken   ok      taken   taken   taken
ExchangeService.Terminate                     missing  invalid  expired  denied     denied  hidden    ok      denied  denied  ok       ok        ok      ok      denied  hidden  denied
ExchangeService.GetMailbox                    missing  invalid  expired  denied     ok      hidden    ok      ok      denied  denied   ok        ok      ok      ok      hidden  ok
ExchangeService.Discover                      missing  invalid  expired  denied     ok      hidden    ok      ok      ok      ok       ok        ok      ok      ok      hidden  ok
ExchangeService.ListDeadLetters               missing  invalid  expired  denied     denied  hidden    ok      denied  denied  ok       ok        ok      ok      denied  hidden  denied
ExchangeService.Requeue                       missing  invalid  expired  denied     denied  hidden    ok      denied  denied  ok       ok        ok      ok      denied  hidden  denied
ExchangeService.Share                         missing  invalid  expired  denied     denied  hidden    ok      denied  denied  denied   ok        ok      ok      denied  hidden  denied
ExchangeService.Unshare                       missing  invalid  expired  denied     denied  hidden    ok      denied  denied  denied   ok        ok      ok      denied  hidden  denied
ExchangeService.ListShares                    missing  invalid  expired  denied     denied  hidden    ok      denied  denied  denied   ok        ok      ok      denied  hidden  denied
ExchangeService.Send                          missing  invalid  expired  denied     denied  hidden    ok      denied  ok      denied   ok        ok      ok      ok      hidden  ok
ExchangeService.Listen                        missing  invalid  expired  denied     denied  ok        ok      ok      ok      ok       ok        ok      ok      ok      ok      ok
ExchangeService.Receive                       missing  invalid  expired  denied     denied  ok        ok      ok      ok      ok       ok        ok      ok      ok      ok      ok
ExchangeService.Settle                        missing  invalid  expired  denied     denied  ok        ok      ok      ok      ok       ok        ok      ok      ok      ok      ok
ExchangeService.Connect                       missing  invalid  expired  denied     denied  ok        ok      ok      ok      ok       ok        ok      ok      ok      ok      ok
ManagerService.CreateManager                  missing  invalid  expired  denied     denied  ok        ok      ok      ok      ok       ok        ok      ok      ok      ok      invalid
ManagerService.GetManager                     missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.GetManager, the server's own   missing  invalid  expired  denied     ok      ok        ok      ok      ok      ok       ok        ok      hidden  hidden  hidden  invalid
ManagerService.ListManagers                   missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.KeepAlive                      missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.CloseManager                   missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.AddExecutor                    missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.AddExecutor, the server's own  missing  invalid  expired  denied     denied  denied    denied  denied  denied  denied   ok        ok      hidden  hidden  hidden  invalid
ManagerService.SetDefaultExecutor             missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.ListExecutors                  missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.RegisterAgents                 missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.Launch                         missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.Launch, the server's own       missing  invalid  expired  denied     denied  ok        ok      ok      ok      ok       ok        ok      hidden  hidden  hidden  invalid
ManagerService.Launch, of ada's agent         missing  invalid  expired  denied     denied  hidden    ok      denied  denied  ok       ok        ok      hidden  hidden  hidden  invalid
ManagerService.LaunchBatch                    missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.LaunchBatch, of ada's agent    missing  invalid  expired  denied     denied  hidden    ok      denied  denied  ok       ok        ok      hidden  hidden  hidden  invalid
ManagerService.ListRuns                       missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.ListRuns, the server's own     missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.GetRun                         missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.GetRun, the server's own       missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.Shutdown                       missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.Shutdown, the server's own     missing  invalid  expired  denied     denied  hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.Wait                           missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.Wait, the server's own         missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.WatchRuns                      missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
ManagerService.WatchRuns, the server's own    missing  invalid  expired  denied     ok      hidden    ok      hidden  hidden  hidden   ok        ok      hidden  hidden  hidden  invalid
AgentService.Invoke                           missing  invalid  expired  denied     denied  hidden    ok      denied  ok      denied   ok        ok      ok      ok      hidden  ok
AgentService.InvokeStream                     missing  invalid  expired  denied     denied  hidden    ok      denied  ok      denied   ok        ok      ok      ok      hidden  ok
AgentService.Ping                             missing  invalid  expired  denied     ok      hidden    ok      ok      denied  denied   ok        ok      ok      ok      hidden  ok
AgentService.Cancel                           missing  invalid  expired  denied     denied  hidden    ok      denied  ok      denied   ok        ok      ok      ok      hidden  ok
AgentService.Shutdown                         missing  invalid  expired  denied     denied  hidden    ok      denied  denied  ok       ok        ok      ok      denied  hidden  denied
AgentService.Describe                         missing  invalid  expired  denied     denied  hidden    ok      denied  ok      denied   ok        ok      ok      ok      hidden  ok
AgentService.GetStats                         missing  invalid  expired  denied     ok      hidden    ok      ok      denied  denied   ok        ok      ok      ok      hidden  ok
AgentService.GetStats, its run too            missing  invalid  expired  denied     ok      hidden    ok      hidden  denied  denied   ok        ok      hidden  hidden  hidden  hidden
RunnerService.GetRunSpec                      missing  invalid  expired  denied     denied  denied    denied  denied  denied  denied   denied    denied  denied  denied  denied  ok
RunnerService.ReportStarted                   missing  invalid  expired  denied     denied  denied    denied  denied  denied  denied   denied    denied  denied  denied  denied  ok
RunnerService.ReportExit                      missing  invalid  expired  denied     denied  denied    denied  denied  denied  denied   denied    denied  denied  denied  denied  ok
`;
