/// Pictures with their classes: the embedded digits, files of data sets, and folders of pictures.
package gradus.vision.data;
