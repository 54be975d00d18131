#if Sandbox
    import Controllers
    import Kubernetes
    import Transport

    /// The management cluster: the manager, the address pool, and the Envoys of all tenants.
    final class ManagementCluster: Sendable {
        let live: LiveCluster
        let envoys: RunningEnvoys
        let addresses: ExternalAddresses

        var cluster: RunningCluster { live.cluster }
        var editor: ClusterEditor { live.editor }
        var switches: ProgramSwitches { live.switches }

        init(live: LiveCluster, envoys: RunningEnvoys, engine: HTTPEngine) throws {
            self.live = live
            self.envoys = envoys
            addresses = ExternalAddresses(
                client: try live.cluster.machineryClient("kube-proxy", over: engine), envoys: envoys)
        }

        /// Runs until the task is cancelled.
        func run() async {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.live.run() }
                group.addTask { await self.addresses.run() }
            }
        }

        func waitForPods(of deployment: ObjectPath, toBe count: Int) async throws {
            try await live.waitForPods(of: deployment, toBe: count)
        }
    }
#endif
