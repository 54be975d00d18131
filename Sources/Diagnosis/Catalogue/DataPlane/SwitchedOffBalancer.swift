import Characters
import KubeLB
import Kubernetes
import Topology

/// A load-balancer implementation that is installed and told not to serve Services.
struct SwitchedOffBalancer {
    /// Without its full stop.
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// Keys of the ConfigMap of AKO with what each does if it is true (AKO's guide, "values.yaml").
    private static let aviSwitches = [
        ("deleteConfig", "it removes its objects from the Avi Controller and serves no Service"),
        ("layer7Only", "it serves Ingresses and no Services of type LoadBalancer"),
    ]

    /// nil if there is none, or if that is unknown.
    init?(_ context: CheckContext) {
        if let avi = Self.avi(context) {
            self = avi
        } else if let cloud = Self.cloudController(context) {
            self = cloud
        } else {
            return nil
        }
    }

    private init(_ sentence: String, _ evidence: [Evidence], _ remedies: [Remedy]) {
        self.sentence = sentence
        self.evidence = evidence
        self.remedies = remedies
    }

    private static func avi(_ context: CheckContext) -> SwitchedOffBalancer? {
        let map = context.topology.list(.management, ConfigMap.self).value?.items.first {
            $0.metadata.name == LoadBalancerImplementation.aviConfigMap.name
        }
        guard let map, let (key, effect) = aviSwitches.first(where: { map.switches[$0.0] == true }) else { return nil }
        let object = ObjectReference(.management, map)
        return SwitchedOffBalancer(
            "The Avi Kubernetes Operator (AKO) is installed, but \(key) of \(object.description) is true: \(effect)",
            [map.evidence("data.\(key)", "true")],
            [
                .fix("set \(key) to false", context.patch(object, ["data": [key: "false"]]), risk: .restart),
                .inspect(
                    "check what AKO reports",
                    context.kubectl(
                        .management, "-n \(map.metadata.namespace) logs -l app.kubernetes.io/name=ako --tail=50")),
            ])
    }

    /// A cloud controller manager whose `--controllers` leave out the one of Services.
    private static func cloudController(_ context: CheckContext) -> SwitchedOffBalancer? {
        let own = context.topology.loadBalancerWorkloads.filter { $0.implementation == .cloudController }
        let lists = own.map { workload in
            workload.state.template.containers.lazy.compactMap { $0.value(ofFlag: "controllers") }.first
        }
        guard let first = own.first, let list = lists.first ?? nil,
            lists.allSatisfy({ $0.map(leavesOutServices) == true })
        else { return nil }
        return SwitchedOffBalancer(
            "\(first.reference) is a cloud controller manager whose service controller is switched off: --controllers is "
                + list,
            [Evidence("\(first.reference): --controllers", list)],
            [
                .fix(
                    "switch the service controller on in --controllers, or install another implementation",
                    context.kubectl("edit", first.object), risk: .restart)
            ])
    }

    /// `*` stands for all controllers, and a name with `-` before it for all but that one (`k8s.io/cloud-provider`).
    private static func leavesOutServices(_ list: String) -> Bool {
        let names = list.split(separator: ",").map(String.init)
        let own = ["service", "service-lb-controller", "service-lb"]
        if names.contains(where: { $0.hasPrefix("-") && own.contains(String($0.dropFirst())) }) { return true }
        return !names.contains("*") && !names.contains(where: own.contains)
    }
}
