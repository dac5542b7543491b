package gradus.engine.simd;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SplitTest {
  private static void check(Split split, int length) {
    assertThat(split.length()).isEqualTo(length);
    assertThat(split.start(0)).isZero();
    assertThat(split.start(split.parts())).isEqualTo(length);
    int shortest = length / split.parts();
    for (int part = 0; part < split.parts(); part++) {
      assertThat(split.start(part) + split.size(part)).isEqualTo(split.start(part + 1));
      assertThat(split.size(part)).isBetween(shortest, shortest + 1);
      assertThat(split.size(part)).isGreaterThanOrEqualTo(part == 0 ? 0 : split.size(part - 1));
    }
  }

  @Property
  void partsFollowEachOtherAndDifferByOneAtTheMost(
      @ForAll @IntRange(min = 1, max = 50) int parts,
      @ForAll @IntRange(min = 0, max = 1000) int length) {
    Split split = Split.into(parts, length);
    assertThat(split.parts()).isEqualTo(parts);
    check(split, length);
  }

  @Property
  void thereAreAsFewAsTheirLengthAllows(
      @ForAll @IntRange(min = 1, max = 50) int longest,
      @ForAll @IntRange(min = 0, max = 1000) int length) {
    Split split = Split.atMost(longest, length);
    check(split, length);
    assertThat(split.size(split.parts() - 1)).isLessThanOrEqualTo(longest);
    assertThat(split.parts() == 1 || (split.parts() - 1) * longest < length).isTrue();
  }

  @Property
  void allButTheLastHaveASize(
      @ForAll @IntRange(min = 1, max = 50) int size,
      @ForAll @IntRange(min = 0, max = 1000) int length) {
    Split split = Split.each(size, length);
    assertThat(split.length()).isEqualTo(length);
    assertThat(split.start(0)).isZero();
    assertThat(split.start(split.parts())).isEqualTo(length);
    for (int part = 0; part < split.parts(); part++) {
      assertThat(split.start(part) + split.size(part)).isEqualTo(split.start(part + 1));
      assertThat(split.size(part))
          .isEqualTo(part < split.parts() - 1 ? size : length - (split.parts() - 1) * size)
          .isBetween(length == 0 ? 0 : 1, size);
    }
  }

  @Property
  void theLargestLengths(
      @ForAll @IntRange(min = 1 << 20) int longest,
      @ForAll @IntRange(min = 1, max = 100) int less) {
    int length = Integer.MAX_VALUE - less;
    Split split = Split.atMost(longest, length);
    check(split, length);
    assertThat(split.size(split.parts() - 1)).isLessThanOrEqualTo(longest);
  }
}
