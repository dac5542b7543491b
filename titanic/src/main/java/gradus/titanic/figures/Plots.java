package gradus.titanic.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws with XChart, without a screen, dark on white.
public final class Plots {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int SCALE = 2;

  private static final Color INK = new Color(0x24292F);
  private static final Color FAINT = new Color(0xD0D7DE);

  /// Okabe and Ito's colours, which people who confuse colours can tell apart.
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9));

  /// What neither is good nor bad, such as a line to compare with.
  public static final int GREY = -1;

  private Plots() {}

  /// How a series is drawn.
  public enum Look {
    /// A line through its points.
    LINE,
    /// The same, dashed.
    DASHED,
    /// A thick line.
    THICK,
    /// Its points only.
    POINTS,
    /// A line and its points.
    BOTH
  }

  /// Points in a picture.
  ///
  /// @param name what the legend calls them
  /// @param x their places; at least one
  /// @param y their values; those that are no numbers are left out
  /// @param colour 0 to 5, then again; or [#GREY]
  /// @param look how they are drawn
  public record Line(String name, double[] x, double[] y, int colour, Look look) {}

  /// Bars in a picture, one for each of its labels.
  ///
  /// @param name what the legend calls them
  /// @param values their heights; null for none
  /// @param colour 0 to 5, then again; or [#GREY]
  public record Bars(String name, List<Double> values, int colour) {}

  /// A picture's frame.
  ///
  /// @param file the name of its file
  /// @param alt what it shows, in words
  /// @param title its title
  /// @param x what is along it; empty where the labels say it
  /// @param y what is up it
  /// @param percent whether what is up it are shares, to be written in per cent
  /// @param legend whether the series need names
  public record Frame(
      String file, String alt, String title, String x, String y, boolean percent, boolean legend) {}

  /// Tries to draw.
  ///
  /// @throws IOException if there is no font, or not the library that finds fonts; without them
  ///   nothing can be drawn here
  public static void check() throws IOException {
    try {
      bars(
          new Frame("", "", "a", "b", "c", false, true),
          List.of("d"),
          false,
          List.of(new Bars("e", List.of(1.0), 0)));
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw new IOException(
          "no picture can be drawn on this machine, most likely because it has no font; install"
              + " fontconfig and a font, such as DejaVu",
          e);
    }
  }

  /// {@return a picture of bars}
  ///
  /// @param frame its frame
  /// @param labels what stands under the bars
  /// @param stacked whether bars stand on each other rather than beside
  /// @param series the bars, in the legend's order
  public static Picture bars(Frame frame, List<String> labels, boolean stacked, List<Bars> series) {
    CategoryChart chart = new CategoryChartBuilder().width(WIDTH).height(HEIGHT).build();
    CategoryStyler style = chart.getStyler();
    style(chart, style, frame);
    style.setStacked(stacked);
    style.setAvailableSpaceFill(series.size() > 1 && !stacked ? 0.7 : 0.85);
    style.setPlotGridVerticalLinesVisible(false);
    style.setXAxisMaxLabelCount(10);
    style.setSeriesColors(series.stream().map(bars -> colour(bars.colour)).toArray(Color[]::new));
    if (series.stream().flatMap(bars -> bars.values.stream()).noneMatch(Plots::negative)) {
      style.setYAxisMin(0.0);
    }
    if (frame.percent) {
      style.setYAxisMax(1.0);
    }
    series.forEach(bars -> chart.addSeries(bars.name, labels, bars.values));
    return picture(frame, chart);
  }

  private static boolean negative(Double value) {
    return value != null && value < 0;
  }

  /// {@return a picture of lines and points}
  ///
  /// @param frame its frame
  /// @param xs the ends of what is along it
  /// @param ys the ends of what is up it
  /// @param series the lines, in the legend's order
  public static Picture lines(Frame frame, Interval xs, Interval ys, List<Line> series) {
    return lines(frame, xs, ys, null, series);
  }

  /// {@return a picture of lines and points over names: the first at 1, the second at 2}
  ///
  /// @param frame its frame
  /// @param names what stands along it
  /// @param ys the ends of what is up it
  /// @param series the lines, in the legend's order
  public static Picture over(Frame frame, List<String> names, Interval ys, List<Line> series) {
    return lines(
        frame,
        new Interval(0, names.size() + 1),
        ys,
        x -> x == Math.rint(x) && x >= 1 && x <= names.size() ? names.get((int) (x - 1)) : " ",
        series);
  }

  /// {@return a picture of lines and points of shares over shares}
  ///
  /// @param frame its frame
  /// @param series the lines, in the legend's order
  public static Picture shares(Frame frame, List<Line> series) {
    Interval all = new Interval(0, 1);
    return lines(frame, all, all, Plots::percent, series);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static Picture lines(
      Frame frame, Interval xs, Interval ys, Function<Double, String> ticks, List<Line> series) {
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).build();
    XYStyler style = chart.getStyler();
    style(chart, style, frame);
    style.setXAxisMin(xs.low());
    style.setXAxisMax(xs.high());
    style.setYAxisMin(ys.low());
    style.setYAxisMax(ys.high());
    style.setMarkerSize(8);
    if (ticks != null) {
      chart.setCustomXAxisTickLabelsFormatter(ticks);
    }
    for (Line line : series) {
      XYSeries drawn = chart.addSeries(line.name, line.x, line.y);
      drawn.setLineColor(colour(line.colour));
      drawn.setMarkerColor(colour(line.colour));
      drawn.setMarker(
          line.look == Look.POINTS || line.look == Look.BOTH || line.x.length == 1
              ? SeriesMarkers.CIRCLE
              : SeriesMarkers.NONE);
      drawn.setLineStyle(
          switch (line.look) {
            case LINE, BOTH -> stroke(2);
            case THICK -> stroke(5);
            case DASHED ->
                new BasicStroke(
                    2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0);
            case POINTS -> stroke(0);
          });
      if (line.look == Look.POINTS) {
        drawn.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      }
    }
    return picture(frame, chart);
  }

  private static BasicStroke stroke(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static Color colour(int colour) {
    return colour == GREY ? new Color(0x6E7781) : COLOURS.get(colour % COLOURS.size());
  }

  private static void style(Chart<?, ?> chart, AxesChartStyler style, Frame frame) {
    chart.setTitle(frame.title);
    chart.setXAxisTitle(frame.x);
    chart.setYAxisTitle(frame.y);
    style.setLocale(Locale.ROOT);
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setChartFontColor(INK);
    style.setBaseFont(font(Font.PLAIN, 12));
    style.setChartTitleFont(font(Font.BOLD, 14));
    style.setChartTitlePadding(8);
    style.setChartTitleBoxVisible(false);
    style.setAxisTitleFont(font(Font.PLAIN, 12));
    style.setXAxisTitleVisible(!frame.x.isEmpty());
    style.setAxisTickLabelsFont(font(Font.PLAIN, 12));
    style.setAxisTickLabelsColor(INK);
    style.setAxisTicksLineVisible(false);
    style.setAxisTickMarksColor(FAINT);
    style.setPlotGridLinesColor(FAINT);
    style.setPlotGridLinesStroke(new BasicStroke(0.6f));
    style.setPlotMargin(0);
    style.setChartPadding(12);
    style.setLegendVisible(frame.legend);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setLegendBorderColor(Color.WHITE);
    style.setLegendFont(font(Font.PLAIN, 12));
    style.setDecimalPattern("#,##0.####");
    if (frame.percent) {
      chart.setCustomYAxisTickLabelsFormatter(Plots::percent);
    }
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  private static Picture picture(Frame frame, Chart<?, ?> chart) {
    BufferedImage image =
        new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Picture(frame.file, frame.alt, WIDTH, HEIGHT, bytes.toByteArray());
  }
}
