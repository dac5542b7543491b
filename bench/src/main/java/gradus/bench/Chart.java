package gradus.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/// Draws grouped bars with XChart.
final class Chart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;

  /// Okabe and Ito's, which people who confuse colours can tell apart.
  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xE69F00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0xD55E00));

  private Chart() {}

  /// {@return the format that a file's ending asks for, `svg` or `png`, or empty}
  static Optional<String> format(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return List.of("svg", "png").stream().filter(end -> name.endsWith("." + end)).findFirst();
  }

  /// Draws bars into a file.
  static void write(Bars bars, Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(bars.title())
            .yAxisTitle(bars.axis())
            .build();
    CategoryStyler style = chart.getStyler();
    style.setAvailableSpaceFill(0.8);
    style.setXAxisLabelRotation(60);
    style.setLegendPosition(LegendPosition.InsideNE);
    style.setSeriesColors(COLORS.toArray(Color[]::new));
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesStroke(new BasicStroke(0.5f));
    style.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    bars.series()
        .forEach(
            (name, values) ->
                chart.addSeries(
                    name, bars.labels(), values.stream().map(v -> v.isNaN() ? null : v).toList()));
    String path = file.toString();
    if (format(file).orElseThrow().equals("svg")) {
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, path, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    } else {
      BitmapEncoder.saveBitmap(chart, path, BitmapEncoder.BitmapFormat.PNG);
    }
  }
}
