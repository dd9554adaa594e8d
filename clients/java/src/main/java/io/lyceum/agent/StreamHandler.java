package io.lyceum.agent;

/** The code of an action that streams partial results. */
@FunctionalInterface
public interface StreamHandler {
  /**
   * As {@link ActionHandler#run}.
   *
   * @param parts takes the partial results
   * @return the result at the end
   */
  Object run(ActionContext context, PartSink parts) throws Exception;
}
