package io.lyceum;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Names an agent or a user; equal by role and uid. A plain value that travels as {@code {"uid", "role", "name"}}.
 *
 * @param uid unique within namespace and role
 * @param role agent or user
 * @param name for people; empty means none
 */
@JsonPropertyOrder({"uid", "role", "name"})
public record EntityId(String uid, Role role, String name) implements Target {
  /** Checks that there is an id. */
  @JsonCreator
  public EntityId(
      @JsonProperty(value = "uid", required = true) String uid,
      @JsonProperty(value = "role", required = true) Role role,
      @JsonProperty("name") String name) {
    if (uid == null || uid.isEmpty() || role == null) throw new IllegalArgumentException("an entity has a uid and a role");
    this.uid = uid;
    this.role = role;
    this.name = name == null ? "" : name;
  }

  /** Names an agent by its uid. */
  public static EntityId agent(String uid) {
    return new EntityId(uid, Role.AGENT, "");
  }

  /** Itself. */
  @Override
  public EntityId agent() {
    return this;
  }

  /** Reads an id of the API. */
  public static EntityId of(io.lyceum.v1.EntityId id) {
    return new EntityId(id.getUid(), id.getRole() == io.lyceum.v1.Role.ROLE_USER ? Role.USER : Role.AGENT, id.getName());
  }

  /** Writes it for the API. */
  public io.lyceum.v1.EntityId toProto() {
    var proto = role == Role.USER ? io.lyceum.v1.Role.ROLE_USER : io.lyceum.v1.Role.ROLE_AGENT;
    return io.lyceum.v1.EntityId.newBuilder().setUid(uid).setRole(proto).setName(name).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EntityId that && that.role == role && that.uid.equals(uid);
  }

  @Override
  public int hashCode() {
    return 31 * role.hashCode() + uid.hashCode();
  }

  /** How it reads in a message: {@code agent counter (1f0c...)}. */
  @Override
  public String toString() {
    return name.isEmpty() ? role.text() + " " + uid : role.text() + " " + name + " (" + uid + ")";
  }
}
