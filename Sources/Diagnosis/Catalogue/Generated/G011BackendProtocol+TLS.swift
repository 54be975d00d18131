import KubeLB
import Kubernetes
import Topology

extension G011BackendProtocol {
    /// A backend of an Ingress that expects TLS, and gets plain HTTP: by its appProtocol unless requests were served, by its name or
    /// number only if every request was refused as such backends refuse it.
    func encryptedBehindIngress(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        // What becomes of the annotation is another matter (KLC-G003, KLC-G017).
        guard exposure.source.metadata.annotations[Self.annotation] == nil else { return nil }
        let requests = context.requests(to: exposure)
        for backend in exposure.backends.uniqued(by: { "\($0.path) \($0.port?.label ?? "")" }) {
            guard let port = backend.port, let mark = Mark(port) else { continue }
            let names = Set(names(of: backend, exposure))
            let own = requests.filter { names.contains($0.request.upstream) }
            guard own.allSatisfy({ mark.refusals.contains($0.request.status) }),
                mark == .declared || own.count >= Self.fewest
            else { continue }
            let answers = ServiceWords.list(own.map { String($0.request.status) }.uniqued().sorted())
            return context.finding(
                .warning,
                "Backend \(backend.path) of \(exposure.source.reference) expects TLS on port \(port.label)"
                    + "\(port.name.map { " (\($0))" } ?? ""), but ingress-nginx and the tenant's Envoy send plain HTTP to it"
                    + (own.isEmpty ? "" : ": \(own.count) of \(own.count) requests were answered with \(answers)"),
                of: exposure,
                evidence: [evidence(backend, port)]
                    + (own.last.map { last in
                        [
                            Evidence(
                                "\(last.source)",
                                "\(own.count) requests for \(last.request.upstream), all answered with \(answers)",
                                at: last.request.time)
                        ]
                    } ?? []),
                remedies: [
                    .fix(
                        "let the Ingress name a port of the backend that accepts plain HTTP; annotation backend-protocol HTTPS alone "
                            + "does not help, because the tenant's Envoy is in between",
                        context.kubectl("edit", exposure.reference))
                ])
        }
        return nil
    }

    /// What ingress-nginx names a backend in its log.
    private func names(of backend: RouteBackend, _ exposure: RouteExposure) -> [String] {
        guard exposure.ownsGenerated, let generated = exposure.generated.value, let name = backend.generatedName,
            let port = backend.reference.port
        else { return [] }
        return ["\(generated.metadata.namespace)-\(name)-\(port)"]
    }

    private static let fewest = 3

    /// How a port shows that it expects TLS.
    private enum Mark {
        case declared
        case likely

        init?(_ port: ServicePort) {
            if port.appProtocol?.lowercased() == "https" {
                self = .declared
                return
            }
            let numbers = [port.port, port.targetPort?.asNumber]
            let names = [port.name, port.targetPort.map { "\($0)" }].compactMap { $0?.lowercased() }
            guard
                numbers.contains(443) || numbers.contains(8443)
                    || names.contains(where: { $0.hasPrefix("https") || $0.hasSuffix("-tls") || $0 == "tls" })
            else { return nil }
            self = .likely
        }

        /// nginx, Kong and Go answer 400; for a backend that closes the connection there is 502 or 503.
        var refusals: Set<Int> { self == .declared ? [400, 502, 503] : [400] }
    }
}
