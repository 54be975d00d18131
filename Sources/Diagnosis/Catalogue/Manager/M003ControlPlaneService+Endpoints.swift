import Documents
import KubeLB
import Kubernetes
import Topology

/// Why connections to envoycp do not reach the manager, although the Service and the manager are there.
extension M003ControlPlaneService {
    /// The selector matches none of the manager's pods.
    func mismatch(_ service: Service, _ context: CheckContext) -> Finding? {
        guard let pods = ManagerState(context).pods, let pod = pods.first,
            pods.allSatisfy({ service.selector.isEmpty || !$0.matches(service.selector) })
        else { return nil }
        let selector = Self.words(service.selector)
        return Finding(
            .error,
            "\(service.reference) has no ready endpoints, so Envoy cannot reach its control plane: "
                + (service.selector.isEmpty
                    ? "it has no selector" : "its selector \(selector) matches none of the manager's pods"),
            objects: [ObjectReference(.management, service)],
            evidence: [
                service.evidence("spec.selector", selector, at: service.metadata.lastSpecWrite),
                pod.evidence("metadata.labels", Self.words(pod.metadata.labels)),
            ],
            remedies: [select(service, context)])
    }

    /// Nothing is wrong with the Service: it routes to nobody because of the manager, whose pods show why.
    func withoutManager(_ service: Service, _ context: CheckContext) -> Finding {
        let manager = context.topology.manager
        return Finding(
            .error,
            "No pod of the manager is Ready, so Envoy cannot reach its control plane through \(service.reference)",
            objects: [ObjectReference(.management, service)],
            evidence: [Evidence("EndpointSlices of \(service.reference): ready endpoints", "0")],
            remedies: [
                .fix("fix what keeps the pods of the manager from becoming Ready"),
                context.log(of: manager),
            ])
    }

    /// Without a selector Kubernetes does not update the endpoints; those that it left belong to pods that are gone.
    func abandoned(_ service: Service, _ ready: [EndpointSlice], _ context: CheckContext) -> Finding? {
        guard service.selector.isEmpty, let pods = context.topology.pods(of: context.topology.manager).value,
            !pods.isEmpty
        else { return nil }
        let names = ready.flatMap(\.endpoints).filter(\.isReady).map(\.podName)
        guard names.allSatisfy({ name in name != nil && !pods.contains { $0.metadata.name == name } }) else {
            return nil
        }
        let gone = ServiceWords.list(names.compactMap(\.self).uniqued(), limit: 3)
        return Finding(
            .error,
            "\(service.reference) has no selector, so Kubernetes no longer updates its endpoints: they are pods that no longer "
                + "exist (\(gone)), and Envoy cannot reach its control plane",
            objects: [ObjectReference(.management, service)],
            evidence: [
                service.evidence("spec.selector", "none", at: service.metadata.lastSpecWrite),
                Evidence("EndpointSlices of \(service.reference)", gone),
            ],
            remedies: [select(service, context)])
    }

    /// Kubernetes has found no port for the one that Envoy uses: its target port is a name that the pods do not have.
    func withoutPort(_ service: Service, _ ready: [EndpointSlice], _ context: CheckContext) -> Finding? {
        guard let index = service.ports.firstIndex(where: { $0.port == KubeLBNames.controlPlanePort }),
            case .name(let name)? = service.ports[index].targetPort,
            !ready.contains(where: { slice in
                slice.ports.contains {
                    ($0.name ?? "") == (service.ports[index].name ?? "") && $0.protocol == service.ports[index].protocol
                }
            })
        else { return nil }
        let pods = ManagerState(context).pods ?? []
        let offered = pods.flatMap(\.spec.containers).flatMap(\.ports)
            .map { "\($0.name ?? "unnamed") \($0.containerPort)/\($0.protocol)" }.uniqued()
        return Finding(
            .error,
            "\(service.reference) has target port \"\(name)\", but no container of the manager has a port with that name, so "
                + "its endpoints have no port, and Envoy cannot reach its control plane",
            objects: [ObjectReference(.management, service)],
            evidence: [
                service.evidence(
                    "targetPort of port \(service.ports[index].label)", name, at: service.metadata.lastSpecWrite)
            ] + ready.prefix(3).map { $0.evidence("ports", "none for \(service.ports[index].label)") }
                + (offered.isEmpty
                    ? [] : [Evidence("container ports of the manager's pods", ServiceWords.list(offered, limit: 8))]),
            remedies: [
                .fix(
                    "set the target port to the number of the port on which the manager listens",
                    context.patch(
                        ObjectReference(.management, service),
                        operations: [
                            [
                                "op": "replace", "path": .string("/spec/ports/\(index)/targetPort"),
                                "value": .number(JSONNumber(listenedPort(context))),
                            ]
                        ]))
            ])
    }

    /// With internalTrafficPolicy Local connections from nodes without the manager are dropped.
    func onOtherNodes(_ service: Service, _ ready: [EndpointSlice], _ context: CheckContext) -> Finding? {
        guard service.internalTrafficPolicy == "Local" else { return nil }
        let endpoints = ready.flatMap(\.endpoints).filter(\.isReady)
        let nodes = Set(endpoints.compactMap(\.nodeName))
        guard endpoints.allSatisfy({ $0.nodeName != nil }) else { return nil }
        let apart = (context.topology.servingEnvoyPods ?? []).filter { pod in
            pod.spec.nodeName.map { !nodes.contains($0) } ?? false
        }
        guard !apart.isEmpty else { return nil }
        let connected = Set(
            context.topology.envoys.filter { !$0.statistics.isDisconnected }.map(\.pod.metadata.name))
        let isLatent = apart.allSatisfy { connected.contains($0.metadata.name) }
        // The words name no Envoy pod: they are the same for all tenants.
        return Finding(
            isLatent ? .warning : .error,
            "\(service.reference) has internalTrafficPolicy Local, and the manager runs on \(NodeWords.list(nodes.sorted())) "
                + "only, so Envoy pods on other nodes cannot connect to their control plane",
            objects: [ObjectReference(.management, service)],
            evidence: [
                service.evidence("spec.internalTrafficPolicy", "Local", at: service.metadata.lastSpecWrite)
            ] + apart.prefix(3).map { $0.evidence("spec.nodeName", $0.spec.nodeName ?? "") },
            remedies: [
                .fix(
                    "set it to Cluster, as in the chart",
                    context.patch(
                        ObjectReference(.management, service), ["spec": ["internalTrafficPolicy": "Cluster"]]))
            ])
    }

    private func select(_ service: Service, _ context: CheckContext) -> Remedy {
        .fix(
            "set the selector to labels of the manager's pods, as in the chart",
            context.kubectl("edit", ObjectReference(.management, service)))
    }

    private func listenedPort(_ context: CheckContext) -> Int {
        let manager = context.topology.manager
        return context.topology.deployment(of: manager).value
            .flatMap { manager.container(of: $0.state.template) }
            .flatMap { Self.listenAddress($0.command.dropFirst() + $0.args) }
            .flatMap { $0.split(separator: ":").last }.flatMap { Int($0) } ?? KubeLBNames.controlPlanePort
    }

    private static func words(_ labels: [String: String]) -> String {
        labels.isEmpty ? "none" : labels.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
    }
}
