import KubeLB
import Kubernetes
import Topology

extension S004NoReadyEndpoints {
    func evidence(
        _ exposure: Exposure, _ pods: [Pod]?, _ trouble: PodTrouble, _ context: CheckContext
    ) -> [Evidence] {
        let service = exposure.service
        let slices = exposure.slices.value ?? []
        let endpoints = slices.flatMap(\.endpoints)
        var evidence = [
            Evidence(
                "EndpointSlices of \(service.metadata.path)",
                "\(ServiceWords.count(slices.count, "slice")), \(ServiceWords.count(endpoints.count, "endpoint")), "
                    + "\(endpoints.filter(\.isReady).count) ready")
        ]
        if !service.selector.isEmpty {
            evidence.append(service.evidence("spec.selector", selector(of: service)))
        }
        guard let pods else { return evidence }
        if !service.selector.isEmpty, pods.isEmpty {
            evidence.append(Evidence("pods of namespace \(service.metadata.namespace) with that label", "0"))
            if let (_, refusal) = trouble.refused(behind: service) { evidence.append(refusal.evidence) }
            if let stopped = trouble.stopped(behind: service) {
                evidence += StoppedWorkload(stopped, .tenant).evidence
            } else if let (_, stalled) = trouble.forgotten(behind: service) {
                evidence += stalled.evidence
            }
        }
        if let stalled = trouble.stalled(pods) { evidence += stalled.evidence }
        if Self.families(service, pods) != nil {
            evidence.append(
                service.evidence("spec.ipFamilies", service.ipFamilies.joined(separator: ", ")))
            evidence += pods.prefix(2).map {
                $0.evidence("status.podIPs", $0.podIPs.joined(separator: ", "))
            }
        }
        evidence += trouble.lostNodes(of: pods).prefix(3).map { node in
            let ready = node.readyCondition
            return node.evidence(
                "condition Ready",
                [ready?.status, ready?.reason, ready?.message].compactMap { $0 }.joined(separator: ", "),
                at: ready?.lastTransitionTime)
        }
        if let obstacle = pods.lazy.filter({ !$0.isReady }).compactMap(trouble.obstacle).first {
            evidence += obstacle.evidence
        }
        for pod in pods.filter({ !$0.isReady }).prefix(3) {
            let condition = pod.readyCondition
            let message = condition?.message ?? ""
            evidence.append(
                Evidence(
                    pod.reference, trouble.words(pod) + (message.isEmpty ? "" : ": \(message)"),
                    at: condition?.lastTransitionTime))
            if let event = context.lastWarning(
                .tenant, kind: "Pod", namespace: pod.metadata.namespace, name: pod.metadata.name)
            {
                evidence.append(event)
            }
        }
        return evidence
    }
}
