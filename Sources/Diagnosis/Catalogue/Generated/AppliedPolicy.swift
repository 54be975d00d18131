import Characters
import KubeLB
import Kubernetes
import Topology

/// A policy of Envoy Gateway for a generated object, and what the proxies of the Gateway logged about its requests.
struct AppliedPolicy<Policy: UncarriedObject> {
    let policy: Policy
    let exposure: RouteExposure
    let generated: RouteSource
    let loggers: [RoutingLogger]
    /// Lines of the access log, in its order.
    let answers: [(line: LogLine, source: LogSource)]

    /// Those of the tenant's namespace.
    static func all(_ context: CheckContext, where isWanted: (Policy) -> Bool) -> [AppliedPolicy] {
        let exposures = context.topology.takenRoutes.filter { $0.kind != .ingress && $0.ownsGenerated }
        guard !exposures.isEmpty else { return [] }
        let policies = (context.topology.inTenantNamespace(Policy.self).value ?? []).filter(isWanted)
        guard !policies.isEmpty else { return [] }
        let loggers = context.topology.gatewayLoggers.filter { $0.role == .gatewayProxy }
        return policies.flatMap { policy in
            exposures.compactMap { exposure in
                guard let generated = exposure.generated.value,
                    policy.hasTarget(exposure.kind.rawValue, generated.metadata.name)
                else { return nil }
                let gateway = exposure.kind.hasParent ? exposure.parent : exposure
                let own = loggers.filter { logger in logger.exposures.contains { $0.resource == gateway?.resource } }
                let answers = own.flatMap { context.topology.logTails(of: $0) }.flatMap { source, tail in
                    tail.lines.filter { $0.isAnswer(for: generated) }.map { (line: $0, source: source) }
                }
                return AppliedPolicy(
                    policy: policy, exposure: exposure, generated: generated, loggers: own, answers: answers)
            }
        }
    }

    /// Whether the last request reached a backend.
    var isServed: Bool { answers.last?.line.reachedBackend == true }

    /// Recent answers with a detail, unless a later request has reached a backend; empty if they are too few.
    func failures(with detail: String, fewest: Int, _ context: CheckContext) -> [(line: LogLine, source: LogSource)] {
        let failed = answers.filter { $0.line.message.containsBytes(of: detail) }
        guard failed.count >= fewest, !isServed,
            let time = failed.last?.line.requestTime, context.now.seconds(since: time) < LogLine.longestPause
        else { return [] }
        return failed
    }
}

extension UncarriedObject {
    /// Whether it names an object of its own namespace as what it is for.
    func hasTarget(_ kind: String, _ name: String) -> Bool {
        targets.contains { $0.kind == kind && $0.name == name }
    }
}

extension LogLine {
    /// Whether a proxy of Envoy Gateway wrote it about a request for a generated object, in the default format of its access log.
    fileprivate func isAnswer(for generated: RouteSource) -> Bool {
        guard message.containsBytes(of: "\"response_code_details\":") else { return false }
        return generated.kind == .gateway || message.containsBytes(of: "/\(generated.metadata.path)/")
    }

    fileprivate var reachedBackend: Bool { message.containsBytes(of: "\"via_upstream\"") }
}
