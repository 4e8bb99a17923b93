package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The orders beside collections of the JDK, and with a comparator that fails at any of its calls.
 */
class ItemStoreTest {
  private static final int SEQUENCES = 200;
  private static final int LENGTH = 300;
  private static final long SEED = Long.getLong("heddle.seed", 20_261_121);

  /** Throws at one of its calls. */
  private static final class Failing implements Comparator<Integer> {
    private int callsLeft = Integer.MAX_VALUE;

    @Override
    public int compare(Integer one, Integer other) {
      if (callsLeft-- == 0) {
        throw new IllegalStateException("the comparator fails");
      }
      return one.compareTo(other);
    }
  }

  @Test
  void heap_randomOperations_agreesWithThatOfTheJdk() {
    for (int i = 0; i < SEQUENCES; i++) {
      RandomGenerator random = new SplittableRandom(SEED + i);
      PriorityQueue<Integer> expected = new PriorityQueue<>();
      ItemStore<Integer> heap =
          new ItemStore.Heap<>(Comparator.naturalOrder(), QueueSync.UNBOUNDED, null);
      for (int step = 0; step < LENGTH; step++) {
        if (expected.isEmpty() || random.nextInt(5) < 3) {
          Integer item = random.nextInt(20);
          expected.add(item);
          heap.add(item);
        } else {
          assertThat(heap.remove())
              .as("seed %d, step %d", SEED + i, step)
              .isEqualTo(expected.remove());
        }
        assertThat(heap.size).isEqualTo(expected.size());
      }
      assertThat(heap.removeAll()).isEqualTo(expected.stream().sorted().toList());
      assertThat(heap.size).isZero();
    }
  }

  @Test
  void ringAndStack_randomOperations_agreeWithADeque() {
    for (int i = 0; i < SEQUENCES; i++) {
      RandomGenerator random = new SplittableRandom(SEED + i);
      ArrayDeque<Integer> ring = new ArrayDeque<>();
      ArrayDeque<Integer> stack = new ArrayDeque<>();
      ItemStore<Integer> fifo = new ItemStore.Fifo<>(QueueSync.UNBOUNDED, null);
      ItemStore<Integer> lifo = new ItemStore.Lifo<>(QueueSync.UNBOUNDED, null);
      for (int step = 0; step < LENGTH; step++) {
        if (ring.isEmpty() || random.nextInt(5) < 3) {
          ring.add(step);
          stack.push(step);
          fifo.add(step);
          lifo.add(step);
        } else {
          assertThat(fifo.remove()).as("seed %d", SEED + i).isEqualTo(ring.remove());
          assertThat(lifo.remove()).as("seed %d", SEED + i).isEqualTo(stack.pop());
        }
        assertThat(fifo.size).isEqualTo(ring.size());
      }
      assertThat(fifo.removed).isEqualTo(lifo.removed).isPositive();
      assertThat(fifo.removeAll()).containsExactlyElementsOf(ring);
      assertThat(lifo.removeAll()).containsExactlyElementsOf(stack);
      assertThat(fifo.size + lifo.size).isZero();
      fifo.add(1);
      assertThat(fifo.remove()).isEqualTo(1);
    }
  }

  @Test
  void heap_comparatorFailsAtAnyCall_isAsItWas() {
    int failures = 0;
    for (int i = 0; i < SEQUENCES; i++) {
      RandomGenerator random = new SplittableRandom(SEED + i);
      Failing order = new Failing();
      ItemStore<Integer> heap = new ItemStore.Heap<>(order, QueueSync.UNBOUNDED, null);
      List<Integer> items = new ArrayList<>();
      for (int n = random.nextInt(2, 40); n > 0; n--) {
        Integer item = random.nextInt(20);
        heap.add(item);
        items.add(item);
      }
      order.callsLeft = random.nextInt(4);
      Integer late = random.nextInt(20);
      try {
        switch (i % 3) {
          case 0 -> {
            heap.add(late);
            items.add(late);
          }
          case 1 -> items.remove(heap.remove());
          default -> {
            assertThat(heap.removeAll()).isEqualTo(items.stream().sorted().toList());
            items.clear();
          }
        }
      } catch (IllegalStateException e) {
        failures++;
      }
      order.callsLeft = Integer.MAX_VALUE;
      assertThat(heap.comparing).isFalse();
      assertThat(heap.size).isEqualTo(items.size());
      List<Integer> left = new ArrayList<>();
      while (heap.size > 0) {
        left.add(heap.remove());
      }
      assertThat(left).as("seed %d", SEED + i).isEqualTo(items.stream().sorted().toList());
    }
    assertThat(failures).isGreaterThan(SEQUENCES / 3);
  }

  @Test
  void heap_removed_holdsTheItemNoMore() {
    List<Object> compared = new ArrayList<>();
    ItemStore<Object> heap =
        new ItemStore.Heap<>(
            (a, b) -> {
              compared.add(a);
              return a.hashCode() - b.hashCode();
            },
            QueueSync.UNBOUNDED,
            null);
    heap.add("a");
    assertThat(heap.remove()).isEqualTo("a");
    assertThatThrownBy(heap::remove).isInstanceOf(RuntimeException.class);
    assertThat(compared).isEmpty();
  }

  @Test
  void stores_afterManyItems_areShortAgainAndInOrder() {
    for (ItemStore<Integer> store :
        List.of(
            new ItemStore.Fifo<Integer>(QueueSync.UNBOUNDED, null),
            new ItemStore.Lifo<Integer>(QueueSync.UNBOUNDED, null),
            new ItemStore.Heap<>(Comparator.<Integer>naturalOrder(), QueueSync.UNBOUNDED, null))) {
      boolean isStack = store instanceof ItemStore.Lifo;
      int many = 100_000;
      for (int i = 0; i < many; i++) {
        store.add(i);
      }
      for (int i = 0; i < many; i++) {
        assertThat(store.remove()).isEqualTo(isStack ? many - 1 - i : i);
      }
      assertThat(store.places.length).isLessThanOrEqualTo(1024);

      for (int i = 0; i < many; i++) {
        store.add(i);
      }
      assertThat(store.removeAll()).hasSize(many);
      assertThat(store.places.length).isLessThanOrEqualTo(1024);
      store.add(1);
      assertThat(store.remove()).isEqualTo(1);
    }
  }
}
