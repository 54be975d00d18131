import KubeLB
import Kubernetes
import Topology

extension S004NoReadyEndpoints {
    func remedies(
        _ exposure: Exposure, _ pods: [Pod]?, _ trouble: PodTrouble, _ context: CheckContext
    ) -> [Remedy] {
        let service = exposure.service
        let reference = context.reference(exposure)
        let lost = trouble.lostNodes(of: pods ?? [])
        if !lost.isEmpty { return PodTrouble.bringBack(lost, context) }
        if pods?.isEmpty == true, !service.selector.isEmpty, let stopped = trouble.stopped(behind: service) {
            return [StoppedWorkload(stopped, .tenant).start(context, risk: .restart)]
        }
        if pods?.isEmpty == true, let (deployment, refusal) = trouble.refused(behind: service) {
            return refusal.remedies(of: .other, context) + [
                .inspect(
                    "see what refuses its pods", context.kubectl("describe", ObjectReference(.tenant, deployment)))
            ]
        }
        if pods?.isEmpty == true, let (_, stalled) = trouble.forgotten(behind: service) { return stalled.remedies }
        let remaining = (pods ?? []).filter { !$0.metadata.isBeingDeleted }
        if let stalled = trouble.stalled(remaining) { return stalled.remedies }
        let hasReadyPods = !remaining.isEmpty && remaining.allSatisfy(\.isReady)
        if hasReadyPods, !service.selector.isEmpty, undeclaredName(exposure, remaining) == nil {
            if let (wanted, present) = Self.families(service, remaining) {
                return [
                    .fix(
                        "recreate the Service with ipFamilies [\(present)]; the first family of a Service cannot be changed"
                    ),
                    .fix("run the pods in a cluster network that gives them \(wanted) addresses, too"),
                ]
            }
            return [
                .fix("get kube-controller-manager running again: it writes the EndpointSlices"),
                .inspect(
                    "check whether it renews this Lease",
                    context.kubectl(.tenant, "-n kube-system get lease kube-controller-manager -o yaml")),
                .inspect("compare the EndpointSlices with the pods", context.endpointSlices(of: reference, "-o yaml")),
            ]
        }
        if let pods, !pods.isEmpty, remaining.isEmpty {
            return [
                .inspect(
                    "check why no new pods replace them",
                    context.kubectl(beside: reference, "get deployments,statefulsets,daemonsets,replicasets,pods"))
            ]
        }
        if service.selector.isEmpty || hasReadyPods {
            return [
                .inspect(
                    "compare the ports of its EndpointSlices with those of the Service",
                    context.endpointSlices(of: reference))
            ]
        }
        if let pod = remaining.first(where: { !$0.isReady }).map({ ObjectReference(.tenant, $0) }) {
            let isOutOfMemory = remaining.contains { PodProblem.outOfMemory($0) != nil }
            let full = remaining.lazy.filter { !$0.isReady }.compactMap { trouble.fullVolume(of: $0) }.first
            let room: [Remedy] = full.map { [Remedy.fix("make room on \($0), or enlarge it")] } ?? []
            let probe: [Remedy] =
                remaining.contains { trouble.endedByProbe($0) != nil }
                ? [
                    Remedy.fix(
                        "give the container a startupProbe, raise failureThreshold of its liveness probe, or raise its CPU limit if "
                            + "it starts slowly")
                ] : []
            return room + probe
                + (isOutOfMemory ? [.fix("raise the memory limit of the container in the workload of the pods")] : [])
                + [
                    .inspect("find out why the pods are not Ready", context.kubectl("describe", pod)),
                    .inspect("check their logs", context.kubectl("logs", pod, "--all-containers --tail=50")),
                ]
        }
        return [
            .fix("correct spec.selector", context.kubectl("edit", reference)),
            .inspect(
                "compare the labels of the pods with the selector",
                context.kubectl(beside: reference, "get pods --show-labels")),
        ]
    }
}
