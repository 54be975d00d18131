import Characters
import KubeLB
import Kubernetes
import Topology

/// What Traefik does not find, by its log: objects of its own kinds that annotations name exist in the tenant cluster at most.
struct TraefikTrouble {
    private let logger: RoutingLogger
    private let context: CheckContext

    init(_ logger: RoutingLogger, _ context: CheckContext) {
        (self.logger, self.context) = (logger, context)
    }

    var findings: [Finding] { logger.exposures.compactMap(missingObject) }

    /// An object that Traefik misses for an Ingress, since the Ingress was changed: it logs that whenever it loads its configuration.
    private func missingObject(_ exposure: RouteExposure) -> Finding? {
        guard let generated = exposure.generated.value else { return nil }
        for (annotation, name) in exposure.traefikObjects {
            guard let (line, source) = complaint(about: name, exposure) else { continue }
            let kind = annotation.hasSuffix("middlewares") ? "middleware" : "object"
            let workload = logger.workload
            return context.finding(
                .error,
                "Traefik (\(workload.reference)) does not find \(kind) \(name), which annotation \(annotation) of "
                    + "\(exposure.source.reference) names, so it does not serve the Ingress: Traefik runs in the management cluster, and "
                    + "KubeLB propagates the annotation but not what it names",
                of: exposure, objects: [generated.reference(on: .management), workload.object],
                evidence: [
                    Evidence(
                        "\(generated.reference): metadata.annotations[\(annotation)]",
                        ServiceWords.excerpt(generated.metadata.annotations[annotation] ?? "")),
                    Evidence("\(source)", ServiceWords.excerpt(line.statement), at: line.time),
                ],
                remedies: [
                    .fix(
                        "create the \(kind) in the management cluster, and name it in the annotation as "
                            + "<namespace>-<name>@kubernetescrd with its namespace there",
                        context.kubectl("edit", exposure.reference)),
                    .fix("or remove the annotation from \(exposure.source.reference)"),
                    context.log(of: workload),
                ])
        }
        return nil
    }

    private func complaint(about name: String, _ exposure: RouteExposure) -> (line: LogLine, source: LogSource)? {
        for (source, tail) in context.topology.logTails(of: logger) {
            let line = tail.lines.last { line in
                guard let time = line.time, context.now.seconds(since: time) < Self.pause,
                    exposure.lastChange.map({ time.seconds(since: $0) >= 0 }) ?? true
                else { return false }
                let text = line.statement
                return text.containsBytes(of: name)
                    && ["does not exist", "not found", "unknown"].contains { text.containsBytes(of: $0) }
            }
            if let line { return (line, source) }
        }
        return nil
    }

    /// Seconds after which the object may have been created: Traefik logs nothing of that.
    private static let pause = 7200.0
}
