import KubeLB
import Kubernetes
import Topology

/// KLC-S018: pods in a service mesh accept only mutual TLS, which connections from outside do not have.
struct S018MeshDemandsTLS: Check {
    let documentation = CheckDocumentation(
        code: "S018",
        title: "Istio refuses connections without mutual TLS",
        severity: .error,
        inputs: [.tenantServices, .tenantPods],
        optionalInputs: [.tenantPeerAuthentications],
        meaning: """
            The pods behind the Service are in the mesh of Istio, and a PeerAuthentication with mode STRICT is in force for the \
            target port. Sidecars and ztunnel then accept only mutual TLS with a certificate of the mesh. What comes through KubeLB \
            and a node port has none. Envoy's health checks still succeed, because they only connect.
            """,
        impact: "Every connection through the address is accepted and closed without an answer.",
        mending: """
            Set mode PERMISSIVE for the port in a PeerAuthentication of the workload, exclude the port from the sidecar, or expose an \
            ingress gateway of Istio instead of the pods.
            """,
        examples: [
            .fires(.error, "the whole mesh is STRICT", mesh("istio-system/default: {spec: {mtls: {mode: STRICT}}}")),
            .fires(
                .error, "the namespace is PERMISSIVE, and its workload is STRICT",
                mesh(
                    """
                    shop/default: {spec: {mtls: {mode: PERMISSIVE}}}, shop/web: {spec: {
                      selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}}}
                    """)),
            .silent(
                "the port of the workload is PERMISSIVE",
                mesh(
                    """
                    istio-system/default: {spec: {mtls: {mode: STRICT}}}, shop/web: {spec: {
                      selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {"8080": {mode: PERMISSIVE}}}}
                    """)),
            .silent(
                "the namespace is PERMISSIVE",
                mesh(
                    """
                    istio-system/default: {spec: {mtls: {mode: STRICT}}}, shop/default: {spec: {mtls: {mode: PERMISSIVE}}}
                    """)),
            .silent(
                "the sidecar leaves the port alone",
                mesh(
                    "istio-system/default: {spec: {mtls: {mode: STRICT}}}",
                    annotations: "traffic.sidecar.istio.io/excludeInboundPorts: '8080'")),
            .silent(
                "the pods are outside of the mesh",
                mesh("istio-system/default: {spec: {mtls: {mode: STRICT}}}", sidecar: "log-shipper")),
            .silent(
                "the pods are an ingress gateway of Istio",
                """
                tenant:
                  peerauthentications.security.istio.io: {istio-system/default: {spec: {mtls: {mode: STRICT}}}}
                  pods: {\(["web-1", "web-2"].map { pod in
                    "shop/\(pod): {spec: {containers: [{name: istio-proxy, image: 'proxyv2:1'}]}, status: {containerStatuses: ["
                        + "{name: istio-proxy, ready: true, restartCount: 0, state: {running: {}}}]}}"
                  }.joined(separator: ", "))}
                """),
            .silent("no mode is set", mesh("istio-system/default: {spec: {}}")),
        ])

    private static func mesh(
        _ policies: String, sidecar: String = "istio-proxy", annotations: String = ""
    ) -> String {
        let pods = ["web-1", "web-2"].map { pod in
            """
            shop/\(pod): {metadata: {annotations: {\(annotations)}}, status: {containerStatuses: [
              {name: web, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}},
              {name: \(sidecar), ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:02Z"}}}]}}
            """
        }
        return """
            tenant:
              peerauthentications.security.istio.io: {\(policies)}
              pods: {\(pods.joined(separator: ", "))}
            """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let policies = topology.list(.tenant, PeerAuthentication.self).whole(), !policies.isEmpty,
            let index = PodIndex(topology)
        else { return [] }
        return topology.takenExposures.compactMap { exposure in
            let pods = index.selected(by: exposure.service).filter { $0.isReady && !$0.metadata.isBeingDeleted }
            guard !pods.isEmpty else { return nil }
            let strict = exposure.service.ports.filter { $0.protocol == "TCP" }.compactMap { port in
                Self.strictest(port, pods, policies).map { (port: port, policy: $0) }
            }
            return strict.first.map { finding(exposure, strict.map(\.port), $0.policy, pods[0], context) }
        }
    }

    /// The policy by which all of the pods demand mutual TLS at a port; nil if one does not.
    private static func strictest(
        _ port: ServicePort, _ pods: [Pod], _ policies: [PeerAuthentication]
    ) -> PeerAuthentication? {
        var found: PeerAuthentication?
        for pod in pods {
            guard let number = number(of: port, in: pod), pod.sendsToIstio(port: number),
                let (mode, policy) = PeerAuthentication.mode(
                    of: number, labels: pod.metadata.labels, namespace: pod.metadata.namespace,
                    root: ServiceMesh.istioNamespace, among: policies), mode == "STRICT"
            else { return nil }
            found = policy
        }
        return found
    }

    private static func number(of port: ServicePort, in pod: Pod) -> Int? {
        switch port.targetPort {
        case .number(let number): number
        case .name(let name): pod.spec.containers.flatMap(\.ports).first { $0.name == name }?.containerPort
        case nil: port.port
        }
    }

    private func finding(
        _ exposure: Exposure, _ ports: [ServicePort], _ policy: PeerAuthentication, _ pod: Pod, _ context: CheckContext
    ) -> Finding {
        let service = exposure.service
        let object = ObjectReference(.tenant, policy)
        let labels = ServiceWords.list(ports.map(\.label))
        return Finding(
            .error,
            "\(service.reference): Istio refuses what comes through KubeLB at \(labels), because \(policy.reference) demands mutual "
                + "TLS (STRICT) for all connections to its pods",
            resource: exposure.resource, objects: [context.reference(exposure), object],
            evidence: [
                policy.evidence("spec.mtls.mode", "STRICT", at: policy.metadata.creationTimestamp),
                Evidence(pod.reference, "is in the mesh of Istio"),
            ],
            remedies: [
                .fix(
                    "accept plain connections at the target port: a PeerAuthentication that selects the pods, with "
                        + "portLevelMtls PERMISSIVE for that port"),
                .fix(
                    "exclude the port from the sidecar: annotation traffic.sidecar.istio.io/excludeInboundPorts of the pods"
                ),
                .fix("expose an ingress gateway of Istio instead of the pods"),
                .inspect(
                    "see which modes are in force",
                    context.kubectl(.tenant, "get peerauthentications.security.istio.io -A -o yaml")),
            ])
    }
}

extension Pod {
    /// Whether connections to a port go through Istio. A pod that is nothing but Istio's proxy is a gateway, whose ports have
    /// settings of their own.
    fileprivate func sendsToIstio(port: Int) -> Bool {
        let names = Set(spec.containers.map(\.name) + containerStatuses.map(\.name))
        guard isInIstio, !spec.hostNetwork, names != ["istio-proxy"] else { return false }
        let prefix = "traffic.sidecar.istio.io/"
        func ports(_ list: String?) -> [String]? {
            list.map { $0.split(separator: ",").map { String($0.filter { $0 != " " }) } }
        }
        if ports(metadata.annotations[prefix + "excludeInboundPorts"])?.contains(String(port)) == true { return false }
        guard let included = ports(metadata.annotations[prefix + "includeInboundPorts"]) else { return true }
        return included.contains("*") || included.contains(String(port))
    }
}
