package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sync.Barrier;
import dev.heddle.sync.BoundedSemaphore;
import dev.heddle.sync.PoolFuture;
import dev.heddle.sync.ThreadPool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@link E16ConnectionLimitMended} with a real database, on real threads: the database itself says
 * how many connections there are.
 */
class JdbcConnectionLimitTest {
  private static final String URL = "jdbc:h2:mem:limit";
  private static final int LIMIT = 3;
  private static final int REQUESTS = 300;

  /** The database lives as long as it has a connection; this one is not counted. */
  private Connection keeper;

  @BeforeEach
  void createDatabase() throws SQLException {
    keeper = DriverManager.getConnection(URL);
    try (Statement statement = keeper.createStatement()) {
      statement.execute("CREATE TABLE request (worker VARCHAR)");
    }
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    keeper.close();
  }

  @Test
  void requests_behindBoundedSemaphore_neverHaveMoreConnections() throws Exception {
    BoundedSemaphore connections = new BoundedSemaphore(LIMIT, "connections");
    List<PoolFuture<Integer>> requests = new ArrayList<>();
    try (ThreadPool pool = ThreadPool.named("worker").maxWorkers(4 * LIMIT).build()) {
      for (int i = 0; i < REQUESTS; i++) {
        requests.add(
            pool.submit(
                () -> {
                  // The connection is closed before the permit is given back.
                  try (var hold = connections.hold();
                      Connection connection = DriverManager.getConnection(URL)) {
                    return insertAndCount(connection);
                  }
                }));
      }
    }

    for (PoolFuture<Integer> request : requests) {
      assertThat(request.result()).isBetween(1, LIMIT);
    }
    assertThat(number(keeper, "SELECT COUNT(*) FROM request")).isEqualTo(REQUESTS);
    assertThat(connections).hasToString("BoundedSemaphore \"connections\" [3 of 3 permits]");
  }

  @Test
  void requests_withoutSemaphore_haveAsManyConnectionsAsWorkers() throws Exception {
    int workers = LIMIT + 1;
    Barrier allConnected = new Barrier(workers);
    List<PoolFuture<Integer>> requests = new ArrayList<>();
    try (ThreadPool pool = ThreadPool.named("worker").maxWorkers(workers).build()) {
      for (int i = 0; i < workers; i++) {
        requests.add(
            pool.submit(
                () -> {
                  try (Connection connection = DriverManager.getConnection(URL)) {
                    allConnected.await();
                    int count = insertAndCount(connection);
                    allConnected.await();
                    return count;
                  }
                }));
      }
    }

    for (PoolFuture<Integer> request : requests) {
      assertThat(request.result()).isEqualTo(workers);
    }
  }

  /** Does some work, and returns how many connections there are beside the keeper. */
  private static int insertAndCount(Connection connection) throws SQLException {
    try (var insert = connection.prepareStatement("INSERT INTO request VALUES (?)")) {
      insert.setString(1, Thread.currentThread().getName());
      insert.executeUpdate();
    }
    return number(connection, "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS") - 1;
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
