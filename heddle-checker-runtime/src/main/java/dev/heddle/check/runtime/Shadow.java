package dev.heddle.check.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who has accessed the data of one object: for each of its fields, elements or its contents as a
 * whole, the last write and the reads since. A read or write is kept as an <em>epoch</em>, the
 * thread and its time in one word (Flanagan and Freund, <em>FastTrack</em>, PLDI 2009):
 *
 * <pre>
 *   63        32 31         0
 *   | thread id |   time    |      time 0, and so the whole word 0: never
 * </pre>
 *
 * <p>Reads that nothing orders need more than one word; the epoch is {@link #SHARED} then. Elements
 * lie in blocks, made when the first of them is accessed.
 */
final class Shadow {
  /** In place of the epoch of a read: there are several, in {@link Block#shared}. */
  static final long SHARED = -1;

  private static final int BLOCK_BITS = 10;
  private static final int BLOCK = 1 << BLOCK_BITS;
  private static final int FEW = 4;

  /** Cells that lie together; a cell is one field, element, or object as a whole. */
  static final class Block {
    long[] writes;
    int[] writeSites;
    long[] reads;
    int[] readSites;
    @Nullable Readers @Nullable [] shared;

    /** Which cells had a race; null while none had. */
    private boolean @Nullable [] raced;

    Block(int cells) {
      writes = new long[cells];
      writeSites = new int[cells];
      reads = new long[cells];
      readSites = new int[cells];
    }

    private void grow() {
      int length = writes.length * 2;
      writes = Arrays.copyOf(writes, length);
      writeSites = Arrays.copyOf(writeSites, length);
      reads = Arrays.copyOf(reads, length);
      readSites = Arrays.copyOf(readSites, length);
      if (shared != null) {
        shared = Arrays.copyOf(shared, length);
      }
      if (raced != null) {
        raced = Arrays.copyOf(raced, length);
      }
    }

    /** Notes a race of a cell; returns whether it is the first. */
    boolean race(int cell) {
      if (raced == null) {
        raced = new boolean[writes.length];
      }
      boolean isFirst = !raced[cell];
      raced[cell] = true;
      return isFirst;
    }

    /** Returns the reads of a cell that nothing orders. */
    Readers readersOf(int cell) {
      if (shared == null) {
        shared = new Readers[writes.length];
      }
      Readers known = shared[cell];
      if (known == null) {
        known = new Readers();
        shared[cell] = known;
      }
      return known;
    }
  }

  /** The last read of each of several threads. */
  static final class Readers {
    long[] epochs = new long[FEW];
    int[] sites = new int[FEW];
    int count;

    void put(long epoch, int site) {
      for (int i = 0; i < count; i++) {
        if (epochs[i] >>> 32 == epoch >>> 32) {
          epochs[i] = epoch;
          sites[i] = site;
          return;
        }
      }
      if (count == epochs.length) {
        epochs = Arrays.copyOf(epochs, count * 2);
        sites = Arrays.copyOf(sites, count * 2);
      }
      epochs[count] = epoch;
      sites[count++] = site;
    }
  }

  /** The facets of the cells of {@link #few}, in the order in which they were accessed first. */
  private int[] facets = new int[FEW];

  private int count;
  private Block few = new Block(FEW);
  private @Nullable Block @Nullable [] blocks;

  /** Forgets everything. */
  void clear() {
    Arrays.fill(few.writes, 0, count, 0);
    Arrays.fill(few.reads, 0, count, 0);
    few.raced = null;
    count = 0;
    blocks = null;
  }

  /** Returns the block of the cells of fields, and of the object as a whole. */
  Block few() {
    return few;
  }

  /** Returns the cell of a field, or of the object as a whole, in {@link #few}. */
  int cellOf(int facet) {
    int[] known = facets;
    for (int i = 0; i < count; i++) {
      if (known[i] == facet) {
        return i;
      }
    }
    if (count == facets.length) {
      facets = Arrays.copyOf(facets, count * 2);
      few.grow();
    }
    facets[count] = facet;
    return count++;
  }

  /** Returns the block of an array's element; its cell there is {@link #cellOfElement}. */
  Block blockOf(int index) {
    int at = index >>> BLOCK_BITS;
    Block[] known = blocks;
    if (known == null) {
      known = new Block[at + 1];
      blocks = known;
    } else if (at >= known.length) {
      known = Arrays.copyOf(known, Math.max(at + 1, known.length * 2));
      blocks = known;
    }
    Block block = known[at];
    if (block == null) {
      block = new Block(at == 0 && index < FEW * 4 ? FEW * 4 : BLOCK);
      known[at] = block;
    }
    while (cellOfElement(index) >= block.writes.length) {
      block.grow();
    }
    return block;
  }

  static int cellOfElement(int index) {
    return index & BLOCK - 1;
  }
}
