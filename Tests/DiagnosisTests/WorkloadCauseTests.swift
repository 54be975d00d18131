import Testing

@testable import Diagnosis

/// What findings name as the reason why workloads of the tenant cluster that are not KubeLB's do not serve.
@Suite struct WorkloadCauseTests {
    private typealias Case = CauseCase

    private static let loadFailure =
        "cannot load its rules, so it serves only node ports that it opened before: Failed to execute iptables-restore: exit "
        + "status 2: iptables-restore v1.8.8 (legacy): Couldn't load target `KUBE-MARK-MASQ' Error occurred at line: 177"

    private static let cases = [
        Case(
            code: "N008", example: "kube-proxy cannot load its rules on both nodes",
            says: ["kube-proxy runs on node-a, node-b but \(loadFailure)"], fixes: ["then restart kube-proxy"],
            avoids: ["nothing listens"]),
        Case(
            code: "N008", example: "kube-proxy cannot load its rules on one node, and does on the other",
            avoids: ["rules"]),
        Case(code: "N008", example: "kube-proxy could load its rules at the second try", avoids: ["rules"]),
        Case(
            code: "N008", example: "kube-proxy cannot load its rules on the node that does not serve it",
            says: ["kube-proxy runs on node-b but \(loadFailure)"]),
        Case(
            code: "N004", example: "kube-proxy cannot load its rules since the nodes were rebooted",
            says: [loadFailure], avoids: ["nodePortAddresses"]),
        Case(
            code: "N008", example: "Cilium serves another range of node ports",
            says: ["serves node ports of its range only, 30000-32767 by default: 12417 is outside of it"],
            fixes: ["set node-port-range (Helm value nodePort.range)", "rollout restart daemonset/cilium"],
            avoids: ["kube-proxy has not programmed"]),
        Case(
            code: "N004", example: "Cilium serves another range of node ports",
            says: ["30000-32767 by default: 12417 is outside of it"], avoids: ["firewall"]),
        Case(
            code: "N011", example: "the agents were not restarted since the range was changed",
            says: [
                "ConfigMap kube-system/cilium-config sets 12000-32767, and the agents have not been restarted since"
            ], fixes: ["restart Cilium's agents"]),
        Case(code: "N005", example: "kube-proxy cannot load its rules on one of two", says: [loadFailure]),
        Case(
            code: "S004", example: "its pod crashes, because its volume is full",
            says: ["No space left on device, so PersistentVolumeClaim shop/web-data is full"],
            fixes: ["make room on PersistentVolumeClaim shop/web-data, or enlarge it"]),
        Case(
            code: "S004", example: "its liveness probe ends its pod before it has started",
            says: ["liveness probe fails", "ended after 48 s, so it may need longer to start than the probe allows"],
            fixes: ["startupProbe"]),
    ]

    @Test(arguments: cases)
    func words(wanted: CauseCase) throws { try wanted.expect() }
}
