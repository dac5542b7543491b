/// The report about a training, and charts.
package gradus.vision.report;
