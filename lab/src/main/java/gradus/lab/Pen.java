package gradus.lab;

import java.util.Arrays;

/// A pen on a sheet of 32 · 32 points. The sheet is divided into 8 · 8 cells of 4 · 4 points each,
/// and the ink of a cell is the number of its points under the pen, from 0 to 16: so the digits of
/// the data set were reduced from scanned forms.
final class Pen {
  /// The number of points along a side of the sheet.
  static final int SHEET = 32;

  /// The number of cells along a side of the sheet.
  static final int CELLS = 8;

  /// The most ink of a cell.
  static final int MOST = 16;

  private static final int EACH = SHEET / CELLS;

  /// Half of the width of a line, in points. A line through the middle of cells fills them.
  private static final double RADIUS = 2;

  private Pen() {}

  /// Returns the ink after a stroke.
  ///
  /// @param ink the ink before, of each cell, row by row
  /// @param path the places that the pen went through in straight lines: x and y of each, from the
  ///   top left, in points
  /// @param erase whether the stroke takes ink away
  static double[] stroke(double[] ink, double[] path, boolean erase) {
    double[] after = ink.clone();
    for (int row = 0; row < SHEET; row++) {
      for (int column = 0; column < SHEET; column++) {
        if (isUnder(path, column + 0.5, row + 0.5)) {
          int cell = row / EACH * CELLS + column / EACH;
          after[cell] += erase ? -1 : 1;
        }
      }
    }
    return Arrays.stream(after).map(each -> Math.clamp(each, 0, MOST)).toArray();
  }

  private static boolean isUnder(double[] path, double x, double y) {
    for (int i = 0; i + 1 < path.length; i += 2) {
      int to = Math.min(i + 2, path.length - 2);
      if (distance(path[i], path[i + 1], path[to], path[to + 1], x, y) <= RADIUS) {
        return true;
      }
    }
    return false;
  }

  /// Returns the distance of a point from the line between two others.
  private static double distance(
      double fromX, double fromY, double toX, double toY, double x, double y) {
    double alongX = toX - fromX;
    double alongY = toY - fromY;
    double length = alongX * alongX + alongY * alongY;
    double share =
        length == 0 ? 0 : Math.clamp(((x - fromX) * alongX + (y - fromY) * alongY) / length, 0, 1);
    return Math.hypot(fromX + share * alongX - x, fromY + share * alongY - y);
  }
}
