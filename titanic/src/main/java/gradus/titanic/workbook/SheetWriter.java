package gradus.titanic.workbook;

import java.util.List;
import java.util.Map;
import org.apache.poi.common.usermodel.HyperlinkType;
import org.apache.poi.ss.SpreadsheetVersion;
import org.apache.poi.ss.formula.SheetNameFormatter;
import org.apache.poi.ss.usermodel.DataValidation;
import org.apache.poi.ss.usermodel.PrintSetup;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.ss.util.CellRangeAddressList;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFCellStyle;
import org.apache.poi.xssf.usermodel.XSSFColor;
import org.apache.poi.xssf.usermodel.XSSFConditionalFormattingRule;
import org.apache.poi.xssf.usermodel.XSSFDataValidationHelper;
import org.apache.poi.xssf.usermodel.XSSFHyperlink;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFSheetConditionalFormatting;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/// A sheet of the workbook. Rows and columns count from 0 here; the sheet itself calls them 1 and
/// A.
///
/// All sheets with a row a passenger begin with the same rows, so that a passenger has the same row
/// in each.
///
/// @param xssf the sheet
/// @param styles what each look is in its workbook
record SheetWriter(XSSFSheet xssf, Map<Look, XSSFCellStyle> styles) {
  /// The row that names groups of columns.
  static final int GROUPS = 4;

  /// The row that names the columns.
  static final int HEADER = 5;

  /// The first row below.
  static final int FIRST = 6;

  private static final float TWO_LINES = 30;

  /// A sheet at the end of a workbook.
  static SheetWriter add(XSSFWorkbook workbook, Map<Look, XSSFCellStyle> styles, String name) {
    return new SheetWriter(workbook.createSheet(name), styles);
  }

  /// A cell's address, such as B7.
  static String at(int row, int column) {
    return new CellReference(row, column, false, false).formatAsString();
  }

  /// A cell's address that stays as it is when a formula is copied, such as $B$7.
  static String fixed(int row, int column) {
    return new CellReference(row, column, true, true).formatAsString();
  }

  /// A range's address that stays as it is.
  static String fixed(int row, int column, int lastRow, int lastColumn) {
    return fixed(row, column) + ":" + fixed(lastRow, lastColumn);
  }

  /// An address as other sheets write it, such as 'net-matmul'!B7.
  String from(String address) {
    return SheetNameFormatter.format(xssf.getSheetName()) + "!" + address;
  }

  private XSSFCell cell(int row, int column, Look look) {
    XSSFRow cells = xssf.getRow(row);
    if (cells == null) {
      cells = xssf.createRow(row);
    }
    XSSFCell cell = cells.createCell(column);
    cell.setCellStyle(styles.get(look));
    return cell;
  }

  void text(int row, int column, Look look, String text) {
    // The format takes _x0041_ for an A, and _x005F_ for the underscore of such a text.
    cell(row, column, look).setCellValue(text.replaceAll("_(?=x\\p{XDigit}{4}_)", "_x005F_"));
  }

  void number(int row, int column, Look look, double number) {
    cell(row, column, look).setCellValue(number);
  }

  void formula(int row, int column, Look look, String formula) {
    cell(row, column, look).setCellFormula(formula);
  }

  /// A formula whose value is a matrix, over the cells that show it.
  void matrix(CellRangeAddress cells, Look look, String formula) {
    cells.forEach(address -> cell(address.getRow(), address.getColumn(), look));
    xssf.setArrayFormula(formula, cells);
  }

  /// A name over several columns.
  void group(int row, int first, int last, String name) {
    for (int column = first; column <= last; column++) {
      cell(row, column, Look.GROUP);
    }
    text(row, first, Look.GROUP, name);
    if (last > first) {
      xssf.addMergedRegion(new CellRangeAddress(row, row, first, last));
    }
  }

  /// A text that leads to another sheet.
  void link(int row, int column, String text, SheetWriter target) {
    XSSFHyperlink link =
        xssf.getWorkbook().getCreationHelper().createHyperlink(HyperlinkType.DOCUMENT);
    link.setAddress(target.from("A1"));
    text(row, column, Look.LINK, text);
    xssf.getRow(row).getCell(column).setHyperlink(link);
  }

  /// The width of columns.
  ///
  /// @param characters that fit
  void width(int first, int last, double characters) {
    for (int column = first; column <= last; column++) {
      xssf.setColumnWidth(column, (int) (characters * 256));
    }
  }

  /// Lets only some words be typed into the cells of a column, if they fit into the format: a list
  /// of 255 characters, separated by commas.
  void choices(int row, int lastRow, int column, List<String> words) {
    String list = String.join(",", words);
    if (list.length() > 255 || words.stream().anyMatch(word -> word.matches(".*[,\"].*"))) {
      return;
    }
    XSSFDataValidationHelper helper = new XSSFDataValidationHelper(xssf);
    DataValidation validation =
        helper.createValidation(
            helper.createExplicitListConstraint(words.toArray(String[]::new)),
            new CellRangeAddressList(row, lastRow, column, column));
    validation.setShowErrorBox(true);
    validation.createErrorBox("Unknown word", "Choose one of the list's words.");
    xssf.addValidationData(validation);
  }

  /// Greys the rows of a range where a formula, written for the first of them, is true.
  void grey(int row, int column, int lastRow, int lastColumn, String formula) {
    XSSFSheetConditionalFormatting formatting = xssf.getSheetConditionalFormatting();
    XSSFConditionalFormattingRule rule = formatting.createConditionalFormattingRule(formula);
    rule.createFontFormatting().setFontColor(new XSSFColor(Look.FADED, null));
    formatting.addConditionalFormatting(
        new CellRangeAddress[] {new CellRangeAddress(row, lastRow, column, lastColumn)}, rule);
  }

  /// What is on top, and how the sheet is printed: a page wide.
  void begin(String title, String about) {
    text(0, 0, Look.TITLE, title);
    xssf.getRow(0).setHeightInPoints(26);
    text(1, 0, Look.TEXT, about);
    xssf.setDisplayGridlines(false);
    xssf.setFitToPage(true);
    PrintSetup print = xssf.getPrintSetup();
    print.setLandscape(true);
    print.setPaperSize(PrintSetup.A4_PAPERSIZE);
    print.setFitWidth((short) 1);
    print.setFitHeight((short) 0);
  }

  /// Keeps the rows down to the header in sight, and on every printed page.
  void freeze() {
    xssf.getRow(HEADER).setHeightInPoints(TWO_LINES);
    xssf.createFreezePane(0, FIRST);
    xssf.setRepeatingRows(
        new CellRangeAddress(0, HEADER, 0, SpreadsheetVersion.EXCEL2007.getLastColumnIndex()));
  }
}
