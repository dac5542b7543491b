/// The backend that uses the JDK's Vector API.
///
/// [SimdBackend] dispatches each kernel: element-wise operations to [Runs], sums, maxima and minima
/// to [Reductions], data movement to [Placements], matrix products to [Gemm], convolutions to
/// [Convolutions]. [Workers] divides the work among threads. A [Switch] keeps each kernel in plain
/// Java until [Warming] has compiled its vector code off the path and measured that it is fast. All
/// code uses one vector width, [Lanes]; W is the number of elements of a vector.
///
/// ## All kernels except the matrix product
///
/// An element-wise operation is one loop over *runs*, contiguous elements of an array. If all
/// operands are contiguous, [StraightRuns] processes each as one run. Otherwise [Runs] divides the
/// index space into boxes that fit the cache, and finds each operand's run: in place where the
/// operand is contiguous, else gathered by [Boxes] into scratch memory, once for operands that
/// repeat. Threads divide the runs or boxes among them. The operation's formula is data: [Loops]
/// finds its [Loop], which is a class of vector code that [LoopAssembler] generates from it. Until
/// its [Switch] is on, [PlainLoop] takes the same steps in plain Java, with the same bits. A
/// reduction is a [Fold], planned by rows or by columns ([FoldPlan]) in chunks that depend only on
/// shape and layout; [Softmaxes] are made of folds and loops. [Placements] are copies into a part
/// of the output, and traversals along an index.
///
/// ## The matrix product
///
/// A core has two units that each complete a fused multiply-add of a whole vector per cycle. The
/// aim is to keep them busy: at least 8 independent sums must be in progress at any moment, and far
/// fewer elements may be loaded than multiplied. Therefore a small *tile* of C stays in registers
/// while k advances, 12 rows by 2 vectors where there are 32 registers: each step loads 2 vectors
/// of B and 12 elements of A and performs 24 multiply-adds. Of 16 registers, 5 rows by 2 vectors
/// are in use, and two are left for what the JIT loads ahead. See Goto and van de Geijn, *Anatomy
/// of High-Performance Matrix Multiplication*, ACM TOMS 34 (2008). BLIS's terms for the blocks, and
/// what they are here:
///
/// | BLIS | here | what |
/// |---|---|---|
/// | NC | part | columns of B whose packed copy stays in the L3 cache |
/// | KC | piece | terms of a sum between reading and writing C |
/// | MC | group | rows of A that fill half of the L2 cache |
/// | NR | panel | columns of a tile, one or more vectors |
/// | MR | tile | rows of a tile |
/// | micro-kernel | [Tile] | one tile of C along a piece |
///
/// The sizes count bytes, except KC: F64 and F32 take the same path, and the bits of a sum depend
/// on KC. A [Lane] describes each type of element to the code that is generated for it; [Level1]
/// has the loops that are written by hand for each.
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
///   | group |  rows that fill half of cache 2              +----+             |
///   +-------+                                              | next group       |
/// ```
///
/// - [Gemm] selects the algorithm: products with vectors go to [MatrixVector] (which uses [Dots]
///   along rows) and [OuterProduct], which read memory sequentially, and so do those of a few
///   vectors with a small matrix; all others go to [Blocks].
/// - [Blocks] divides C into parts, pieces, groups, panels and tiles, as the diagram shows, and
///   decides what to pack: an operand that is used often enough is first copied into the order in
///   which tiles read it. Other operands are read in place, whatever their strides.
/// - [Packing] makes those copies. A [Transposer] transposes column-major operands in registers.
/// - [Tile] is the innermost loop. [TileAssembler] generates one for each number of rows and
///   vectors when it is first needed; [PlainTile] is the fallback where classes can't be defined.
///
/// Threads divide groups of rows among them, or panels if C is wide; they only wait for each other
/// at the end of packing. Within a tile, each element of C is one chain of fused multiply-adds in
/// the order of k, one piece at a time, for any tile, thread and vector width. A dot product in
/// [Dots] is summed in lanes, and so depends on the vector width. Neither depends on the number of
/// threads, nor on whether plain Java computed it. Edges need no masks: the last vector of a row
/// moves to the left until it fits, and computes some elements a second time.
///
/// ## Convolutions
///
/// A convolution is a matrix product, too: of the kernel, with a row for each output channel, and
/// of a matrix with a column for each pixel of the output and a row for each channel and tap, which
/// has copies of the input's windows. That matrix is never made. Its element at row k and pixel i
/// is at the sum of an offset of k and one of i in the padded input, so a panel of it can be packed
/// like any other operand, or be read in place.
///
/// - [Convolutions] divides a convolution with gaps between its elements, such as the gradient of a
///   strided one, into several without gaps: only elements that exist are multiplied.
/// - [Planes] pads the signals, and puts elements that are a stride apart side by side, so that
///   neighbouring outputs read neighbouring elements. Where that is so anyway, they stay in place.
///   Planes for pictures narrower than a vector have no gaps between the rows.
/// - [WindowProduct] computes convolutions with more pixels than taps. A row of a panel is a few
///   runs of pixels. With few output channels, where copying would take longer than it saves, a
///   [WindowTile] reads them in place.
/// - [TapProduct] computes those with more taps than pixels, such as the gradient of a kernel. The
///   output channels are the lanes, and a [WindowTile] reads the taps in place, one number at a
///   time. With few output channels, runs of taps are transposed into panels.
/// - [DepthwiseProduct] and [DepthwiseTaps] do the same where each output channel depends on a
///   single channel; no product has rows to share its columns then.
/// - [PanelRows] packs the kernel and multiplies its rows with a panel in the tiles of the matrix
///   product. [PanelColumns] knows where the panel's columns are in the output.
///
/// Sums are chains over channels and taps, in pieces whose length depends on the shapes only, so
/// results have the same bits for any threads, vectors and batch.
package gradus.engine.simd;
