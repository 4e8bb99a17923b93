/**
 * Thread synchronization with Python's meaning and Java's idioms: see {@link dev.heddle.sync}.
 *
 * <p>The module needs nothing but {@code java.base}.
 */
module dev.heddle.core {
  requires static org.jspecify;

  exports dev.heddle.sync;
}
