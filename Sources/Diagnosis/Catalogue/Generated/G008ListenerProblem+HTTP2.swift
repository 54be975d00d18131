import Characters
import KubeLB
import Kubernetes
import Topology

extension G008ListenerProblem {
    /// GRPCRoutes on HTTPS listeners for which Envoy Gateway has switched HTTP/2 off, because their certificates or hosts overlap.
    func withoutHTTP2(_ context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.kind == .grpcRoute, let gateway = exposure.parent, gateway.ownsGenerated,
                let generated = gateway.generated.value, !setsProtocols(of: generated.metadata.name, context)
            else { return nil }
            let statuses = gateway.generatedStatus?.listeners ?? []
            let found = gateway.source.spec.listeners.compactMap { listener -> (name: String, condition: Condition)? in
                guard listener.protocol == "HTTPS", listener.takes(exposure),
                    let condition = statuses.first(where: { $0.name == listener.name })?.condition(Self.overlap),
                    condition.status == "True", condition.message.containsBytes(of: "HTTP/1.1")
                else { return nil }
                return (listener.name, condition)
            }
            guard !found.isEmpty else { return nil }
            let names = ServiceWords.list(found.map(\.name))
            return context.finding(
                .warning,
                "gRPC over TLS to \(exposure.source.reference) fails: the TLS configuration of listener \(names) of "
                    + "\(gateway.source.reference) overlaps with that of another listener, so Envoy Gateway offers HTTP/1.1 only there, "
                    + "and gRPC needs HTTP/2",
                of: exposure, objects: [gateway.reference, gateway.generatedReference].compactMap(\.self),
                evidence: found.prefix(4).map { name, condition in
                    Evidence(
                        "\(gateway.source.reference): status.listeners[\(name)].conditions[\(Self.overlap)]",
                        "\(condition.status) (\(condition.reason)): \(ServiceWords.excerpt(condition.message))",
                        at: condition.lastTransitionTime)
                },
                remedies: [
                    .fix(
                        "give each of the listeners a certificate for its own host alone, or use one listener for all hosts of the "
                            + "certificate", context.kubectl("edit", gateway.reference)),
                    .fix(
                        "or set tls.alpnProtocols to h2 and http/1.1 in a ClientTrafficPolicy of \(generated.reference) in the management "
                            + "cluster, if no client reuses a connection for another host"),
                ])
        }
    }

    private static let overlap = "OverlappingTLSConfig"

    /// Whether a ClientTrafficPolicy of the management cluster acts on the Gateway: it may set the protocols.
    private func setsProtocols(of gateway: String, _ context: CheckContext) -> Bool {
        (context.topology.inTenantNamespace(ClientTrafficPolicy.self).value ?? []).contains { policy in
            policy.hasTarget(Gateway.kind, gateway)
        }
    }
}
