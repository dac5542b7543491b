package gradus.text.tokenize;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// The merges of byte-pair encoding: which two neighbouring tokens become one, and which go first.
///
/// A queue holds the merges that are possible, so a text of n tokens takes O(n log n) steps.
final class Merges {
  private static final int NONE = -1;

  /// Two tokens that become one.
  ///
  /// @param priority a number from 0 on; smaller ones go first
  record Merge(int left, int right, int merged, int priority) {}

  private final Map<Long, Merge> merges = new HashMap<>();

  /// @throws IllegalArgumentException if two merges have the same parts
  Merges(List<Merge> merges) {
    for (Merge merge : merges) {
      if (this.merges.put(pair(merge.left, merge.right), merge) != null) {
        throw new IllegalArgumentException(
            "the tokens " + merge.left + " and " + merge.right + " are merged twice");
      }
    }
  }

  private static long pair(int left, int right) {
    return (long) left << Integer.SIZE | right;
  }

  /// {@return tokens after all merges} The merge with the smallest priority goes first, and of
  /// several the leftmost.
  ///
  /// @param tokens the tokens before; not changed
  int[] apply(int... tokens) {
    return tokens.length < 2 ? tokens.clone() : new Application(tokens).run();
  }

  /// The merges of one text. The tokens are a linked list; a merged token takes the place of its
  /// left part.
  private final class Application {
    private final int[] tokens;
    private final int[] previous;
    private final int[] next;

    /// The merge of the token at a place with the next.
    private final Merge[] possible;

    /// Priorities, with places in the lower half. A place whose merge has another priority by now
    /// is out of date.
    private final PriorityQueue<Long> queue = new PriorityQueue<>();

    Application(int... tokens) {
      this.tokens = tokens.clone();
      int length = tokens.length;
      previous = new int[length];
      next = new int[length];
      possible = new Merge[length];
      for (int at = 0; at < length; at++) {
        previous[at] = at - 1;
        next[at] = at + 1 < length ? at + 1 : NONE;
      }
      for (int at = 0; at < length; at++) {
        look(at);
      }
    }

    private void look(int at) {
      possible[at] = next[at] == NONE ? null : merges.get(pair(tokens[at], tokens[next[at]]));
      if (possible[at] != null) {
        queue.add(pair(possible[at].priority, at));
      }
    }

    int[] run() {
      int left = tokens.length;
      for (Long first = queue.poll(); first != null; first = queue.poll()) {
        int at = first.intValue();
        Merge merge = possible[at];
        if (merge != null && merge.priority == first >> Integer.SIZE) {
          merge(at, merge);
          left--;
        }
      }
      int[] merged = new int[left];
      for (int at = 0, i = 0; at != NONE; at = next[at]) {
        merged[i++] = tokens[at];
      }
      return merged;
    }

    private void merge(int at, Merge merge) {
      tokens[at] = merge.merged;
      possible[next[at]] = null;
      next[at] = next[next[at]];
      if (next[at] != NONE) {
        previous[next[at]] = at;
      }
      look(at);
      if (previous[at] != NONE) {
        look(previous[at]);
      }
    }
  }

  /// {@return the merges, those with smaller priorities first}
  List<Merge> inOrder() {
    Merge[] all = merges.values().toArray(Merge[]::new);
    Arrays.sort(all, Comparator.comparingInt(Merge::priority));
    return List.of(all);
  }
}
