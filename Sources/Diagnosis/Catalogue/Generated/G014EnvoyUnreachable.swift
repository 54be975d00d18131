import KubeLB
import Kubernetes
import Topology

/// KLC-G014: ingress-nginx does not reach the tenant's Envoys.
struct G014EnvoyUnreachable: Check {
    let documentation = CheckDocumentation(
        code: "G014",
        title: "ingress-nginx cannot connect to the tenant's Envoy",
        severity: .error,
        explains: [.upstreams],
        inputs: [.routes, .managementIngresses],
        optionalInputs: [
            .managementIngressClasses, .managementDeployments, .managementDaemonSets, .managementPods, .managerLogs,
            .managementServices, .networkPolicies, .managementNamespaces,
        ],
        judgesManagementAlone: true,
        causedBy: ["B006", "D005", "D006"],
        meaning: """
            ingress-nginx forwards requests to the tenant's Envoy pods. Its log shows that these connections fail. Usually a \
            NetworkPolicy of the tenant's namespace does not allow the pods of ingress-nginx; Layer 4 traffic comes from other \
            addresses and may work.
            """,
        impact: "Requests to the Ingress are answered with 502 or 504.",
        mending: "Allow the pods of ingress-nginx in a NetworkPolicy of the tenant's namespace.",
        examples: [
            .firesOnRoutes(.error, "connections time out", log(3)),
            .firesOnRoutes(.error, "a NetworkPolicy does not allow its pods", log(3) + policy("10.244.0.0/16")),
            .firesOnRoutes(
                .error, "connections time out, and the policy allows its pods", log(3) + policy("10.99.0.0/16")),
            .silentOnRoutes("two connections timed out", log(2)),
            .silentOnRoutes("connections timed out an hour ago", log(3, hour: "10")),
            .silentOnRoutes("the log has no such line"),
        ])

    private static func log(_ count: Int, hour: String = "11") -> String {
        let line =
            "[error] 32#32: *7 upstream timed out (110: Operation timed out) while connecting to upstream, client: 203.0.113.9, "
            + "server: shop.example.com, request: \"GET / HTTP/1.1\", upstream: \"http://10.244.1.7:40001/\""
        let lines = (1...count).map { "    2026/11/22 \(hour):5\($0):00 \(line)" }.joined(separator: "\n")
        return """
            management: {pods: {ingress-nginx/nginx-1: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}},
              spec: {containers: [{name: controller}]}, status: {phase: Running, podIP: 10.244.3.9,
              conditions: [{type: Ready, status: 'True'}]}}}}
            logs:
              management/ingress-nginx/nginx-1/controller.log: |
            \(lines)

            """
    }

    private static func policy(_ exception: String) -> String {
        """
        ---
        management: {networkpolicies.networking.k8s.io: {tenant-acme/outside: {spec: {podSelector: {}, policyTypes: [Ingress],
          ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [\(exception)]}}]}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            let failures = context.topology.failedConnections(of: exposure)
            guard let last = failures.first else { return nil }
            let blocking = policies(exposure, context)
            let namespace = exposure.tenantNamespace ?? ""
            let why =
                blocking.map { policies in
                    ": \(policies.names) of the management cluster \(policies.doNotAllow) its pods"
                } ?? ""
            return context.finding(
                .error,
                "ingress-nginx cannot connect to the tenant's Envoy for \(exposure.source.reference) "
                    + "(\(failures.count) failures in its log)\(why)",
                of: exposure,
                objects: [exposure.generatedReference].compactMap(\.self) + (blocking?.references(.management) ?? []),
                evidence: [Evidence("\(last.source)", ServiceWords.excerpt(last.line.message), at: last.line.time)]
                    + (blocking?.evidence ?? []),
                remedies: [
                    .fix(
                        blocking == nil
                            ? "allow connections from ingress-nginx to the pods of namespace \(namespace)"
                            : "add a NetworkPolicy that allows these ports; policies are additive",
                        blocking.map { _ in
                            context.allow(
                                .management, .ingress, ports(of: exposure).map { ($0, "TCP") }, namespace: namespace,
                                labels: [KubeLBNames.appNameLabel: namespace])
                        }),
                    .inspect("inspect the policies", context.networkPolicies(.management, namespace: namespace)),
                ])
        }
    }

    private func ports(of exposure: RouteExposure) -> [Int] {
        exposure.backends.compactMap(\.generated.value).flatMap(\.ports).compactMap { port -> Int? in
            if case .number(let number)? = port.targetPort { number } else { nil }
        }.uniqued()
    }

    /// The policies that allow no connection of ingress-nginx to Envoy; nil if one allows it, or if that is unknown.
    private func policies(_ exposure: RouteExposure, _ context: CheckContext) -> PodPolicies? {
        let topology = context.topology
        guard let envoy = topology.envoyPods.value?.first, let port = ports(of: exposure).first,
            let all = topology.inTenantNamespace(NetworkPolicy.self).value,
            let policies = PodPolicies(
                all, .ingress, namespace: envoy.metadata.namespace, labels: envoy.metadata.labels)
        else { return nil }
        let pods = topology.ingressPods(of: exposure)
        let namespaces = topology.list(.management, Namespace.self).value?.items ?? []
        let isBlocked =
            !pods.isEmpty
            && pods.allSatisfy { pod in
                let labels = namespaces.first { $0.metadata.name == pod.metadata.namespace }?.metadata.labels ?? [:]
                let named = labels.merging(["kubernetes.io/metadata.name": pod.metadata.namespace]) { own, _ in own }
                return !policies.allows(port, "TCP", from: pod, in: named)
            }
        return isBlocked ? policies : nil
    }
}
