package dev.heddle.check.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An inline cache for each call site: the class of its last receiver, and what is known of the
 * method for receivers of that class. Nearly all call sites see one class only.
 *
 * <p>Threads may race for an entry; entries are immutable, and a lost one is made again.
 */
final class CallSites {
  private static @Nullable Entry[] entries = {};

  private CallSites() {}

  /**
   * The cached model of the calls at one site, for one class of receiver.
   *
   * @param type the class of the receiver
   * @param isModelled whether the call is a matter of its model: the receiver has state of a
   *     library's, and the method is not the program's own
   * @param standsForOther whether the receiver only passes calls on; see {@link Owners#front}
   * @param call what the model of the class says of the method
   */
  record Entry(Class<?> type, boolean isModelled, boolean standsForOther, CallModel.Call call) {}

  /** Returns the model of the call of a method of an object at a site. */
  static Entry of(int site, Object receiver) {
    @Nullable Entry[] all = entries;
    Entry known = site < all.length ? all[site] : null;
    return known != null && known.type == receiver.getClass() ? known : learn(site, receiver);
  }

  private static Entry learn(int site, Object receiver) {
    Class<?> type = receiver.getClass();
    String method = Sites.method(site);
    Entry learnt =
        new Entry(
            type,
            JdkObjects.hasState(receiver)
                && !JdkObjects.isOverridden(receiver, MethodNames.withoutForm(method)),
            Owners.isWrapper(type),
            CallModel.of(type).call(method));
    @Nullable Entry[] all = entries;
    if (site >= all.length) {
      all = Arrays.copyOf(all, Math.max(site + 256, all.length * 2));
    }
    all[site] = learnt;
    entries = all;
    return learnt;
  }

  /** Clears the cache, which keeps classes of the program. */
  static void clear() {
    entries = new @Nullable Entry[0];
  }
}
