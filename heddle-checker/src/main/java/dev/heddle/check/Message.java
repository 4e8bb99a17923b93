package dev.heddle.check;

/** The kinds of messages between the process that checks and those that help it. */
enum Message {
  // From the process that checks.
  /** What to check, and how. Comes first. */
  CHECK,
  /** A part of the search tree to explore. */
  SUBTREE,
  /** What is planned at a node that the helper does not keep. */
  LEARN,
  /** Others have nothing to do: give something away. */
  GIVE,
  /** So many more executions may be run. */
  ALLOW,
  /** There is nothing more to do. */
  STOP,

  // From a helper.
  /** The warm-up is over. */
  READY,
  /** A race to reverse at a node that the helper does not keep. */
  REVERSAL,
  /** The upper nodes of the helper's part. */
  GIVEN,
  /** The helper has explored its part. */
  FINISHED,
  /** The helper has run all executions that it was allowed. */
  SPENT,
  /** What was run since the last report. */
  REPORT,
  /** An execution that fails. */
  FAILURE,
  /** An execution with a data race. */
  RACE,
  /** The program sees the ends of threads. */
  LIVENESS,
  /** Variables with a data race, whose accesses are to be steps. */
  PROMOTION,
  /** The program cannot be checked. */
  UNSUPPORTED,
  /** The helper cannot go on, for a reason of its own. */
  UNABLE,
  /** The helper's last message. */
  END
}
