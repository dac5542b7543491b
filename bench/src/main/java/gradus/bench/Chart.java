package gradus.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/// Draws grouped bars with XChart.
final class Chart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 460;

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

  /// Draws bars into a PNG file.
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
    style.setLocale(Locale.ROOT);
    style.setAvailableSpaceFill(0.8);
    style.setXAxisLabelRotation(90);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setLegendBorderColor(Color.WHITE);
    style.setYAxisMin(0.0);
    style.setSeriesColors(COLORS.toArray(Color[]::new));
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesStroke(new BasicStroke(0.5f));
    style.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    bars.series()
        .forEach(
            (name, values) ->
                chart.addSeries(
                    name, bars.labels(), values.stream().map(v -> v.isNaN() ? null : v).toList()));
    try {
      BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    } catch (RuntimeException | LinkageError | InternalError e) {
      // So the JDK says that there is no font, or not the library that finds fonts.
      throw new IOException("can't draw here, is a font installed? " + e, e);
    }
  }
}
