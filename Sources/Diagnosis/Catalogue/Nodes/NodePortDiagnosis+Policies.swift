import KubeLB
import Kubernetes
import Topology

extension NodePortDiagnosis {
    /// The NetworkPolicies of the management cluster that keep the Envoys from every target.
    func egressPolicy(of targets: [NodePortTarget]) -> NodePortCause? {
        let envoys = context.topology.envoys.map(\.pod)
        guard let envoy = envoys.first, !envoys.contains(where: \.spec.hostNetwork), !targets.isEmpty,
            let own = context.topology.inTenantNamespace(NetworkPolicy.self).value,
            let policies = PodPolicies(
                own, .egress, namespace: envoy.metadata.namespace, labels: envoy.metadata.labels)
        else { return nil }
        let pods = Set((context.topology.nodes.value ?? []).filter(\.isPodOfAnotherCluster).map(\.metadata.name))
        let isBlocked = targets.allSatisfy { target in
            let (port, transport) = (target.upstream.nodePort, target.upstream.protocol)
            return !target.nodes.isEmpty
                && target.nodes.allSatisfy { node in
                    // A rule for pods may mean nodes that are pods.
                    !policies.allowsOutside(port, transport, node.address)
                        && !(pods.contains(node.name) && policies.allows(port, transport))
                }
        }
        guard isBlocked else { return nil }
        let ports = targets.map { (port: $0.upstream.nodePort, protocol: $0.upstream.protocol) }
            .uniqued { "\($0.protocol) \($0.port)" }
        let addresses = targets.flatMap(\.nodes).map(\.address).uniqued()
        return NodePortCause(
            kind: .policy,
            words: "\(policies.names) of the management cluster \(policies.doNotAllow) egress from Envoy to "
                + "\(ServiceWords.list(addresses)) at the node ports",
            objects: policies.references(.management), evidence: policies.evidence,
            remedies: [
                .fix(
                    "add a NetworkPolicy that allows these node ports; policies are additive",
                    context.allow(
                        .management, .egress, ports, namespace: envoy.metadata.namespace,
                        labels: [KubeLBNames.appNameLabel: envoy.metadata.namespace])),
                .inspect(
                    "show the policies", context.networkPolicies(.management, namespace: envoy.metadata.namespace)),
            ])
    }

    /// The NetworkPolicies that keep every target from its pods.
    func policy(of targets: [NodePortTarget]) -> NodePortCause? {
        var blocking: [PodPolicies] = []
        var blocked: [ClosedPort] = []
        for target in targets {
            let service = target.exposure.service
            guard let number = TargetPort(target.exposure, target.upstream, pods).number,
                let found = policies(around: service, number, target.upstream.protocol)
            else { return nil }
            blocking += found
            blocked.append(ClosedPort(service: service, port: number, protocol: target.upstream.protocol))
        }
        return cause(blocking, blocked)
    }

    /// The NetworkPolicies that keep traffic from outside from every pod that a Service selects.
    func policy(around service: Service, _ port: Int, _ transport: String) -> NodePortCause? {
        policies(around: service, port, transport).flatMap {
            cause($0, [ClosedPort(service: service, port: port, protocol: transport)])
        }
    }

    private struct ClosedPort {
        let service: Service
        let port: Int
        let `protocol`: String
    }

    /// nil if one of the pods may be reached from outside, or if that is unknown.
    private func policies(around service: Service, _ port: Int, _ transport: String) -> [PodPolicies]? {
        let namespace = service.metadata.namespace
        guard let own = policies[namespace], !own.isEmpty, !service.selector.isEmpty else { return nil }
        // Pods that were not read have at least the labels by which the Service selects them.
        let selected = pods?.selected(by: service) ?? []
        if selected.contains(where: \.spec.hostNetwork) { return nil }
        let labels = selected.isEmpty ? [service.selector] : selected.map(\.metadata.labels).uniqued()
        let found = labels.compactMap { PodPolicies(own, .ingress, namespace: namespace, labels: $0) }
        let isClosed = found.count == labels.count && found.allSatisfy { !$0.allowsOutside(port, transport) }
        return isClosed ? found : nil
    }

    private func cause(_ blocking: [PodPolicies], _ blocked: [ClosedPort]) -> NodePortCause? {
        guard let policies = blocking.first else { return nil }
        let services = Dictionary(grouping: blocked, by: \.service.metadata.path).sorted { $0.key < $1.key }
        let ports = services[0].value.map { "\($0.protocol) \($0.port)" }.uniqued()
        let more =
            services.count > 1
            ? ", nor the target ports of \(ServiceWords.count(services.count - 1, "more Service"))" : ""
        let all = blocking.uniqued()
        return NodePortCause(
            kind: .policy,
            words: "\(policies.names) of the tenant cluster \(policies.doNotAllow) "
                + "\(ServiceWords.list(ports)) from outside to the pods of Service \(services[0].key)\(more)",
            objects: all.flatMap { $0.references(.tenant) }.uniqued(), evidence: all.flatMap(\.evidence).uniqued(),
            remedies: services.prefix(4).enumerated().map { index, service in
                allow(service.value[0].service, service.value.map { ($0.port, $0.protocol) }, isFirst: index == 0)
            } + [
                .inspect(
                    "show the policies",
                    context.networkPolicies(.tenant, namespace: blocked[0].service.metadata.namespace))
            ])
    }

    private func allow(_ service: Service, _ ports: [(Int, String)], isFirst: Bool) -> Remedy {
        let unique = Dictionary(ports.map { ("\($0.1) \($0.0)", $0) }, uniquingKeysWith: { first, _ in first })
            .sorted { $0.key < $1.key }.map(\.value)
        let command = context.allow(
            .tenant, .ingress, unique.map { ($0.0, $0.1) }, namespace: service.metadata.namespace,
            labels: service.selector, suffix: "-\(service.metadata.name)")
        return isFirst
            ? .fix(
                "add a NetworkPolicy that allows the target ports of \(service.reference); policies are additive",
                command)
            : .then("allow those of \(service.reference)", command)
    }
}
