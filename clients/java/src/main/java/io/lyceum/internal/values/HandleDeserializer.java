package io.lyceum.internal.values;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.lyceum.EntityId;
import io.lyceum.Handle;
import java.io.IOException;

/** Reads an agent's id as a handle to it. */
final class HandleDeserializer extends StdDeserializer<Handle> {
  private static final long serialVersionUID = 1L;

  HandleDeserializer() {
    super(Handle.class);
  }

  @Override
  public Handle deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    EntityId agent = context.readValue(parser, EntityId.class);
    if (context.getAttribute(Json.HANDLES) instanceof HandleMaker maker) return maker.handle(agent);
    return context.reportInputMismatch(Handle.class, "a handle cannot be made here; read an EntityId");
  }
}
