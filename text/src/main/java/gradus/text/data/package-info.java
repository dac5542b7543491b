/// The embedded text.
package gradus.text.data;
