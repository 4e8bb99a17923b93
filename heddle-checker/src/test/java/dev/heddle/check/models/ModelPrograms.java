package dev.heddle.check.models;

import java.util.ArrayList;
import java.util.List;

/** Every program that shows what a class does. */
final class ModelPrograms {
  private ModelPrograms() {}

  static List<ModelProgram> all() {
    List<ModelProgram> all = new ArrayList<>();
    all.addAll(AtomicPrograms.all());
    all.addAll(LockPrograms.all());
    all.addAll(SynchronizerPrograms.all());
    all.addAll(MapPrograms.all());
    all.addAll(QueuePrograms.all());
    all.addAll(PoolPrograms.all());
    all.addAll(FuturePrograms.all());
    all.addAll(TimerPrograms.all());
    all.addAll(ThreadPrograms.all());
    return all;
  }
}
