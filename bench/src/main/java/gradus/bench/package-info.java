/// Benchmarks of the engine: the command `gradus bench`, and the same for JMH.
///
/// A *problem* ([MatmulProblem], [ElementwiseProblem], [SmallProblem]) holds the values that every
/// engine gets and knows the expected result. An [Entry] is the implementation of one engine, this
/// one or a [Peer]. After its result is checked, it becomes an [Entrant]. [Rounds] times the
/// entrants in turns, together with the machine's limits ([MachinePeak]). A *group* ([MatmulGroup],
/// [ElementwiseGroup], [StepGroup], [StartGroup], [DeviceGroup]) measures its rows and makes a
/// [Report], which [OutputOptions] prints and writes. The peers have a source folder of their own,
/// `src/peers`, compiled only in the Maven profile `peers`.
package gradus.bench;
