package io.lyceum.agent;

import io.lyceum.Failure;

/**
 * How an agent's life ended.
 *
 * @param failure null means well
 * @param terminate what whoever asked it to end said of its mailbox; null means as the configuration says
 * @param interrupted whether its host gave it up before it was done, so that it is to be run again
 */
record RuntimeEnd(Failure failure, Boolean terminate, boolean interrupted) {}
