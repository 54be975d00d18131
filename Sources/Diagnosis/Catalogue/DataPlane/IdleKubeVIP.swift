import KubeLB
import Kubernetes
import Topology

/// That every DaemonSet of kube-vip serves the control plane only: it takes up addresses of Services if `svc_enable` is true or with
/// `--services` (kube-vip, "Flags and Environment Variables").
struct IdleKubeVIP {
    private let workload: LoadBalancerWorkload
    /// What is set; nil for the default, which is false.
    private let value: Bool?

    private static let variable = "svc_enable"

    /// nil if one of them serves Services, or if that is unknown.
    init?(_ context: CheckContext) {
        let workloads = context.topology.loadBalancerWorkloads.filter {
            $0.implementation == .kubeVIP && $0.role == .announcer
        }
        guard let workload = workloads.first, workloads.allSatisfy({ Self.servesNone($0) }) else { return nil }
        self.workload = workload
        value = workload.state.template.containers.lazy.compactMap { $0.switches[Self.variable] }.first
    }

    private static func servesNone(_ workload: LoadBalancerWorkload) -> Bool {
        let containers = workload.state.template.containers
        if containers.contains(where: { ($0.command + $0.args).contains { $0.hasPrefix("--services") } }) {
            return false
        }
        if let isOn = containers.lazy.compactMap({ $0.switches[variable] }).first { return !isOn }
        return containers.contains { $0.switches["cp_enable"] == true }
    }

    /// For behind a colon.
    var words: String {
        "\(workload.reference) serves the control plane only, because \(Self.variable) is \(value.map { "\($0)" } ?? "not set")"
    }

    var evidence: [Evidence] {
        [Evidence("\(workload.reference): env \(Self.variable)", value.map { "\($0)" } ?? "not set")]
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        [
            .fix(
                "let kube-vip serve Services", context.kubectl("set env", workload.object, "svc_enable=true"),
                risk: .restart)
        ]
    }
}
