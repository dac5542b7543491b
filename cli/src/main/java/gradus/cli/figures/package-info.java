/// Charts, and the parts of pages that show them.
package gradus.cli.figures;
