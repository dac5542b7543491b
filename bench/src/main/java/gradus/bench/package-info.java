/// How fast the engine is: the command `gradus bench`, and the same for JMH.
///
/// A *problem* ([MatmulProblem], [ElementwiseProblem], [SmallProblem]) holds the numbers that every
/// engine gets alike and knows the true result. An [Entry] is how one engine does it, this one or a
/// [Peer]; checked, it becomes an [Entrant]. [Rounds] times the entrants in turns, the machine's
/// own limits ([MachinePeak]) among them. A *group* ([MatmulGroup], [ElementwiseGroup],
/// [StepGroup], [StartGroup], [DeviceGroup]) does that for its rows and makes a [Report] of them,
/// which [OutputOptions] prints and writes. The peers are in a source folder of their own,
/// `src/peers`, compiled only in the Maven profile `peers`.
package gradus.bench;
