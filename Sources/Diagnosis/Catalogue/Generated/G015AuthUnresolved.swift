import KubeLB
import Kubernetes
import Topology

/// KLC-G015: ingress-nginx or the proxies of a Gateway are to ask a server that does not exist where they run.
struct G015AuthUnresolved: Check {
    let documentation = CheckDocumentation(
        code: "G015",
        title: "The external authentication of an Ingress or route cannot be reached",
        severity: .error,
        inputs: [.routes, .managementIngresses],
        optionalInputs: [
            .managementServices, .managementIngressClasses, .managementDeployments, .managementDaemonSets,
            .managementPods, .managerLogs, .managementSecurityPolicies, .managementGateways, .managementHTTPRoutes,
            .managementGatewayClasses,
        ],
        meaning: """
            The annotation auth-url of the generated Ingress names a Service by its name in the cluster's DNS. ingress-nginx runs in the \
            management cluster and looks the name up there, not in the tenant cluster, and finds nothing. The same holds for a \
            SecurityPolicy of Envoy Gateway: its proxies fetch the keys of tokens (remoteJWKS), ask the token endpoint of OIDC and \
            an external authorization service from the management cluster. Its status does not show whether they reach them.
            """,
        impact: """
            ingress-nginx answers every request to the hosts of the Ingress with 500. The proxies of a Gateway answer with 401 or \
            403, also if the token is valid.
            """,
        mending: """
            Give the authentication service an address that the management cluster can reach, for example by an Ingress of its own, and \
            name that in the annotation or the policy.
            """,
        examples: [
            .firesOnRoutes(
                .error, "the Service exists in the tenant cluster only", asking("oauth2-proxy.auth.svc.cluster.local")),
            .firesOnRoutes(
                .error, "ingress-nginx cannot resolve the name",
                asking("login.example.net") + "\n---\n"
                    + IngressNGINXExamples.twice(
                        "[error] 32#32: *7 login.example.net could not be resolved (3: Host not found), client: 203.0.113.9, server: "
                            + "shop.example.com, request: \"GET / HTTP/1.1\"")),
            .silentOnRoutes("it is a name of the public DNS", asking("login.example.net")),
            .silentOnRoutes(
                "the Service exists in the management cluster",
                asking("oauth2-proxy.auth.svc.cluster.local")
                    + "\n---\nmanagement: {services: {auth/oauth2-proxy: {spec: {type: ClusterIP, clusterIP: 10.96.0.9}}}}"
            ),
        ] + policyExamples)

    private static func asking(_ host: String) -> String {
        """
        management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {
          \(annotation): "http://\(host):4180/oauth2/auth"}}}}}
        """
    }

    private static let annotation = "nginx.ingress.kubernetes.io/auth-url"

    func findings(in context: CheckContext) -> [Finding] { annotations(context) + policies(context) }

    private func annotations(_ context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value,
                let url = generated.metadata.annotations[Self.annotation], let host = Self.host(of: url)
            else { return nil }
            let logged = context.topology.ingressErrors(of: exposure, containing: "could not be resolved")
                .first { $0.line.message.containsBytes(of: host) }
            let service = Self.service(of: host).flatMap { isMissing($0, context) ? $0 : nil }
            guard logged != nil || service != nil else { return nil }
            let what =
                service.map { "Service \($0.namespace)/\($0.name), which the management cluster does not have" }
                ?? "\(host), which ingress-nginx cannot resolve"
            return context.finding(
                .error,
                "\(exposure.source.reference) has requests authenticated by \(what): ingress-nginx runs there and answers every "
                    + "request with 500",
                of: exposure, objects: [generated.reference(on: .management)],
                evidence: [
                    Evidence(
                        "\(generated.reference): metadata.annotations[\(Self.annotation)]", ServiceWords.excerpt(url))
                ]
                    + (logged.map {
                        [Evidence("\($0.source)", ServiceWords.excerpt($0.line.message), at: $0.line.time)]
                    } ?? []),
                remedies: [
                    .fix(
                        "name an address of the authentication service that the management cluster can reach, such as the host of an "
                            + "Ingress for it",
                        context.kubectl("edit", exposure.reference))
                ])
        }
    }

    /// Of `http://oauth2-proxy.auth.svc.cluster.local:4180/oauth2/auth`; nil for one with variables of nginx.
    static func host(of url: String) -> String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let host = url[scheme.upperBound...].prefix { $0 != "/" && $0 != ":" && $0 != "?" }.lowercased()
        return host.isEmpty || host.contains("$") ? nil : host
    }

    /// What a name of the cluster's DNS stands for: `name.namespace.svc`, with or without a domain behind it.
    static func service(of host: String) -> (namespace: String, name: String)? {
        let labels = host.split(separator: ".").map(String.init)
        guard labels.count >= 3, labels[2] == "svc" else { return nil }
        return (labels[1], labels[0])
    }

    func isMissing(_ service: (namespace: String, name: String), _ context: CheckContext) -> Bool {
        guard let all = context.topology.list(.management, Service.self).whole() else { return false }
        return !all.contains { $0.metadata.namespace == service.namespace && $0.metadata.name == service.name }
    }
}
