import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-M017: MetalLB does not apply what its objects say.
struct M017ConfigurationRefused: Check {
    let documentation = CheckDocumentation(
        code: "M017",
        title: "MetalLB rejects its configuration",
        severity: .error,
        explains: [.address],
        hop: .envoyService,
        inputs: [.managementDeployments],
        optionalInputs: [.managementDaemonSets, .managementPods, .managerLogs],
        meaning: """
            MetalLB reads its pools, peers and advertisements as a whole. If one of them is invalid, for example because two pools \
            overlap, it keeps using the configuration that it had before, and only its logs show that. They are read if a Service \
            waits for its address, or if MetalLB announces addresses by BGP only.
            """,
        impact: "New pools, peers and advertisements have no effect, nor have changes to existing ones.",
        mending: "Correct the object that the message names. MetalLB then applies the whole configuration.",
        examples: [
            .fires(.error, "two pools overlap", metalLB([rejected])),
            .fires(.error, "it rejects a change of a configuration that it has applied", metalLB([applied, rejected])),
            .silent("the configuration was corrected", metalLB([rejected, applied])),
            .silent(
                "it could not read its objects for a moment",
                metalLB([
                    #"{"controller":"ConfigReconciler","error":"timeout","level":"error","message":"failed to get nodes","#
                        + #""ts":"2026-11-22T10:00:00Z"}"#
                ])),
        ])

    private static let rejected = #"""
        {"caller":"config_controller.go:147","controller":"ConfigReconciler","error":"CIDR \"198.51.100.8/29\" in pool \"b\" overlaps \#
        with already defined CIDR \"198.51.100.10/32\"","level":"error","ts":"2026-11-22T10:00:10Z"}
        """#
    private static let applied =
        #"{"controller":"ConfigReconciler","event":"config reloaded","level":"info","ts":"2026-11-22T10:00:01Z"}"#

    private static func metalLB(_ lines: [String]) -> String {
        """
        management:
          deployments.apps: {\(BalancerExamples.controller(ready: 1))}
          pods: {metallb-system/controller-1: {metadata: {labels: {app: metallb, component: controller}},
            status: {phase: Running}}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
        logs:
          management/metallb-system/controller-1/controller.log: |
        \(lines.map { "    " + $0 }.joined(separator: "\n"))
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let workloads = context.topology.loadBalancerWorkloads.filter { $0.implementation == .metalLB }
        for workload in workloads {
            for (source, tail) in context.topology.logTails(of: workload) {
                let outcomes = tail.lines.filter { Self.isOutcome($0) }
                guard let last = outcomes.last, last.level == .error else { continue }
                return [finding(ErrorDigest.text(of: last.error), workload, source, last, context)]
            }
        }
        return []
    }

    /// MetalLB `internal/k8s/controllers/config_controller.go`: whether a configuration was applied or is invalid. What the API
    /// server does not return has a message of its own.
    private static func isOutcome(_ line: LogLine) -> Bool {
        guard line.controller == "ConfigReconciler" else { return false }
        return line.level == .error
            ? !line.error.isEmpty && !line.message.hasPrefix("failed to get ")
                && !line.error.hasPrefix("failed to get ")
            : line.message == "config reloaded"
    }

    private func finding(
        _ reason: String, _ workload: LoadBalancerWorkload, _ source: LogSource, _ line: LogLine,
        _ context: CheckContext
    ) -> Finding {
        Finding(
            .error, "MetalLB rejects its configuration and keeps using the previous one: \(reason)",
            objects: [workload.object], evidence: [Evidence("\(source)", line.error, at: line.time)],
            remedies: [
                .fix("correct the object that the message names; MetalLB then applies the whole configuration"),
                .inspect(
                    "see the configuration",
                    context.kubectl(
                        .management,
                        """
                        get ipaddresspools.metallb.io,l2advertisements.metallb.io,bgpadvertisements.metallb.io,\
                        bgppeers.metallb.io -A -o yaml
                        """)),
                context.log(of: workload),
            ])
    }
}
