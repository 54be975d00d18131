import Characters
import KubeLB
import Kubernetes
import Topology

extension G018AnnotationUnused {
    /// A canary Ingress with paths that ingress-nginx drops: it needs a main Ingress that has the same host, path and pathType
    /// (`mergeAlternativeBackends`).
    func droppedCanary(
        _ exposure: RouteExposure, _ generated: RouteSource, _ context: CheckContext
    ) -> Finding? {
        guard Self.isCanary(generated.metadata),
            let all = context.topology.list(.management, Ingress.self).whole()
        else { return nil }
        let mains = all.filter { !Self.isCanary($0.metadata) && !$0.metadata.isBeingDeleted }
        let logged = dropped(of: exposure, context)
        let lost = generated.spec.rules.flatMap { rule in
            rule.backends.compactMap { backend -> (host: String, path: String)? in
                guard let path = backend.path, !path.isEmpty else { return nil }
                let host = rule.host ?? ""
                let twins = mains.flatMap(\.spec.rules).filter { ($0.host ?? "") == host }.flatMap(\.backends)
                    .filter { $0.path == path }
                // Not all versions compare the pathType.
                let isTaken = twins.contains { $0.pathType == backend.pathType } || !twins.isEmpty && logged == nil
                return isTaken ? nil : (host, path)
            }
        }
        guard let first = lost.first else { return nil }
        let sharing = mains.filter { main in main.spec.rules.contains { ($0.host ?? "") == first.host } }
        let main = sharing.first.map { main in
            context.topology.takenRoutes.first {
                $0.kind == .ingress && $0.ownsGenerated && $0.generated.value?.metadata.path == main.metadata.path
            }?.source.reference ?? main.reference
        }
        let paths = lost.map(\.path).uniqued()
        let isPartial = paths.count < Set(generated.spec.rules.flatMap(\.backends).compactMap(\.path)).count
        let host = first.host.isEmpty ? "without a host" : "of host \(first.host)"
        let (severity, note) = context.routeSymptom(since: exposure.lastChange)
        let existing = sharing.flatMap(\.spec.rules).filter { ($0.host ?? "") == first.host }.flatMap(\.backends)
            .map { "\($0.path ?? "/") (\($0.pathType ?? ""))" }.uniqued()
        return context.finding(
            min(severity, .warning),
            "ingress-nginx drops \(isPartial ? "path \(ServiceWords.list(paths)) of " : "")canary \(exposure.source.reference), so no "
                + "request reaches it\(isPartial ? " there" : ""): "
                + (main.map {
                    "\($0), the main Ingress \(host), does not have path \(ServiceWords.list(paths)) with this pathType"
                }
                    ?? "there is no main Ingress \(host)") + (severity == .error ? "" : note),
            of: exposure,
            objects: [generated.reference(on: .management)]
                + (sharing.first.map { [ObjectReference(.management, $0)] } ?? []),
            evidence: [
                Evidence("\(generated.reference): spec.rules[].http.paths[].path", ServiceWords.list(paths)),
                Evidence(
                    "main Ingresses \(host): paths", existing.isEmpty ? "none" : ServiceWords.list(existing)),
            ]
                + (logged.map {
                    [Evidence("\($0.source)", ServiceWords.excerpt($0.line.message), at: $0.line.time)]
                } ?? []),
            remedies: [
                .fix(
                    main.map { "use a path of \($0) in the canary, with its pathType, or add the path to \($0)" }
                        ?? "create the main Ingress, or remove the annotation canary",
                    exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil)
            ])
    }

    private static func isCanary(_ metadata: ObjectMeta) -> Bool {
        NGINXAnnotationFormat.isTrue(metadata.annotations["\(NGINXAnnotationFormat.prefix)/canary"])
    }

    /// What its log says of a backend of the Ingress since it was changed.
    private func dropped(
        of exposure: RouteExposure, _ context: CheckContext
    ) -> (line: LogLine, source: LogSource)? {
        let names = context.upstreams(of: exposure)
        return context.topology.ingressLog(of: exposure, since: exposure.lastChange).first { line, _ in
            guard let mark = line.message.firstByteRange(of: "unable to find real backend for alternative backend ")
            else { return false }
            return names.contains(String(line.message[mark.upperBound...].prefix { $0 != "." && $0 != " " }))
        }
    }
}
