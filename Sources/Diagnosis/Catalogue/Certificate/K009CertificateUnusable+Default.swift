import KubeLB
import Kubernetes
import Topology

extension K009CertificateUnusable {
    /// Hosts in an entry of `tls` without a Secret: ingress-nginx serves its default certificate for them, which is a self-signed
    /// one unless an argument names another.
    func withoutSecret(_ context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value,
                // It also tries the other Secrets of the Ingress.
                generated.certificates.isEmpty,
                !NGINXAnnotationFormat.isTrue(
                    generated.metadata.annotations["\(NGINXAnnotationFormat.prefix)/ssl-passthrough"]),
                case .controller(ServingController.ingressNGINX, let workloads?)? =
                    context.topology.servingController(of: exposure)?.state,
                let workload = workloads.first,
                workloads.allSatisfy({ $0.values(ofFlag: Self.defaultFlag).isEmpty })
            else { return nil }
            let named = generated.spec.tls.filter { $0.secretName?.isEmpty != false }.flatMap(\.hosts)
            let hosts = generated.spec.hosts.filter { named.contains($0) && !isCovered($0, context) }
            guard !hosts.isEmpty, context.topology.list(.management, Ingress.self).whole() != nil,
                I010RedirectLoop.terminatingService(of: exposure, context) == nil
            else { return nil }
            return withoutSecret(exposure, generated, hosts, workload, context)
        }
    }

    private static let defaultFlag = "default-ssl-certificate"

    /// Whether another Ingress brings a certificate for the host.
    private func isCovered(_ host: String, _ context: CheckContext) -> Bool {
        (context.topology.list(.management, Ingress.self).value?.items ?? []).contains { ingress in
            ingress.spec.tls.contains { $0.secretName?.isEmpty == false }
                && (ingress.spec.hosts + ingress.spec.tls.flatMap(\.hosts)).contains(host)
        }
    }

    private func withoutSecret(
        _ exposure: RouteExposure, _ generated: RouteSource, _ hosts: [String],
        _ workload: ServingController.Workload, _ context: CheckContext
    ) -> Finding {
        context.finding(
            .warning,
            "An entry of spec.tls of \(exposure.source.reference) has no secretName, and ingress-nginx (\(workload.reference)) has no "
                + "default certificate (--\(Self.defaultFlag)), so it serves its self-signed certificate for "
                + ServiceWords.list(hosts),
            of: exposure, objects: [generated.reference(on: .management), workload.object],
            evidence: [
                Evidence("\(generated.reference): spec.tls[].secretName", "not set for \(ServiceWords.list(hosts))"),
                Evidence("\(workload.reference): --\(Self.defaultFlag)", "not set"),
            ],
            remedies: [
                .fix(
                    "set secretName to a Secret of the tenant cluster that has a certificate for the hosts",
                    exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil),
                .fix(
                    "add --\(Self.defaultFlag)=NAMESPACE/NAME to the arguments of ingress-nginx, if one certificate is for all "
                        + "tenants' hosts",
                    context.kubectl("edit", workload.object), risk: .restart),
            ])
    }
}
