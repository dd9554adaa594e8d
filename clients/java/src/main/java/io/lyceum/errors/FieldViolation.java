package io.lyceum.errors;

import java.io.Serializable;

/**
 * A field of a request that is missing or malformed.
 *
 * @param field its path, as {@code spec.kind}
 * @param description what is wrong with it, for people
 */
public record FieldViolation(String field, String description) implements Serializable {}
