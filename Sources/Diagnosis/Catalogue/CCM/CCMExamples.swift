/// Pieces of examples that several checks use: entries of the tenant cluster's `pods` and `deployments.apps`.
enum CCMExamples {
    /// The CCM's pod in back-off after six restarts.
    static let crashingPod = """
        kubelb/kubelb-ccm-1: {status: {conditions: [{type: Ready, status: "False", reason: ContainersNotReady, \
        message: "containers with unready status: [ccm]", lastTransitionTime: "2026-11-22T11:50:00Z"}], \
        containerStatuses: [{name: ccm, ready: false, restartCount: 6, state: {waiting: {reason: CrashLoopBackOff, \
        message: "back-off 5m0s restarting failed container=ccm"}}, lastState: {terminated: {exitCode: 1, \
        reason: Error, startedAt: "2026-11-22T11:58:00Z", finishedAt: "2026-11-22T11:58:01Z"}}}]}}
        """

    /// The CCM's Deployment with these arguments.
    static func deployment(_ arguments: String...) -> String {
        "kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm, "
            + "image: \"quay.io/kubermatic/kubelb-ccm:v1.4.3\", "
            + "args: [\(arguments.map { "\"\($0)\"" }.joined(separator: ", "))]}]}}}}"
    }

    /// A log of the CCM's pod with one line of its start.
    static func log(_ message: String, _ error: String) -> String {
        "tenant/kubelb/kubelb-ccm-1/ccm.log: '{\"level\":\"error\",\"ts\":\"2026-11-22T11:58:01.000Z\","
            + "\"logger\":\"setup\",\"msg\":\"\(message)\",\"error\":\"\(error)\"}'"
    }

    /// What was seen of the CCM's Secret.
    static func secret(_ fields: String) -> String {
        "{secrets: [{namespace: kubelb, name: kubelb-cluster, \(fields)}]}"
    }
}
