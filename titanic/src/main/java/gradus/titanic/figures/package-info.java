/// How good predictions are, in numbers and in pictures. Knows nothing of recipes and models.
package gradus.titanic.figures;
