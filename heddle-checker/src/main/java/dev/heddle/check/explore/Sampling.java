package dev.heddle.check.explore;

/** What searches by chance have in common: they never end and are never complete. */
abstract class Sampling implements Search {
  final SplitMix64 random;

  Sampling(long seed) {
    random = new SplitMix64(seed);
  }

  @Override
  public boolean advance() {
    return true;
  }

  @Override
  public boolean isComplete() {
    return false;
  }

  @Override
  public String mismatch() {
    return "";
  }
}
