package dev.heddle.check;

import java.util.Arrays;

/**
 * Loaded by {@link TargetLoaderTest} through another class loader; says by a system property, which
 * all loaders share, what was run.
 */
class LoadedProgram {

  private static final String NAME = "dev.heddle.check.LoadedProgram";

  static {
    System.setProperty(NAME + ".initialised", "yes");
  }

  private int runs;

  private LoadedProgram() {}

  private static void say(String what) {
    System.setProperty(NAME, what);
  }

  static void main(String... arguments) {
    say("main " + Arrays.toString(arguments));
    arguments[0] = "changed";
  }

  private static int staticMethod() {
    say("static");
    return 1;
  }

  private void instanceMethod() {
    runs++;
    say("instance " + runs);
  }

  static void withParameters(int number, String[] more) {
    say("withParameters " + number + staticMethod() + Arrays.toString(more));
    new LoadedProgram().instanceMethod();
  }

  static void fails() {
    throw new IllegalStateException("as it should");
  }

  static void asserts() {
    assert NAME.isEmpty() : "assertions are on";
  }

  static void contextLoader() {
    ClassLoader own = LoadedProgram.class.getClassLoader();
    say(Thread.currentThread().getContextClassLoader() == own ? "own context loader" : "another");
  }

  static void seesHeddle() throws ClassNotFoundException {
    Class.forName("dev.heddle.check.Checker");
  }

  interface Contract {
    default void byDefault() {
      say("default");
    }
  }

  abstract static class Abstract {
    abstract void abstractMethod();

    void inherited() {
      say("inherited");
    }
  }

  static class Heir extends Abstract implements Contract {
    @Override
    void abstractMethod() {}
  }

  record Unmakeable(int number) {
    void run() {}
  }

  class Inner {
    void run() {}
  }

  static class HasInstanceMain {
    void main(String[] arguments) {}
  }

  static class Other {}

  static class NeedsOther {
    void run() {}

    Other other() {
      return new Other();
    }
  }
}
