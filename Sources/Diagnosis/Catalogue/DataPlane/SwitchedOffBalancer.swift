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

    init(_ sentence: String, _ evidence: [Evidence], _ remedies: [Remedy]) {
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

    /// A cloud controller manager that does not run the controller of Services. Beside another implementation that is intended.
    private static func cloudController(_ context: CheckContext) -> SwitchedOffBalancer? {
        let workloads = context.topology.loadBalancerWorkloads
        guard workloads.allSatisfy({ [.cloudController, .cilium].contains($0.implementation) }) else { return nil }
        let found = workloads.filter { $0.implementation == .cloudController }.map { workload in
            argument(of: workload, context) ?? variable(of: workload, context) ?? log(of: workload, context)
        }
        guard let first = found.first ?? nil, found.allSatisfy({ $0 != nil }) else { return nil }
        return first
    }

    /// `--controllers` leave out the one of Services.
    private static func argument(of workload: LoadBalancerWorkload, _ context: CheckContext) -> SwitchedOffBalancer? {
        let lists = workload.state.template.containers.lazy.compactMap { $0.value(ofFlag: "controllers") }
        guard let list = lists.first, leavesOutServices(list) else { return nil }
        return SwitchedOffBalancer(
            "\(workload.reference) is a cloud controller manager whose service controller is switched off: --controllers is "
                + list,
            [Evidence("\(workload.reference): --controllers", list)],
            [
                .fix(
                    "switch the service controller on in --controllers, or install another implementation",
                    context.kubectl("edit", workload.object), risk: .restart)
            ])
    }

    /// A variable of its environment, such as `HCLOUD_LOAD_BALANCERS_ENABLED: "false"` of Hetzner's.
    private static func variable(of workload: LoadBalancerWorkload, _ context: CheckContext) -> SwitchedOffBalancer? {
        let switches = workload.state.template.containers.flatMap { $0.switches.sorted { $0.key < $1.key } }
        guard let (name, isOn) = switches.first(where: { disablesLoadBalancers($0.key, $0.value) }) else { return nil }
        return SwitchedOffBalancer(
            "\(workload.reference) is a cloud controller manager whose load balancers are disabled: its environment variable "
                + "\(name) is \(isOn)",
            [Evidence("\(workload.reference): env \(name)", "\(isOn)")]
                + (failure(of: workload, context).map { [$0] } ?? []),
            [
                .fix(
                    "enable load balancers there, also in the values of its chart, or install another implementation",
                    context.kubectl("set env", workload.object, "\("\(name)=\(!isOn)")"), risk: .restart)
            ])
    }

    private static func disablesLoadBalancers(_ variable: String, _ isOn: Bool) -> Bool {
        let name = variable.uppercased().filter { $0 != "_" }.replacing("LOADBALANCERS", with: "LOADBALANCER")
        return
            (isOn ? ["LOADBALANCERDISABLED", "DISABLELOADBALANCER"] : ["LOADBALANCERENABLED", "ENABLELOADBALANCER"])
            .contains { name.hasSuffix($0) }
    }

    /// Its log, for settings that no object shows, such as those of a file in a Secret.
    private static func log(of workload: LoadBalancerWorkload, _ context: CheckContext) -> SwitchedOffBalancer? {
        guard let failure = failure(of: workload, context) else { return nil }
        return SwitchedOffBalancer(
            "\(workload.reference) is a cloud controller manager that does not create load balancers. It logs: "
                + ErrorDigest.text(of: failure.value),
            [failure],
            [
                .fix("enable load balancers in its configuration, or install another implementation"),
                context.log(of: workload),
            ])
    }

    /// That it has not started its service controller (`k8s.io/cloud-provider`, app/core.go); nil if a pod has.
    private static func failure(of workload: LoadBalancerWorkload, _ context: CheckContext) -> Evidence? {
        let last = context.topology.logTails(of: workload).compactMap { source, tail in
            tail.lines.last { line in
                [failed, "Starting service controller"].contains { line.message.containsBytes(of: $0) }
            }.map { (source, $0) }
        }
        guard let (source, line) = last.first, last.allSatisfy({ $0.1.message.containsBytes(of: failed) }) else {
            return nil
        }
        return Evidence("\(source)", line.read.statement, at: line.time)
    }

    private static let failed = "Failed to start service controller"

    /// `*` stands for all controllers, and a name with `-` before it for all but that one (`k8s.io/cloud-provider`).
    private static func leavesOutServices(_ list: String) -> Bool {
        let names = list.split(separator: ",").map(String.init)
        let own = ["service", "service-lb-controller", "service-lb"]
        if names.contains(where: { $0.hasPrefix("-") && own.contains(String($0.dropFirst())) }) { return true }
        return !names.contains("*") && !names.contains(where: own.contains)
    }
}
