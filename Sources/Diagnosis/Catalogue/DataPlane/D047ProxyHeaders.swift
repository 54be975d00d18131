import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D047: the load balancer in front of Envoy sends PROXY headers, which reach the pods as data.
struct D047ProxyHeaders: Check {
    let documentation = CheckDocumentation(
        code: "D047",
        title: "PROXY headers of the load balancer reach the pods",
        severity: .error,
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [.configs, .tenants, .tenantPods, .ccmLogs],
        meaning: """
            An annotation of the envoy Service makes the load balancer of the management cluster put a PROXY header before each \
            connection. KubeLB's Envoy does not read such headers: it forwards them as if the client had sent them. Only pods that \
            expect the header understand that. It is an error if the log of the pods shows headers as malformed requests, or if \
            kubelb.k8c.io/proxy-protocol adds a second one.
            """,
        impact:
            "The pods answer requests with 400, or close connections, because they begin with a line they do not expect.",
        mending: """
            Remove the annotation from where it comes from: defaultAnnotations of the Config or Tenant, or the Service. To pass \
            the address of clients to pods that expect PROXY headers, annotate the Service with kubelb.k8c.io/proxy-protocol: v2. Or \
            let the pods expect the header of the load balancer.
            """,
        examples: [
            .fires(
                .error, "Hetzner sends it, as the Config says, and nginx answers with 400",
                sends("load-balancer.hetzner.cloud/uses-proxyprotocol: 'true'")
                    + """

                      configs.kubelb.k8c.io: {kubelb/default: {spec: {defaultAnnotations: {service: {
                        load-balancer.hetzner.cloud/uses-proxyprotocol: 'true'}}}}}
                    """ + log(#""PROXY TCP4 192.0.2.20 198.51.100.10 33000 80" 400 157"#)),
            .fires(
                .error, "AWS sends version 2, and nginx answers with 400",
                sends(
                    "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: proxy_protocol_v2.enabled=true"
                )
                    + log(#""\x0D\x0A\x0D\x0A\x00\x0D\x0AQUIT\x0A!\x11" 400 157"#)),
            .fires(
                .error, "KubeLB adds another one",
                sends("service.beta.kubernetes.io/do-loadbalancer-enable-proxy-protocol: 'true'")
                    + """

                    tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/proxy-protocol: v2}}}}}
                    """),
            .fires(
                .info, "the log of the pods shows none: they may expect it",
                sends("loadbalancer.openstack.org/proxy-protocol: 'true'")
                    + log(#""GET / HTTP/1.1" 200 612"#)),
            .silent(
                "the annotation turns it off",
                sends("load-balancer.hetzner.cloud/uses-proxyprotocol: 'false'")
                    + log(#""PROXY TCP4 192.0.2.20 198.51.100.10 33000 80" 400 157"#)),
            .silent(
                "KubeLB sends it to the pods, and the load balancer does not",
                "tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/proxy-protocol: v2}}}}}"),
            .silent(
                "the envoy Service has no address yet",
                sends("load-balancer.hetzner.cloud/uses-proxyprotocol: 'true'", "status: {loadBalancer: null}")),
        ])

    private static func sends(_ annotation: String, _ rest: String = "metadata: {}") -> String {
        """
        management: {services: {\(envoy): {\(rest)}}}
        ---
        management:
          services: {\(envoy): {metadata: {annotations: {\(annotation)}}}}
        """
    }

    private static let envoy = "tenant-acme/envoy-00000000-0000-4000-8000-000000000001"

    private static func log(_ request: String) -> String {
        let lines = (0..<3).map { "    10.0.10.11 - - [22/Nov/2026:11:58:1\($0) +0000] \(request)" }
        return "\nlogs:\n  tenant/shop/web-1/web.log: |\n" + lines.joined(separator: "\n")
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.carriedServices.compactMap { carried in
            guard let request = context.topology.proxyProtocolRequest(of: carried.exposure) else { return nil }
            let own = carried.service.metadata.annotations[KubeLBNames.proxyProtocolAnnotation]
            let headers = context.topology.proxyHeaders(of: carried.exposure)
            let start =
                "\(carried.service.reference): the load balancer sends PROXY headers (annotation \(request.annotation)), and "
                + "Envoy forwards them to the pods as data"
            let words: String
            if let headers {
                words =
                    ", which do not understand them: \(headers.count) of the last lines of their log are like "
                    + ErrorDigest.text(of: headers.line)
            } else if own == "v2" {
                words =
                    ", behind another one of its own (\(KubeLBNames.proxyProtocolAnnotation)): they expect one at most"
            } else {
                words = ": they have to expect them"
            }
            return Finding(
                headers == nil && own != "v2" ? .info : .error, start + words, resource: carried.exposure.resource,
                objects: carried.references,
                evidence: [
                    carried.envoy.evidence("metadata.annotations[\(request.annotation)]", request.value)
                ]
                    + (headers.map {
                        [Evidence("\($0.source)", "\(ErrorDigest.text(of: $0.line)) (×\($0.count))", at: $0.time)]
                    } ?? []),
                remedies: remedies(request, carried, context))
        }
    }

    private func remedies(
        _ request: ProxyProtocolRequest, _ carried: CarriedService, _ context: CheckContext
    ) -> [Remedy] {
        let name = request.annotation
        let removal: Remedy
        if carried.service.metadata.annotations[name] != nil {
            removal = .fix(
                "remove the annotation from the tenant's Service",
                context.kubectl("annotate", context.reference(carried.exposure), "\(name)-"))
        } else {
            let tenant = context.topology.tenantObject.value
            let change: JSONValue = .object(JSONObject(members: [(name, .null)]))
            let kinds: [(AnnotationSettings?, ObjectReference?)] = [
                (tenant?.annotationSettings, tenant.map { ObjectReference(.management, $0) }),
                (context.topology.config.value?.annotationSettings, .config),
            ]
            let origin = kinds.lazy.compactMap { settings, object -> Remedy? in
                guard let object,
                    let kind = ["service", "all"].first(where: { settings?.defaults[$0]?[name] != nil })
                else { return nil }
                return .fix(
                    "remove the annotation from defaultAnnotations of the \(object.kind)",
                    context.patch(
                        object,
                        ["spec": ["defaultAnnotations": .object(JSONObject(members: [(kind, change)]))]]))
            }.first
            removal = origin ?? .fix("remove the annotation from what adds it to the envoy Service")
        }
        return [
            removal,
            .then(
                "remove it from the envoy Service as well, if it is still there",
                context.kubectl("annotate", ObjectReference(.management, carried.envoy), "\(name)-")),
            .then(
                "if the pods need the address of clients and expect PROXY headers, let Envoy send them",
                context.kubectl(
                    "annotate", context.reference(carried.exposure),
                    "\(KubeLBNames.proxyProtocolAnnotation)=v2 --overwrite")),
        ]
    }
}
