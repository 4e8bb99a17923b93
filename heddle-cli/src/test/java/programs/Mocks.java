package programs;

import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntSupplier;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.bind.annotation.AllArguments;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.matcher.ElementMatchers;
import net.sf.cglib.proxy.Enhancer;
import net.sf.cglib.proxy.MethodInterceptor;

/** Programs that make classes at run time, each in the body that is checked. */
public final class Mocks {
  private Mocks() {}

  /** What is mocked. */
  public interface Rates {
    /** Returns a rate. */
    int of(String currency);
  }

  /** What is mocked although nothing can extend it. */
  public static final class FixedRates {
    /** Returns a rate. */
    public int of(String currency) {
      return currency.length();
    }
  }

  private static void twoThreads(Runnable task) throws InterruptedException {
    Thread other = new Thread(task);
    other.start();
    task.run();
    other.join();
  }

  /** The account of an article, with a collaborator. */
  private static final class Account {
    private int balance;

    synchronized void add(int amount) {
      balance += amount;
    }

    synchronized int balance() {
      return balance;
    }
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static void payTwice(IntSupplier amount) throws InterruptedException {
    Account account = new Account();
    twoThreads(() -> account.add(amount.getAsInt()));
    check(account.balance() == 4, "balance " + account.balance());
  }

  /** Two threads ask a mock of an interface. */
  public static void ofInterface() throws InterruptedException {
    Rates rates = mock(Rates.class);
    when(rates.of("EUR")).thenReturn(2);
    payTwice(() -> rates.of("EUR"));
    verify(rates, times(2)).of("EUR");
  }

  /** Two threads ask a mock of a final class. */
  public static void ofFinalClass() throws InterruptedException {
    FixedRates rates = mock(FixedRates.class);
    when(rates.of("EUR")).thenReturn(2);
    payTwice(() -> rates.of("EUR"));
  }

  /** The program has called a method of {@code Thread} itself before the library starts threads. */
  public static void afterYield() throws InterruptedException {
    Thread.yield();
    ofFinalClass();
  }

  /** The mock answers differently the second time: either thread may get either answer. */
  public static void answersInTurn() throws InterruptedException {
    Rates rates = mock(Rates.class);
    when(rates.of(anyString())).thenReturn(1, 2);
    int[] got = new int[1];
    Thread other = new Thread(() -> rates.of("EUR"));
    other.start();
    got[0] = rates.of("EUR");
    other.join();
    System.out.println("main got " + got[0]);
  }

  /** The mock's answer is code of the program, with a lost update. */
  public static void racyAnswer() throws InterruptedException {
    Account[] accounts = {new Account()};
    Rates rates = mock(Rates.class);
    when(rates.of(anyString())).thenAnswer(call -> accounts[0].balance++);
    twoThreads(() -> rates.of("EUR"));
    check(accounts[0].balance == 2, "balance " + accounts[0].balance);
  }

  /** A subclass made by Byte Buddy calls back a program with a lost update. */
  public static void byteBuddy() throws Exception {
    Counting counting = new Counting();
    Class<? extends Rates> made =
        new ByteBuddy()
            .subclass(Rates.class)
            .method(ElementMatchers.named("of"))
            .intercept(MethodDelegation.to(counting))
            .make()
            .load(Mocks.class.getClassLoader())
            .getLoaded();
    askTwice(made.getDeclaredConstructor().newInstance(), counting);
  }

  /** A subclass made by cglib does the same. */
  public static void cglib() throws Exception {
    Counting counting = new Counting();
    Enhancer enhancer = new Enhancer();
    enhancer.setSuperclass(Object.class);
    enhancer.setInterfaces(new Class<?>[] {Rates.class});
    enhancer.setCallback(
        (MethodInterceptor) (proxy, method, arguments, original) -> counting.count(arguments));
    askTwice((Rates) enhancer.create(), counting);
  }

  /** A proxy of the JDK does the same. */
  public static void proxy() throws Exception {
    Counting counting = new Counting();
    askTwice(
        (Rates)
            Proxy.newProxyInstance(
                Rates.class.getClassLoader(),
                new Class<?>[] {Rates.class},
                (Object proxy, Method method, Object[] arguments) -> counting.count(arguments)),
        counting);
  }

  private static void askTwice(Rates rates, Counting counting) throws InterruptedException {
    twoThreads(() -> rates.of("EUR"));
    check(counting.calls == 2, counting.calls + " calls");
  }

  /** Counts calls, without a lock. */
  public static final class Counting {
    private int calls;

    /** Called in place of the method. */
    @RuntimeType
    public Object count(@AllArguments Object[] arguments) {
      return calls++;
    }
  }

  /** The execution fails while another thread uses a mock. */
  public static void givenUp() throws InterruptedException {
    Rates rates = mock(Rates.class);
    Thread other = new Thread(() -> rates.of("EUR"));
    other.start();
    throw new IllegalStateException("given up");
  }
}
