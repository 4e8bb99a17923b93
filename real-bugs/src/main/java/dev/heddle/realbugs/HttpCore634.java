package dev.heddle.realbugs;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.http.pool.AbstractConnPool;
import org.apache.http.pool.PoolEntry;

/**
 * Pool: Apache HttpCore 4.4.13, HTTPCORE-634. One client waits for the only connection while
 * another gives it back and a third thread closes idle connections. A leased connection has to
 * belong to the pool, so that it can be released.
 */
public final class HttpCore634 {
  private HttpCore634() {}

  private static final class Connection extends PoolEntry<String, String> {
    private boolean closed;

    Connection(String host, String stream) {
      super("connection", host, stream);
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }
  }

  private static final class Pool extends AbstractConnPool<String, String, Connection> {
    Pool() {
      super(host -> "stream to " + host, 1, 1);
    }

    @Override
    protected Connection createEntry(String host, String stream) {
      return new Connection(host, stream);
    }

    Connection leaseOne() {
      try {
        return lease("host", null).get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Pool pool = new Pool();
    Connection first = pool.leaseOne();
    Thread client = new Thread(() -> pool.release(pool.leaseOne(), true), "client");
    Thread janitor = new Thread(() -> pool.closeIdle(0, TimeUnit.SECONDS), "janitor");
    client.start();
    janitor.start();
    pool.release(first, true);
    client.join();
    janitor.join();
  }
}
