/// Transformers under the names of the published files, and the files.
package gradus.text.model;
