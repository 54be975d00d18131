import KubeLB
import Topology

/// Commands that several checks print.
package enum CommonRemedies {
    /// Changes one Helm value of the CCM's release and leaves the others.
    package static func ccmValue(_ name: String, _ value: HelmValue, _ context: CheckContext) -> ShellCommand {
        HelmRelease(of: context.topology.ccm).set(name, value, context)
    }

    /// Changes one Helm value of the manager's release and leaves the others.
    package static func managerValue(_ name: String, _ value: HelmValue, _ context: CheckContext) -> ShellCommand {
        HelmRelease(of: context.topology.manager).set(name, value, context)
    }

    package static func restartCCM(_ context: CheckContext) -> ShellCommand {
        let ccm = context.topology.ccm
        let name = ccm.diagnosedDeploymentName ?? KubeLBNames.ccmAppName
        return context.kubectl(.tenant, "-n \(ccm.namespace) rollout restart deploy/\(name)")
    }

    package static func restartManager(_ context: CheckContext) -> ShellCommand {
        let manager = context.topology.manager
        let name = manager.diagnosedDeploymentName ?? KubeLBNames.managerAppName
        return context.kubectl(.management, "-n \(manager.namespace) rollout restart deploy/\(name)")
    }

    /// nil if the controller runs in another cluster: its log is not in reach.
    package static func logs(
        of controller: Controller, previous: Bool = false, _ context: CheckContext
    ) -> ShellCommand? {
        guard !controller.runsElsewhere else { return nil }
        let name = controller.diagnosedDeploymentName ?? controller.role.appName
        return context.kubectl(
            controller.role.side,
            """
            -n \(controller.namespace) logs deploy/\(name) -c \(controller.role.containerName) --tail=100 \
            \(words: previous ? "--previous" : "")
            """)
    }
}
