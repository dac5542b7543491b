package gradus.titanic.workbook;

import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xddf.usermodel.PresetColor;
import org.apache.poi.xddf.usermodel.PresetLineDash;
import org.apache.poi.xddf.usermodel.XDDFColor;
import org.apache.poi.xddf.usermodel.XDDFLineProperties;
import org.apache.poi.xddf.usermodel.XDDFNoFillProperties;
import org.apache.poi.xddf.usermodel.XDDFPresetLineDash;
import org.apache.poi.xddf.usermodel.XDDFShapeProperties;
import org.apache.poi.xddf.usermodel.XDDFSolidFillProperties;
import org.apache.poi.xddf.usermodel.chart.AxisPosition;
import org.apache.poi.xddf.usermodel.chart.ChartTypes;
import org.apache.poi.xddf.usermodel.chart.DisplayBlanks;
import org.apache.poi.xddf.usermodel.chart.LegendPosition;
import org.apache.poi.xddf.usermodel.chart.MarkerStyle;
import org.apache.poi.xddf.usermodel.chart.ScatterStyle;
import org.apache.poi.xddf.usermodel.chart.XDDFDataSourcesFactory;
import org.apache.poi.xddf.usermodel.chart.XDDFScatterChartData;
import org.apache.poi.xddf.usermodel.chart.XDDFValueAxis;
import org.apache.poi.xssf.usermodel.XSSFChart;
import org.apache.poi.xssf.usermodel.XSSFClientAnchor;
import org.apache.poi.xssf.usermodel.XSSFSheet;

/// A chart of losses over steps. It stores the values of its cells when it is drawn, so they must
/// have been calculated.
final class LossChart {
  private static final PresetColor[] COLOURS = {
    PresetColor.STEEL_BLUE, PresetColor.DARK_ORANGE, PresetColor.DARK_VIOLET
  };

  private static final double TITLE_SIZE = 12;
  private static final double LINE_WIDTH = 2;

  private final XSSFChart chart;
  private final XDDFScatterChartData data;

  /// Creates an empty chart.
  ///
  /// @param cells the cells that it covers
  LossChart(XSSFSheet sheet, CellRangeAddress cells, String title) {
    chart =
        sheet
            .createDrawingPatriarch()
            .createChart(
                new XSSFClientAnchor(
                    0,
                    0,
                    0,
                    0,
                    cells.getFirstColumn(),
                    cells.getFirstRow(),
                    cells.getLastColumn() + 1,
                    cells.getLastRow() + 1));
    chart.setTitleText(title);
    chart.setTitleOverlay(false);
    chart.getFormattedTitle().getParagraph(0).addDefaultRunProperties().setFontSize(TITLE_SIZE);
    // Runs have different lengths: the missing values of shorter ones are gaps, not 0.
    chart.displayBlanksAs(DisplayBlanks.GAP);
    chart.getOrAddLegend().setPosition(LegendPosition.BOTTOM);
    XDDFValueAxis steps = chart.createValueAxis(AxisPosition.BOTTOM);
    steps.setTitle("step");
    steps.setMinimum(0);
    XDDFValueAxis loss = chart.createValueAxis(AxisPosition.LEFT);
    loss.setTitle("loss (MSE)");
    loss.setNumberFormat("0.00");
    XDDFShapeProperties grid = loss.getOrAddMajorGridProperties();
    grid.setLineProperties(
        new XDDFLineProperties(
            new XDDFSolidFillProperties(XDDFColor.from(PresetColor.LIGHT_GRAY))));
    data = (XDDFScatterChartData) chart.createData(ChartTypes.SCATTER, steps, loss);
    data.setStyle(ScatterStyle.LINE_MARKER);
  }

  /// Adds a line of the losses of a run.
  LossChart line(TrainingSheet training, int run, String name) {
    XDDFScatterChartData.Series series =
        series(training, training.steps(run), training.sheet().xssf(), training.losses(run), name);
    series.setMarkerStyle(MarkerStyle.NONE);
    XDDFLineProperties line =
        new XDDFLineProperties(
            new XDDFSolidFillProperties(XDDFColor.from(COLOURS[run % COLOURS.length])));
    // Two equivalent networks have the same curve: the wider line stays visible behind the other.
    line.setWidth(run == 1 ? 2 * LINE_WIDTH : LINE_WIDTH);
    if (run == 1) {
      line.setPresetDash(new XDDFPresetLineDash(PresetLineDash.SYSTEM_DASH));
    }
    series.setLineProperties(line);
    return this;
  }

  /// Adds a point at the last step of a run, at the height of a cell's value.
  LossChart point(TrainingSheet training, int run, ModelSheet model, String name) {
    XDDFScatterChartData.Series series =
        series(training, training.end(run), model.sheet().xssf(), ModelSheet.loss(), name);
    series.setLineProperties(new XDDFLineProperties(new XDDFNoFillProperties()));
    series.setMarkerStyle(MarkerStyle.CIRCLE);
    XDDFShapeProperties red = new XDDFShapeProperties();
    red.setFillProperties(new XDDFSolidFillProperties(XDDFColor.from(PresetColor.CRIMSON)));
    red.setLineProperties(new XDDFLineProperties(new XDDFNoFillProperties()));
    series.getCTScatterSer().getMarker().addNewSpPr().set(red.getXmlObject());
    return this;
  }

  private XDDFScatterChartData.Series series(
      TrainingSheet training,
      CellRangeAddress steps,
      XSSFSheet sheet,
      CellRangeAddress losses,
      String name) {
    XDDFScatterChartData.Series series =
        (XDDFScatterChartData.Series)
            data.addSeries(
                XDDFDataSourcesFactory.fromNumericCellRange(training.sheet().xssf(), steps),
                XDDFDataSourcesFactory.fromNumericCellRange(sheet, losses));
    series.setTitle(name, null);
    series.setSmooth(false);
    return series;
  }

  /// Draws the chart.
  void draw() {
    chart.plot(data);
  }
}
