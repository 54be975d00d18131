import Characters
import KubeLB
import Kubernetes
import Topology

/// cert-manager in one of the clusters, as its Deployment shows it.
struct CertManager {
    let deployment: Deployment

    /// nil if none was found.
    init?(_ side: ClusterSide, _ context: CheckContext) {
        let found = context.topology.list(side, Deployment.self).value?.items.first { deployment in
            deployment.state.template.containers.contains { $0.image.containsBytes(of: "cert-manager-controller") }
        }
        guard let found else { return nil }
        deployment = found
    }

    /// Whether it surely creates no Certificates for Gateways (cert-manager v1.15 and later: `--enable-gateway-api`; before:
    /// a feature gate). A configuration file may set both.
    var ignoresGateways: Bool {
        let arguments = deployment.state.template.containers.flatMap { $0.command + $0.args }
        return !arguments.contains { argument in
            let body = argument.drop { $0 == "-" }
            return body == "enable-gateway-api" || body == "enable-gateway-api=true" || body.hasPrefix("config=")
                || body == "config" || argument.containsBytes(of: "ExperimentalGatewayAPISupport=true")
        }
    }
}

extension K004NotIssued {
    /// The generated Gateway asks for a certificate, and cert-manager does not watch Gateways.
    func notCreated(_ exposure: RouteExposure, _ certificates: [Certificate], _ context: CheckContext) -> Finding? {
        guard exposure.kind == .gateway, let manager = CertManager(.management, context), manager.ignoresGateways,
            let missing = context.topology.unresolvedCertificates(of: exposure)?.first(where: { missing in
                !certificates.contains { $0.secretName == missing.name }
            })
        else { return nil }
        let (severity, note) = context.routeSymptom(since: exposure.lastChange)
        let reference = ObjectReference(.management, manager.deployment)
        return context.finding(
            severity,
            "cert-manager has created no Certificate \(missing.namespace)/\(missing.name) for \(exposure.source.reference): "
                + "\(manager.deployment.reference) runs without --enable-gateway-api, so it does not watch Gateways\(note)",
            of: exposure, objects: [exposure.generatedReference, reference].compactMap(\.self),
            evidence: [
                Evidence("Certificate \(missing.namespace)/\(missing.name)", "not found"),
                Evidence("\(manager.deployment.reference): --enable-gateway-api", "not set"),
            ],
            remedies: [
                .fix(
                    "start cert-manager with --enable-gateway-api (config.enableGatewayAPI of its chart)",
                    context.kubectl("edit", reference), risk: .restart)
            ])
    }
}
