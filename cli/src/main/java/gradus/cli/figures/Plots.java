package gradus.cli.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
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

/// Draws charts with XChart, without a screen, dark on white.
public final class Plots {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int SCALE = 2;

  /// The minimum width of a tick label.
  private static final int TICK = 70;

  /// The maximum number of series in a legend below the chart.
  private static final int A_ROW = 4;

  private static final String NUMBER = "#,##0.####";
  private static final DecimalFormatSymbols ROOT = new DecimalFormatSymbols(Locale.ROOT);

  private static final Color INK = new Color(0x24292F);
  private static final Color FAINT = new Color(0xD0D7DE);

  /// Okabe and Ito's colours, which are distinguishable with colour blindness.
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9));

  /// The colour of references, such as a baseline.
  public static final int GREY = -1;

  private Plots() {}

  /// The style of a series.
  public enum Look {
    /// A line through its points.
    LINE,
    /// A dashed line. The dashes restart at each point, so there should be few.
    DASHED,
    /// A thick line.
    THICK,
    /// Its points only.
    POINTS
  }

  /// A series of points.
  ///
  /// @param name the name in the legend
  /// @param x the x values; at least one
  /// @param y the y values; NaN is omitted
  /// @param colour 0 to 5, repeating; or [#GREY]
  /// @param look the style
  public record Line(String name, double[] x, double[] y, int colour, Look look) {}

  /// A series of bars, one for each label.
  ///
  /// @param name the name in the legend
  /// @param values the heights; null for none
  /// @param colour 0 to 5, repeating; or [#GREY]
  public record Bars(String name, List<Double> values, int colour) {}

  /// The frame of a chart.
  ///
  /// @param file the file name
  /// @param alt the description
  /// @param title the title
  /// @param x the title of the x axis; empty if the labels suffice
  /// @param y the title of the y axis
  /// @param percent whether the y values are shares, shown in per cent
  /// @param legend whether there is a legend
  public record Frame(
      String file, String alt, String title, String x, String y, boolean percent, boolean legend) {}

  /// {@return a small chart with all kinds of text, to find out whether there are fonts}
  public static Picture sample() {
    return bars(
        new Frame("", "", "a", "b", "c", false, true),
        List.of("d"),
        false,
        List.of(new Bars("e", List.of(1.0), 0)));
  }

  /// {@return a bar chart}
  ///
  /// @param frame the frame
  /// @param labels the labels of the bars
  /// @param stacked whether bars are stacked rather than grouped
  /// @param series the series, in the legend's order
  public static Picture bars(Frame frame, List<String> labels, boolean stacked, List<Bars> series) {
    CategoryChart chart =
        new CategoryChartBuilder().width(SCALE * WIDTH).height(SCALE * HEIGHT).build();
    CategoryStyler style = chart.getStyler();
    style(chart, style, frame);
    style.setStacked(stacked);
    style.setAvailableSpaceFill(series.size() > 1 && !stacked ? 0.7 : 0.85);
    style.setPlotGridVerticalLinesVisible(false);
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
  /// @param series the lines, in the legend's order; what is along the picture is divided by the
  ///   first one's ends
  public static Picture lines(Frame frame, Interval xs, Interval ys, List<Line> series) {
    XYChart chart = xy(frame, xs, ys, new DecimalFormat(NUMBER, ROOT)::format, series);
    // Where few are along it, at least one apart.
    double one = 0.8 * WIDTH / (xs.high() - xs.low());
    chart.getStyler().setXAxisTickMarkSpacingHint(SCALE * (int) Math.max(TICK, one));
    return picture(frame, chart);
  }

  /// {@return a picture of lines and points, along which equal distances are equal factors}
  ///
  /// @param frame its frame
  /// @param xs the ends of what is along it, above 0; widened to powers of ten, which have labels
  /// @param ys the ends of what is up it
  /// @param series the lines, in the legend's order
  public static Picture logarithmic(Frame frame, Interval xs, Interval ys, List<Line> series) {
    Interval decades =
        new Interval(
            Math.pow(10, Math.floor(Math.log10(xs.low()))),
            Math.pow(10, Math.ceil(Math.log10(xs.high()))));
    XYChart chart = xy(frame, decades, ys, new DecimalFormat(NUMBER, ROOT)::format, series);
    // A formatter of labels would put the ticks at equal distances.
    chart.setCustomXAxisTickLabelsFormatter(null);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern(NUMBER);
    return picture(frame, chart);
  }

  /// {@return a picture of lines and points beside names: the first name is at 1, the top, the
  /// second at 2; along it are shares}
  ///
  /// @param frame its frame
  /// @param names what stands up it
  /// @param xs the ends of what is along it
  /// @param series the lines, in the legend's order, with the names' places as `y`
  public static Picture beside(Frame frame, List<String> names, Interval xs, List<Line> series) {
    int top = names.size() + 1;
    List<Line> upward =
        series.stream()
            .map(
                line ->
                    new Line(
                        line.name,
                        line.x,
                        Arrays.stream(line.y).map(y -> top - y).toArray(),
                        line.colour,
                        line.look))
            .toList();
    XYChart chart = xy(frame, xs, new Interval(0.4, top - 0.4), Plots::percent, upward);
    chart.getStyler().setPlotGridHorizontalLinesVisible(false);
    chart.getStyler().setAxisTicksMarksVisible(false);
    chart.getStyler().setYAxisTickMarkSpacingHint(SCALE * 12);
    chart.setCustomYAxisTickLabelsFormatter(
        y -> {
          // A tick may be off by a rounding. Where there is no name all have to differ still.
          long place = Math.round(top - y);
          boolean named = place >= 1 && place <= names.size() && Math.abs(top - y - place) < 1e-6;
          return named ? names.get((int) place - 1) : " ".repeat((int) (10 * Math.abs(y)) + 1);
        });
    return picture(frame, chart);
  }

  /// {@return a picture of lines and points of shares over shares}
  ///
  /// @param frame its frame
  /// @param series the lines, in the legend's order
  public static Picture shares(Frame frame, List<Line> series) {
    Interval all = new Interval(0, 1);
    return picture(frame, xy(frame, all, all, Plots::percent, series));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static XYChart xy(
      Frame frame, Interval xs, Interval ys, Function<Double, String> ticks, List<Line> series) {
    XYChart chart = new XYChartBuilder().width(SCALE * WIDTH).height(SCALE * HEIGHT).build();
    XYStyler style = chart.getStyler();
    style(chart, style, frame);
    style.setXAxisMin(xs.low());
    style.setXAxisMax(xs.high());
    style.setYAxisMin(ys.low());
    style.setYAxisMax(ys.high());
    style.setMarkerSize(SCALE * 8);
    if (series.size() > A_ROW) {
      style.setLegendPosition(LegendPosition.OutsideE);
      style.setLegendLayout(LegendLayout.Vertical);
    }
    chart.setCustomXAxisTickLabelsFormatter(ticks);
    for (Line line : series) {
      XYSeries drawn = chart.addSeries(line.name, line.x, line.y);
      drawn.setLineColor(colour(line.colour));
      drawn.setMarkerColor(colour(line.colour));
      drawn.setMarker(
          line.look == Look.POINTS || alone(line) ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      drawn.setLineStyle(
          switch (line.look) {
            case LINE -> stroke(2);
            case THICK -> stroke(5);
            case DASHED ->
                new BasicStroke(
                    1.5f * SCALE,
                    BasicStroke.CAP_BUTT,
                    BasicStroke.JOIN_ROUND,
                    1,
                    new float[] {6 * SCALE, 4 * SCALE},
                    0);
            case POINTS -> stroke(0);
          });
      if (line.look == Look.POINTS) {
        drawn.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      }
    }
    return chart;
  }

  /// Returns whether there are fewer than two points, so that no line can be drawn.
  private static boolean alone(Line line) {
    return Arrays.stream(line.y).filter(y -> !Double.isNaN(y)).limit(2).count() < 2;
  }

  private static BasicStroke stroke(float width) {
    return new BasicStroke(SCALE * width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
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
    style.setChartTitlePadding(SCALE * 8);
    style.setChartTitleBoxVisible(false);
    style.setAxisTitleFont(font(Font.PLAIN, 12));
    style.setXAxisTitleVisible(!frame.x.isEmpty());
    style.setAxisTickLabelsFont(font(Font.PLAIN, 12));
    style.setAxisTickLabelsColor(INK);
    style.setAxisTicksLineVisible(false);
    style.setAxisTickMarksColor(FAINT);
    style.setPlotGridLinesColor(FAINT);
    style.setPlotGridLinesStroke(new BasicStroke(0.6f * SCALE));
    style.setAxisTickMarkLength(SCALE * 3);
    style.setAxisTickMarksStroke(new BasicStroke(0.6f * SCALE));
    style.setAxisTickPadding(SCALE * 5);
    style.setAxisTitlePadding(SCALE * 10);
    style.setXAxisTickMarkSpacingHint(SCALE * TICK);
    style.setYAxisTickMarkSpacingHint(SCALE * 44);
    style.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    style.setPlotMargin(0);
    style.setLegendPadding(SCALE * 9);
    style.setLegendSeriesLineLength(SCALE * 22);
    style.setChartPadding(SCALE * 12);
    style.setLegendVisible(frame.legend);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Horizontal);
    style.setLegendBorderColor(Color.WHITE);
    style.setLegendFont(font(Font.PLAIN, 12));
    style.setDecimalPattern(NUMBER);
    if (frame.percent) {
      chart.setCustomYAxisTickLabelsFormatter(Plots::percent);
    }
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, SCALE * size);
  }

  private static Picture picture(Frame frame, Chart<?, ?> chart) {
    BufferedImage image =
        new BufferedImage(SCALE * WIDTH, SCALE * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, SCALE * WIDTH, SCALE * HEIGHT);
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(indexed(image), "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Picture(frame.file, frame.alt, WIDTH, HEIGHT, bytes.toByteArray());
  }

  /// The same with a palette, which takes half the space. A picture here is a few colours and what
  /// lies between them, so that 16 to 64 levels of each primary leave no more than 256.
  private static BufferedImage indexed(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    for (int bits = 6; bits >= 4; bits--) {
      // The place in the palette of each colour, from 1.
      int[] places = new int[1 << 3 * bits];
      int[] palette = new int[256];
      byte[] indices = new byte[pixels.length];
      int colours = 0;
      for (int i = 0; i < pixels.length && colours <= 256; i++) {
        // As most pixels are.
        if (i > 0 && pixels[i] == pixels[i - 1]) {
          indices[i] = indices[i - 1];
          continue;
        }
        int red = level(pixels[i] >> 16, bits);
        int green = level(pixels[i] >> 8, bits);
        int blue = level(pixels[i], bits);
        int colour = (red << bits | green) << bits | blue;
        if (places[colour] == 0 && ++colours <= 256) {
          places[colour] = colours;
          palette[colours - 1] =
              shade(red, bits) << 16 | shade(green, bits) << 8 | shade(blue, bits);
        }
        indices[i] = (byte) (places[colour] - 1);
      }
      if (colours <= 256) {
        IndexColorModel model =
            new IndexColorModel(8, colours, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage small =
            new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
        small.getRaster().setDataElements(0, 0, width, height, indices);
        return small;
      }
    }
    return image;
  }

  private static int level(int primary, int bits) {
    return ((primary & 0xFF) * ((1 << bits) - 1) + 127) / 255;
  }

  private static int shade(int level, int bits) {
    int most = (1 << bits) - 1;
    return (level * 255 + most / 2) / most;
  }
}
