/// The command `gradus text`.
package gradus.text.command;
