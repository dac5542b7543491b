/// Statistics and charts of predictions, independent of recipes and models.
package gradus.titanic.figures;
