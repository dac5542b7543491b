package gradus.titanic.workbook;

import java.util.EnumMap;
import java.util.Map;
import org.apache.poi.ss.usermodel.BorderStyle;
import org.apache.poi.ss.usermodel.FillPatternType;
import org.apache.poi.ss.usermodel.HorizontalAlignment;
import org.apache.poi.ss.usermodel.VerticalAlignment;
import org.apache.poi.xssf.usermodel.XSSFCellStyle;
import org.apache.poi.xssf.usermodel.XSSFColor;
import org.apache.poi.xssf.usermodel.XSSFFont;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/// The style and number format of a cell in the workbook.
enum Look {
  TITLE(Colour.DARK, null, "General", HorizontalAlignment.LEFT),
  TEXT(Colour.BLACK, null, "General", HorizontalAlignment.LEFT),
  NOTE(Colour.GREY, null, "General", HorizontalAlignment.LEFT),
  /// The label above a figure.
  LABEL(Colour.GREY, null, "General", HorizontalAlignment.CENTER),
  LINK(Colour.BLUE, null, "General", HorizontalAlignment.LEFT),
  /// The header of a group of columns.
  GROUP(Colour.DARK, Colour.PALE, "General", HorizontalAlignment.CENTER),
  HEADER(Colour.WHITE, Colour.DARK, "General", HorizontalAlignment.CENTER),
  /// The label of a row.
  NAME(Colour.DARK, null, "General", HorizontalAlignment.LEFT),
  /// A number from the list or from the command.
  PLAIN(Colour.BLACK, null, "General", HorizontalAlignment.CENTER),
  /// A formula whose value is a word or a count.
  COUNT(Colour.BLACK, null, "0", HorizontalAlignment.CENTER),
  /// A cell to change.
  INPUT(Colour.BLUE, Colour.YELLOW, "General", HorizontalAlignment.CENTER),
  /// A parameter to change.
  PARAMETER(Colour.BLUE, Colour.YELLOW, "0.000000", HorizontalAlignment.RIGHT),
  VALUE(Colour.BLACK, null, "0.0000", HorizontalAlignment.RIGHT),
  FINE(Colour.BLACK, null, "0.000000", HorizontalAlignment.RIGHT),
  /// A gradient, which is small near a minimum.
  GRADIENT(Colour.BLACK, null, "0.00000000", HorizontalAlignment.RIGHT),
  KEY_LOSS(Colour.DARK, Colour.GREEN, "0.0000000000", HorizontalAlignment.CENTER),
  KEY_SHARE(Colour.DARK, Colour.GREEN, "0.0000", HorizontalAlignment.CENTER),
  KEY_COUNT(Colour.DARK, Colour.GREEN, "0", HorizontalAlignment.CENTER);

  /// The workbook's colours, as red, green and blue.
  private static final class Colour {
    static final byte[] BLACK = rgb(0x222222);
    static final byte[] GREY = rgb(0x7F7F7F);
    static final byte[] WHITE = rgb(0xFFFFFF);
    static final byte[] DARK = rgb(0x1F3864);
    static final byte[] BLUE = rgb(0x0B5394);
    static final byte[] PALE = rgb(0xDCE6F4);
    static final byte[] YELLOW = rgb(0xFFF2CC);
    static final byte[] GREEN = rgb(0xE2EFDA);
    static final byte[] LINE = rgb(0xBFBFBF);

    private static byte[] rgb(int colour) {
      return new byte[] {(byte) (colour >> 16), (byte) (colour >> 8), (byte) colour};
    }
  }

  /// The text colour of rows that are not used.
  static final byte[] FADED = Colour.LINE;

  private static final short TITLE_SIZE = 16;

  private final byte[] ink;
  private final byte[] fill;
  private final String format;
  private final HorizontalAlignment alignment;

  Look(byte[] ink, byte[] fill, String format, HorizontalAlignment alignment) {
    this.ink = ink;
    this.fill = fill;
    this.format = format;
    this.alignment = alignment;
  }

  /// Creates all styles of a workbook; there can't be one style per cell.
  static Map<Look, XSSFCellStyle> styles(XSSFWorkbook workbook) {
    Map<Look, XSSFCellStyle> styles = new EnumMap<>(Look.class);
    for (Look look : values()) {
      styles.put(look, look.style(workbook));
    }
    return styles;
  }

  private XSSFCellStyle style(XSSFWorkbook workbook) {
    XSSFFont font = workbook.createFont();
    font.setColor(new XSSFColor(ink, null));
    font.setBold(ink == Colour.DARK || this == HEADER);
    if (this == TITLE) {
      font.setFontHeightInPoints(TITLE_SIZE);
    }
    font.setUnderline(this == LINK ? XSSFFont.U_SINGLE : XSSFFont.U_NONE);
    XSSFCellStyle style = workbook.createCellStyle();
    style.setFont(font);
    style.setDataFormat(workbook.createDataFormat().getFormat(format));
    style.setAlignment(alignment);
    style.setVerticalAlignment(VerticalAlignment.CENTER);
    style.setWrapText(this == HEADER);
    if (fill != null) {
      style.setFillForegroundColor(new XSSFColor(fill, null));
      style.setFillPattern(FillPatternType.SOLID_FOREGROUND);
    }
    if (fill == Colour.YELLOW || fill == Colour.GREEN) {
      XSSFColor line = new XSSFColor(Colour.LINE, null);
      style.setBorderTop(BorderStyle.THIN);
      style.setBorderBottom(BorderStyle.THIN);
      style.setBorderLeft(BorderStyle.THIN);
      style.setBorderRight(BorderStyle.THIN);
      style.setTopBorderColor(line);
      style.setBottomBorderColor(line);
      style.setLeftBorderColor(line);
      style.setRightBorderColor(line);
    }
    return style;
  }
}
