import Compiler
import Graph
import Program

/// An error that names a layer. Its reader needs the file too.
protocol NetworkProblem: Error {}

extension CompileError: NetworkProblem {}
extension LoweringError: NetworkProblem {}
extension NetworkError: NetworkProblem {}
extension ParameterError: NetworkProblem {}
