/// The backend on the JDK's Vector API.
///
/// [SimdBackend] takes each kernel to where it is done: element-wise work to [Runs], sums and
/// extremes to [Reductions], what moves elements to [Placements], matrix products to [Gemm].
/// [Workers] shares all of it out to threads, and [WarmUp] keeps it in plain Java for as long as a
/// program has done little. There is one width of vectors, [Lanes]; W is their number of floats.
///
/// ## All but the matrix product
///
/// Every element-wise operation is one loop over *runs*, elements that lie in an array without
/// gaps. Where no operand has any, [StraightRuns] takes each as one run; else [Runs] cuts the
/// indices into boxes that stay in the cache, and finds each operand's run: in place where there
/// are no gaps, else gathered by [Boxes] into memory of its own, once for what repeats. Threads
/// share the runs or boxes out. [Loops] picks the loop; a loop runs in lanes and ends in plain Java
/// with the same bits, and until [WarmUp] lets it over it is plain Java from the start.
/// [Reductions] are planned by rows or by columns, in chunks that depend on shape and layout alone.
/// [Placements] are copies into a part of the output, and walks along an index.
///
/// ## The matrix product
///
/// A core has two units that each finish a multiply-add of a whole vector every cycle. To keep them
/// busy is the whole art: at any moment at least 8 sums must be under way, and far fewer elements
/// be loaded than multiplied. So a small *tile* of C stays in registers, 12 rows by 2 vectors where
/// there are 32 of them, while k runs: each step loads 2 vectors of B and 12 elements of A, and
/// does 24 multiply-adds. After Goto and van de Geijn, *Anatomy of High-Performance Matrix
/// Multiplication*, ACM TOMS 34 (2008).
///
/// ```text
///               columns of a panel                          a panel of C
///              +----+-------------+                        +----+-------------+
///     piece    |    | rest of B   |                        |tile|             |  12 rows
///     of k     |    |  (part in   |                        +----+             |
///              |    |   cache 3)  |                        |    |             |
///              +----+-------------+                        |    |   rest of   |
///      k                                                   |    |      C      |
///   +-------+                                              |    |             |
///   | tile's|  12 rows: cache 1                            |    |             |
///   +-------+                                              |    |             |
///   | group |  rows that make up half of cache 2           +----+             |
///   +-------+                                              | next group       |
/// ```
///
/// - [Gemm] chooses the way: products of vectors go to [MatrixVector] (and there to [Dots], along
///   rows) and [OuterProduct], which read memory in the order in which it lies; all others to
///   [Blocks].
/// - [Blocks] cuts C into parts, pieces, groups, panels and tiles, as the picture shows, and
///   decides what is worth packing: a factor that is used often enough is copied first, in the
///   order in which tiles read it. What isn't, is read where it lies, whatever its strides.
/// - [Packing] makes those copies. What lies across is transposed in registers, by a [Transposer].
/// - [Tile] is the innermost loop. [TileAssembler] writes one for each number of rows and vectors,
///   when it is first needed; [PlainTile] stands in where that can't be done.
///
/// Threads share out groups of rows, or of panels where C is wide; nobody waits for anybody but at
/// the end of packing. In a tile each element of C is one chain of fused multiply-adds in the order
/// of k, a piece at a time, whatever tile, thread or width of vectors it falls to. A dot product of
/// [Dots] is summed in lanes, whose number it depends on. Neither depends on the threads, nor on
/// whether plain Java computed it. Edges need no masks: the last vector of a row is moved to the
/// left until it fits, and computes some elements a second time.
package gradus.engine.simd;
