import KubeLB
import Kubernetes
import Topology

/// KLC-T007: nothing tells the manager under which address the tenant clusters reach the management API.
struct T007NoClusterInfo: Check {
    let documentation = CheckDocumentation(
        code: "T007",
        title: "The ConfigMap kube-public/cluster-info is missing",
        severity: .warning,
        inputs: [.configMaps],
        optionalInputs: [.tenantLeases],
        meaning: """
            The manager takes the server of the kubeconfigs that it issues from the ConfigMap kube-public/cluster-info \
            of the management cluster. Without it, they use the API server's own endpoint, often an internal address.
            """,
        impact: """
            A CCM that is set up with such a kubeconfig may not reach the management cluster. A CCM that already works \
            is not affected.
            """,
        mending: """
            Create the ConfigMap with a server that the tenant clusters can reach, then let the manager issue the \
            kubeconfigs again.
            """,
        examples: [
            .fires(
                .warning, "it is missing, and no CCM leads",
                """
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T11:00:00.000000Z"}}}}
                management: {configmaps: {kube-public/cluster-info: null}}
                """),
            .fires(
                .info, "it is missing, and the CCM works all the same",
                "management: {configmaps: {kube-public/cluster-info: null}}"),
            .silent("the ConfigMaps may not be read", "management: {configmaps: forbidden}"),
            .silent(
                "another ConfigMap is there as well",
                "management: {configmaps: {kube-public/other: {data: {key: value}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let found = topology.list(.management, ConfigMap.self).first {
            $0.metadata.namespace == Self.namespace && $0.metadata.name == Self.name
        }
        guard case .absent = found else { return [] }
        // A CCM that cannot reach the management cluster when it starts never comes to lead.
        let leads = topology.isLeaseStale(of: topology.ccm) == false
        // Where the tenant cluster is not visible, what the CCM has written shows that it could.
        let works = leads || topology.position.hides(.tenant) && hasWritten(topology)
        var evidence = [Evidence("ConfigMaps of the management cluster", "no \(Self.namespace)/\(Self.name)")]
        if leads { evidence.append(Evidence("Lease of the CCM", "renewed, so it could reach the management cluster")) }
        return [
            Finding(
                works ? .info : .warning,
                "ConfigMap \(Self.namespace)/\(Self.name) is missing in the management cluster, so kubeconfigs for CCMs use "
                    + "the API server's own endpoint"
                    + (works ? ". This tenant's CCM works with its current kubeconfig" : ""),
                objects: [
                    ObjectReference(.management, kind: ConfigMap.kind, namespace: Self.namespace, name: Self.name)
                ],
                evidence: evidence, remedies: create(context))
        ]
    }

    private func hasWritten(_ topology: Topology) -> Bool {
        topology.loadBalancers.value?.isEmpty == false || topology.inTenantNamespace(Route.self).value?.isEmpty == false
    }

    /// Takes the CA of the caller's own kubeconfig, and none of its credentials.
    private func create(_ context: CheckContext) -> [Remedy] {
        let authority = context.kubectl(
            .management,
            "config view --raw --minify --flatten -o jsonpath={.clusters[0].cluster.certificate-authority-data}")
        let kubeconfig =
            #"{"apiVersion":"v1","kind":"Config","clusters":[{"name":"","cluster":"#
            + #"{"server":"%s","certificate-authority-data":"%s"}}]}"#
        let configMap = context.kubectl(
            .management, "-n \(Self.namespace) create configmap \(Self.name) --from-file=kubeconfig=/dev/stdin")
        let server = ShellWord.variable("SERVER", "the URL of the management API server for tenant clusters")
        return [
            .fix(
                "create it",
                ShellCommand("printf \(kubeconfig) \(server) \(.output(of: authority))")
                    .piped(into: configMap, onNewLine: true)),
            .then(
                "touch the Tenants so that the manager issues their kubeconfigs again",
                context.touch(.management, "\(Tenant.resource) --all")),
        ]
    }

    private static let namespace = "kube-public"
    private static let name = "cluster-info"
}
