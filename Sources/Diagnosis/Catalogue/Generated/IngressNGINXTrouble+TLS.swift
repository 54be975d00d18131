import KubeLB
import Kubernetes
import Topology

extension IngressNGINXTrouble {
    /// What is in front of it terminates TLS and sends plain HTTP to its HTTPS port: nginx answers with 400 ("The plain HTTP request
    /// was sent to HTTPS port") before it chooses an Ingress.
    var plainHTTP: [Finding] {
        guard let front = frontEnd else { return [] }
        for (source, tail) in context.topology.logTails(of: logger) {
            let recent = tail.lines.compactMap(NGINXRequest.init).filter { request in
                request.time.map { context.now.seconds(since: $0) < LogLine.longestPause } ?? false
            }
            let rejected = recent.filter { $0.status == 400 && $0.upstream.isEmpty }
            // Scanners send such requests, too. Port 80 may redirect to HTTPS all the while.
            let served = recent.count { !$0.upstream.isEmpty && !(300..<400).contains($0.status) }
            guard rejected.count >= Self.fewestRejected, rejected.count > served, let last = rejected.last else {
                continue
            }
            let what =
                "\(front.service.reference) terminates TLS (annotation \(front.annotation)) and sends plain HTTP to the HTTPS port of "
                + "ingress-nginx (port \(front.port.port), targetPort \(front.port.targetPort.map { "\($0)" } ?? "not set"))"
            let objects = [workload.object, ObjectReference(.management, front.service)]
            let remedies = [
                Remedy.fix(
                    "set the targetPort of port \(front.port.port) to that of port 80, such as http, so that ingress-nginx gets plain "
                        + "HTTP where it expects it",
                    context.kubectl("edit", ObjectReference(.management, front.service))),
                .fix(
                    "or remove the annotation, so that the load balancer forwards TLS and ingress-nginx terminates it"),
                context.log(of: workload),
            ]
            return ingresses.map { exposure in
                var finding = context.finding(
                    .error,
                    "ingress-nginx answers requests to \(exposure.source.reference) with 400: the load balancer of \(what)",
                    of: exposure, objects: objects,
                    evidence: [
                        Evidence(
                            "\(source)",
                            "\(rejected.count) of \(recent.count) requests answered with 400, for no Ingress",
                            at: last.time),
                        front.service.evidence(
                            "metadata.annotations[\(front.annotation)]",
                            ServiceWords.excerpt(front.service.metadata.annotations[front.annotation] ?? "")),
                        front.service.evidence(
                            "spec.ports[\(front.port.port)].targetPort",
                            front.port.targetPort.map { "\($0)" } ?? "not set"),
                    ], remedies: remedies)
                finding.common = CommonCause(
                    subject: .part(.proxy, "\(workload.reference): plain HTTP"),
                    detail: "The load balancer of \(what)", objects: objects, remedies: remedies)
                return finding
            }
        }
        return []
    }

    private static let fewestRejected = 5

    private struct FrontEnd {
        let service: Service
        let annotation: String
        let port: ServicePort
    }

    /// A Service of it whose load balancer terminates TLS at port 443, which leads to the HTTPS port of its pods.
    private var frontEnd: FrontEnd? {
        let pods = context.topology.pods(of: logger)
        let services = (context.topology.list(.management, Service.self).value?.items ?? []).filter { service in
            service.isLoadBalancer && !service.selector.isEmpty && pods.contains { $0.matches(service.selector) }
        }
        return services.lazy.compactMap { service -> FrontEnd? in
            guard let annotation = service.tlsTermination, !service.encryptsAgain,
                let port = service.ports.first(where: { $0.port == 443 }), port.targetPort != .name("http"),
                port.targetPort != .number(80),
                port.targetPort != service.ports.first(where: { $0.port == 80 })?.targetPort
            else { return nil }
            return FrontEnd(service: service, annotation: annotation, port: port)
        }.first
    }
}

extension Service {
    /// The annotation by which the load balancer of a cloud terminates TLS.
    var tlsTermination: String? {
        let ends = ["ssl-cert", "tls-secret", "certificate-id", "ssl-certificate", "http-certs", "http-certificates"]
        return metadata.annotations.keys.sorted().first { key in ends.contains { key.hasSuffix($0) } }
    }

    /// Whether that load balancer uses TLS to its targets as well, as AWS takes it.
    fileprivate var encryptsAgain: Bool {
        metadata.annotations.contains { key, value in
            key.hasSuffix("-backend-protocol") && ["ssl", "https", "tls"].contains(value.lowercased())
        }
    }
}
