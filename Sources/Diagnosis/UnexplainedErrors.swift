import KubeLB
import Kubernetes
import Topology

/// What the controllers keep logging about an object, or about all objects, when no check explains why it is stopped.
struct UnexplainedErrors {
    private struct Failure {
        let controller: Controller
        let source: LogSource
        let error: WriteError
        let count: Int
        let isAboutObject: Bool
    }

    /// At most one of each controller.
    private let failures: [Failure]
    private let context: CheckContext

    /// `metadata`: of the object, and of those that KubeLB made for it.
    init(about metadata: [ObjectMeta?], _ context: CheckContext) {
        self.context = context
        let objects = Set(metadata.compactMap { $0.map(LogLine.Object.init) })
        failures = [context.topology.ccm, context.topology.manager].compactMap { controller in
            let errors = ControllerErrors(controller, context)
            let lines = errors.recent
            let own = lines.filter { !objects.isDisjoint(with: $0.line.objects) }
            let chosen = own.isEmpty ? Self.recurring(lines, context) : own
            guard let last = chosen.last else { return nil }
            // A controller that still fails would have logged it again. The pause grows with every failure, however old.
            let history = own.isEmpty ? chosen : errors.ever(ofAny: objects)
            if let due = LogLine.retryDue(after: history.map(\.line)), due < context.now { return nil }
            return Failure(
                controller: controller, source: last.source, error: WriteError(last.line),
                count: LogLine.failures(in: chosen.map(\.line)), isAboutObject: !own.isEmpty)
        }
    }

    /// Controllers whose errors are about a single Service or LoadBalancer.
    private static let ofSingleObjects: Set<String> = ["service-controller", "loadbalancer-controller"]
    private static let often = 3

    /// The newest error that came several times and is not about one of the other Services or of the other tenants.
    private static func recurring(
        _ lines: [ControllerErrors.Entry], _ context: CheckContext
    ) -> [ControllerErrors.Entry] {
        let namespaces: Set<String> = ["", KubeLBNames.namespace, context.topology.tenantNamespace ?? ""]
        let general = lines.filter { _, line in
            !ofSingleObjects.contains(line.controller) && line.logger != "kubelb.service.reconciler"
                && line.objects.allSatisfy { namespaces.contains($0.namespace) }
        }
        let repeated = Dictionary(grouping: general) { $0.line.errorText }.values.filter { $0.count >= often }
        return repeated.max { ($0.last?.line.time?.milliseconds ?? 0) < ($1.last?.line.time?.milliseconds ?? 0) } ?? []
    }

    /// Follows a sentence; empty if nothing is logged.
    var clause: String {
        failures.map { failure in
            let name = failure.controller.role == .ccm ? "The CCM" : "The manager"
            let verb = failure.isAboutObject ? "logs about it" : "keeps logging"
            return ". \(name) \(verb): \(ServiceWords.clause(failure.error.sentence))"
        }.joined()
    }

    var evidence: [Evidence] { failures.map { $0.error.evidence($0.source, count: $0.count) } }

    /// What fixes the first of them that is recognized.
    var remedies: [Remedy] {
        failures.lazy.map { failure in
            let side = failure.controller.role.side
            return failure.error.remedies(
                side, namespace: context.topology.tenantNamespace ?? "", of: .controller(failure.controller), context)
        }.first { !$0.isEmpty } ?? []
    }
}
