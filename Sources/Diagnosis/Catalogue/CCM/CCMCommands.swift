import KubeLB
import Topology

/// Commands about the CCM's Deployment.
enum CCMCommands {
    /// For arguments that the chart has no value for.
    static func edit(_ context: CheckContext) -> ShellCommand {
        let ccm = context.topology.ccm
        let name = ccm.diagnosedDeploymentName ?? KubeLBNames.ccmAppName
        return context.kubectl(.tenant, "-n \(ccm.namespace) edit deploy/\(name)")
    }
}
