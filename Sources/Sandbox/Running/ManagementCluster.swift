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

        /// Waits until the Secret has the kubeconfig that the manager issued last for a tenant.
        func waitForIssuedKubeconfig(of tenant: TenantCluster) async throws {
            let path = ObjectPath(
                resource: "secrets", namespace: "tenant-\(tenant.name)", name: "kubelb-ccm-kubeconfig")
            try await live.wait("the manager issues no kubeconfig for \(tenant.name)") {
                do throws(APIError) {
                    let issued = try await self.editor.client.get(path)["data"]?["kubelb"]?.string
                    return issued == Kubeconfig.base64(tenant.managementAccess.kubeconfig)
                } catch {
                    if case .notFound = error { return false }
                    throw error
                }
            }
        }

        func waitForPods(of deployment: ObjectPath, toBe count: Int) async throws {
            try await live.waitForPods(of: deployment, toBe: count)
        }
    }
#endif
