import Characters
import KubeLB
import Kubernetes
import Topology

extension I010RedirectLoop {
    /// Ingresses whose requests ingress-nginx redirects to HTTPS again and again: what is in front of it terminates TLS and
    /// forwards plain HTTP, so it takes each request for one without TLS.
    func endlessHTTPS(_ context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.kind == .ingress, exposure.ownsGenerated, exposure.generated.value != nil else { return nil }
            return endlessHTTPS(exposure, context)
        }
    }

    private func endlessHTTPS(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let requests = context.requests(to: exposure).filter { $0.request.upstream != NGINXRequest.withoutIngress }
        // A browser that is redirected once comes back with TLS and is served.
        guard let last = requests.last, requests.allSatisfy({ Self.redirects.contains($0.request.status) }),
            let most = Dictionary(grouping: requests, by: { Visit($0.request) }).values.map(\.count).max(),
            most >= Self.fewest
        else { return nil }
        let proxy = Self.terminatingService(of: exposure, context)
        return context.finding(
            .warning,
            "ingress-nginx redirects every request to \(exposure.source.reference) to HTTPS again, in an endless loop "
                + "(\(last.request.status), \(requests.count) requests, \(most) of one client within a second): it gets them as plain "
                + "HTTP, because what is in front of it terminates TLS" + (proxy.map { " (\($0.words))" } ?? ""),
            of: exposure,
            objects: [exposure.generatedReference, proxy.map { ObjectReference(.management, $0.service) }]
                .compactMap(\.self),
            evidence: [
                Evidence(
                    "\(last.source)", "\(requests.count) requests, all answered with \(last.request.status)",
                    at: last.request.time)
            ] + (proxy.map { [Evidence($0.service.reference, $0.words)] } ?? []),
            remedies: [
                .fix(
                    "set use-forwarded-headers to \"true\" in the ConfigMap of ingress-nginx, if the load balancer sends "
                        + "X-Forwarded-Proto"),
                .fix("let the load balancer forward port 443 as TCP to the HTTPS port of ingress-nginx"),
                .fix(
                    "set nginx.ingress.kubernetes.io/ssl-redirect to \"false\" on the Ingress, and let KubeLB propagate it"
                ),
            ])
    }

    /// Requests of one client for one path within a second.
    private struct Visit: Hashable {
        let client: String
        let path: String
        let second: Int

        init(_ request: NGINXRequest) {
            client = request.client
            path = request.path
            second = (request.time?.milliseconds ?? 0) / 1000
        }
    }

    private static let redirects: Set<Int> = [301, 302, 307, 308]
    private static let fewest = 4

    /// The Service through which requests come, if it shows that TLS ends before ingress-nginx.
    static func terminatingService(
        of exposure: RouteExposure, _ context: CheckContext
    ) -> (service: Service, words: String)? {
        let pods = context.topology.ingressPods(of: exposure)
        let services = (context.topology.list(.management, Service.self).value?.items ?? []).filter { service in
            service.isLoadBalancer && !service.selector.isEmpty && pods.contains { $0.matches(service.selector) }
        }
        for service in services {
            let plain = service.ports.first { $0.port == 80 }?.targetPort
            if let secure = service.ports.first(where: { $0.port == 443 })?.targetPort,
                secure == plain || secure == .name("http") || secure == .number(80)
            {
                return (service, "port 443 of \(service.reference) has targetPort \(secure)")
            }
            if let annotation = service.tlsTermination {
                return (service, "annotation \(annotation) of \(service.reference)")
            }
        }
        return nil
    }
}
