package io.lyceum.agent;

/** Marks an exception whose failure running again cannot help; a manager does not retry it. */
public interface NonRetryable {}
