import Characters
import KubeLB
import Kubernetes
import Topology

/// Which ways to announce addresses are switched on in Cilium, by what its agents logged when they started, or by its ConfigMap.
struct CiliumSettings {
    static let mapName = Topology.ciliumConfigMap

    enum Feature: Sendable, CaseIterable {
        case layerTwo
        case bgp

        /// As the agent's argument and as the key of the ConfigMap; both are false by default.
        var key: String {
            switch self {
            case .layerTwo: "enable-l2-announcements"
            case .bgp: "enable-bgp-control-plane"
            }
        }

        var chartValue: String {
            switch self {
            case .layerTwo: "l2announcements.enabled"
            case .bgp: "bgpControlPlane.enabled"
            }
        }

        /// With its verb.
        var title: String {
            switch self {
            case .layerTwo: "L2 announcements are"
            case .bgp: "the BGP control plane is"
            }
        }
    }

    struct Setting {
        let isOn: Bool
        /// Whether nothing sets it.
        var isDefault = false
        let evidence: Evidence
        let workload: LoadBalancerWorkload
    }

    private let context: CheckContext
    /// The DaemonSet of the agents, with its version if the image names one; nil if it is unknown.
    let agents: (workload: LoadBalancerWorkload, version: ReleaseVersion?)?

    init(_ context: CheckContext) {
        self.context = context
        let workload = context.topology.loadBalancerWorkloads.first {
            $0.implementation == .cilium && $0.role == .announcer
        }
        agents = workload.map { workload in
            let image = workload.state.template.containers.first { $0.name == workload.container }?.image
            return (workload, image.flatMap { ReleaseVersion(ReleaseVersion.tag(ofImage: $0)) })
        }
    }

    /// nil if neither a log nor the ConfigMap shows it.
    func setting(of feature: Feature) -> Setting? {
        guard let workload = agents?.workload else { return nil }
        return logged(feature, workload) ?? argued(feature, workload) ?? configured(feature, workload)
    }

    /// By an argument of the DaemonSet, which comes before the ConfigMap.
    private func argued(_ feature: Feature, _ workload: LoadBalancerWorkload) -> Setting? {
        let values = workload.state.template.containers.lazy.compactMap { $0.value(ofFlag: feature.key) }
        guard let value = values.first else { return nil }
        return Setting(
            isOn: value != "false", evidence: Evidence("\(workload.reference): --\(feature.key)", value),
            workload: workload)
    }

    private func logged(_ feature: Feature, _ workload: LoadBalancerWorkload) -> Setting? {
        for (source, tail) in context.topology.logTails(of: workload) {
            guard let (value, line) = tail.ciliumArgument(feature.key), value == "true" || value == "false" else {
                continue
            }
            return Setting(
                isOn: value == "true", evidence: Evidence("\(source)", "--\(feature.key)=\(value)", at: line.time),
                workload: workload)
        }
        return nil
    }

    private func configured(_ feature: Feature, _ workload: LoadBalancerWorkload) -> Setting? {
        let found = context.topology.list(.management, ConfigMap.self).first {
            $0.metadata.name == Self.mapName && $0.metadata.namespace == workload.metadata.namespace
        }
        guard let map = found.value, !map.keys.isEmpty else { return nil }
        let isSet = map.keys.contains(feature.key)
        // A value that is neither, such as one that was removed from a bundle.
        guard let isOn = isSet ? map.switches[feature.key] : false else { return nil }
        return Setting(
            isOn: isOn, isDefault: !isSet,
            evidence: map.evidence("data[\(feature.key)]", isSet ? "\(isOn)" : "not set"), workload: workload)
    }
}

extension LogTail {
    /// The value of an argument of Cilium's agents, which print all of them when they start: `  --devices='enp1s0'`.
    func ciliumArgument(_ flag: String) -> (value: String, line: LogLine)? {
        let start = "--\(flag)='"
        guard let line = lines.last(where: { $0.message.containsBytes(of: start) }),
            let range = line.message.firstByteRange(of: start)
        else { return nil }
        return (String(line.message[range.upperBound...].prefix { $0 != "'" }), line)
    }
}
