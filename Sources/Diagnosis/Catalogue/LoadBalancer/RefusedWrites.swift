import KubeLB
import Kubernetes
import Topology

/// What still refuses the manager's writes for a LoadBalancer, by its log: an admission policy, a quota, a missing permission.
struct RefusedWrites {
    private let error: WriteError
    private let source: LogSource
    private let count: Int
    private let namespace: String
    private let name: String

    /// By LoadBalancers. Without those on which the manager has not failed lately, or for another reason than a refusal.
    static func all(_ context: CheckContext) -> [LogLine.Object: RefusedWrites] {
        let errors = ControllerErrors(context.topology.manager, context)
        let objects = Set(errors.recent.flatMap(\.line.objects))
        // Those of before, too: the pause before the next attempt grows with every failure.
        return objects.reduce(into: [:]) { $0[$1] = RefusedWrites(errors.ever(of: $1), of: $1, context) }
    }

    private init?(_ errors: [ControllerErrors.Entry], of loadBalancer: LogLine.Object, _ context: CheckContext) {
        guard let last = errors.last else { return nil }
        // A manager that still fails would have logged it again.
        if let due = LogLine.retryDue(after: errors.map(\.line)), due < context.now { return nil }
        let error = WriteError(last.line)
        guard error.isRefusal else { return nil }
        self.error = error
        source = last.source
        count = LogLine.failures(in: errors.map(\.line))
        namespace = loadBalancer.namespace
        name = loadBalancer.name
    }

    /// Follows a sentence.
    var clause: String { ". The manager's writes are refused: \(ServiceWords.clause(error.sentence))" }

    var evidence: Evidence { error.evidence(source, count: count) }

    var suspects: [CheckCode] { error.suspects }

    func remedies(_ context: CheckContext) -> [Remedy] {
        error.remedies(
            .management, namespace: namespace, by: context.topology.manager,
            retry: ObjectReference(.management, kind: LoadBalancer.kind, namespace: namespace, name: name), context)
    }

    func common(_ context: CheckContext) -> CommonCause? { error.commonCause(namespace: namespace, context) }
}

extension Finding {
    /// The same with what refuses the manager's writes for the LoadBalancer as its reason; it replaces the ways to fix it.
    func explained(by refused: RefusedWrites?, _ context: CheckContext) -> Finding {
        guard let refused, severity > .info else { return self }
        var finding = self
        finding.message += refused.clause
        finding.evidence.append(refused.evidence)
        finding.remedies = refused.remedies(context) + remedies.filter { $0.role == .inspect }
        finding.suspects += refused.suspects
        finding.common = refused.common(context) ?? common
        return finding
    }
}
