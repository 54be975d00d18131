import KubeLB
import Kubernetes
import Topology

extension NodePortDiagnosis {
    /// The NetworkPolicies that keep every target from its pods.
    func policy(of targets: [NodePortTarget]) -> NodePortCause? {
        var blocking: [PodPolicies] = []
        var blocked: [(exposure: Exposure, port: Int, protocol: String)] = []
        for target in targets {
            let service = target.exposure.service
            let namespace = service.metadata.namespace
            guard let number = TargetPort(target.exposure, target.upstream, pods).number,
                let own = policies[namespace], !own.isEmpty
            else { return nil }
            // Pods that were not read have at least the labels by which the Service selects them.
            let selected = pods?.selected(by: service) ?? []
            if selected.contains(where: \.spec.hostNetwork) || service.selector.isEmpty { return nil }
            let labels = selected.isEmpty ? [service.selector] : selected.map(\.metadata.labels).uniqued()
            for labels in labels {
                guard let found = PodPolicies(own, .ingress, namespace: namespace, labels: labels),
                    !found.allowsOutside(number, target.upstream.protocol)
                else { return nil }
                blocking.append(found)
            }
            blocked.append((target.exposure, number, target.upstream.protocol))
        }
        guard let policies = blocking.first else { return nil }
        let services = Dictionary(grouping: blocked, by: \.exposure.path).sorted { $0.key < $1.key }
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
                allow(service.value[0].exposure, service.value.map { ($0.port, $0.protocol) }, isFirst: index == 0)
            } + [
                .inspect(
                    "show the policies",
                    context.networkPolicies(.tenant, namespace: blocked[0].exposure.service.metadata.namespace))
            ])
    }

    private func allow(_ exposure: Exposure, _ ports: [(Int, String)], isFirst: Bool) -> Remedy {
        let service = exposure.service
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
