package dev.heddle.check.models;

import java.util.ArrayList;
import java.util.List;

/** Every class that is compared. */
final class Subjects {
  private Subjects() {}

  static List<Subject<?>> all() {
    List<Subject<?>> all = new ArrayList<>();
    all.addAll(AtomicSubjects.all());
    all.addAll(HandleSubjects.all());
    all.addAll(LockSubjects.all());
    all.addAll(SynchronizerSubjects.all());
    all.addAll(MapSubjects.all());
    all.addAll(CollectionSubjects.all());
    all.addAll(QueueSubjects.all());
    all.addAll(FutureSubjects.all());
    all.addAll(PoolSubjects.all());
    all.addAll(ThreadSubjects.all());
    return all;
  }
}
