package gradus.bench;

import gradus.cli.Drawing;
import gradus.cli.InputException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/// Draws grouped bar charts with XChart.
final class Chart {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 460;

  /// Okabe and Ito's palette, which colour-blind readers can distinguish.
  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xE69F00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0x56B4E9),
          new Color(0xD55E00));

  private Chart() {}

  /// Checks that charts can be drawn on this machine.
  ///
  /// @throws InputException if they can't
  static void check() {
    SequencedMap<String, List<Double>> series = new TreeMap<>(Map.of("a", List.of(1.0)));
    Drawing.check("--chart", () -> png(new Bars("b", "c", List.of("d"), series)));
  }

  /// {@return bars as a PNG picture}
  static byte[] png(Bars bars) {
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
      return BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
    } catch (IOException e) {
      // In memory there is nothing to fail.
      throw new UncheckedIOException(e);
    }
  }
}
