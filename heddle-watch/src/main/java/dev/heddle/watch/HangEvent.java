package dev.heddle.watch;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A finding in a recording of the JDK's Flight Recorder. */
@Name("dev.heddle.Hang")
@Label("Hang")
@Category("Heddle")
@Description("Threads that hang, as Watch found them")
@StackTrace(false)
final class HangEvent extends Event {
  @Label("Kind")
  String kind = "";

  @Label("Certainty")
  String certainty = "";

  @Label("Threads")
  String threads = "";

  @Label("Text")
  String text = "";

  /** Records one event for each finding, if a recording wants them. */
  static void record(Snapshot snapshot) {
    for (Finding each : snapshot.findings()) {
      HangEvent event = new HangEvent();
      if (event.shouldCommit()) {
        event.kind = each.kind().name();
        event.certainty = each.certainty().name();
        event.threads = String.join(", ", snapshot.namesOf(each));
        event.text = each.text();
        event.commit();
      }
    }
  }
}
