/// Networks for pictures. Each is a [gradus.nn.vision.VisionModel], whose head can be replaced, but
/// an [gradus.nn.vision.Mlp] is a plain [gradus.nn.Sequential].
package gradus.nn.vision;
