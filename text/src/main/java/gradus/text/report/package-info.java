/// The report about a training.
package gradus.text.report;
