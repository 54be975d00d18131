#if Sandbox
    import APIServer
    import Controllers
    import DataPlane
    import Documents
    import Kubernetes
    import Transport

    /// A tenant's cluster: its nodes with their node ports, its CCM, and the CCM's way to the management cluster.
    final class TenantCluster: Sendable {
        /// Without the prefix `tenant-`.
        let name: String
        let live: LiveCluster
        /// Another controller that writes where it should not.
        let rival: APIClient
        private let management: RunningCluster
        /// By the names of the nodes.
        let proxies: [String: NodePortProxy]
        private let nodeList: [NodeDescription]
        private let nodePorts: NodePorts
        private let autoPods: AutoPods?

        var cluster: RunningCluster { live.cluster }
        var editor: ClusterEditor { live.editor }
        var switches: ProgramSwitches { live.switches }

        init(
            name: String, live: LiveCluster, nodes: [NodeDescription], proxies: [String: NodePortProxy],
            management: RunningCluster, makesPods: Bool, engine: HTTPEngine
        ) throws {
            self.name = name
            self.live = live
            self.proxies = proxies
            self.management = management
            nodeList = nodes
            rival = try live.cluster.machineryClient("other-controller", over: engine)
            nodePorts = NodePorts(
                client: try live.cluster.machineryClient("kube-proxy", over: engine), proxies: proxies)
            autoPods =
                makesPods ? AutoPods(client: try live.cluster.machineryClient("kubelb-sandbox", over: engine)) : nil
        }

        /// Runs until the task is cancelled.
        func run() async {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.live.run() }
                group.addTask { await self.nodePorts.run() }
                group.addTask { await self.autoPods?.run() }
            }
            for proxy in proxies.values { await proxy.stop() }
        }

        var nodeAddresses: [(name: String, address: String)] { nodeList.map { ($0.name, $0.internalAddress) } }

        /// What the manager issued last for this tenant.
        var managementAccess: (token: String, kubeconfig: String) { management.ccmAccess(tenant: name) }

        var managementNamespace: ObjectPath { ObjectPath(resource: "namespaces", name: "tenant-\(name)") }

        /// Of the Role that gives the CCM its permissions in the management cluster.
        var rolePath: ObjectPath {
            ObjectPath(
                resource: "roles.rbac.authorization.k8s.io", namespace: "tenant-\(name)", name: "kubelb-ccm")
        }

        var addressesPath: ObjectPath {
            ObjectPath(
                resource: "addresses.kubelb.k8c.io", version: "v1alpha1", namespace: "tenant-\(name)", name: "default")
        }

        /// Makes the Secret that leads the CCM to the management cluster, or replaces it and the CCM's pods.
        func setSecret(kubeconfig: String) async throws {
            let data: JSONValue = ["kubelb": .string(Kubeconfig.base64(kubeconfig))]
            do {
                try await editor.patch(["data": data], .ccmSecret)
                try await replacingCCM { try await editor.restart(.ccm) }
            } catch APIError.notFound {
                try await editor.client.create(
                    [
                        "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": data,
                        "metadata": ["name": "kubelb-cluster", "namespace": "kubelb"],
                    ], in: ObjectPath(resource: "secrets", namespace: "kubelb"))
            }
        }

        /// Gives the CCM the kubeconfig that the manager issued last.
        func setIssuedKubeconfig() async throws { try await setSecret(kubeconfig: managementAccess.kubeconfig) }

        // MARK: What faults do

        /// Does something that replaces the CCM's pods, and waits until the old ones are gone.
        func replacingCCM<Result>(_ change: () async throws -> Result) async throws -> Result {
            let old = try await live.podNames(of: .ccm)
            let result = try await change()
            try await live.wait("the CCM's old pods stay") {
                try await self.live.podNames(of: .ccm).isDisjoint(with: old)
            }
            return result
        }

        func waitForPods(of deployment: ObjectPath, toBe count: Int) async throws {
            try await live.waitForPods(of: deployment, toBe: count)
        }

        func waitForAddress(of service: String) async throws {
            try await live.wait("\(service) gets no address") {
                let object = try await self.editor.client.get(.service(service))
                return object["status"]?["loadBalancer"]?["ingress"]?[0] != nil
            }
        }

        func waitForEndpoints(of service: String) async throws {
            let query = ListQuery(namespace: "default", labels: "kubernetes.io/service-name=\(service)")
            try await live.wait("\(service) has no endpoints") {
                let slices = try await self.editor.client.documents(EndpointSlice.self, query).items
                return slices.contains { ($0["endpoints"]?.array ?? []).count == 2 }
            }
        }

        func setNodeAddresses(areExternal: Bool) async {
            await live.nodes.set(areExternal ? nodeList : nodeList.map { $0.withoutExternalAddress })
        }

        func setNodes(areReady: Bool) async {
            for node in nodeList { await live.nodes.setReady(areReady, node: node.name) }
        }

        /// Makes so many nodes refuse connections to their node ports, and the others take them.
        func blockNodePorts(onNodes count: Int) async {
            for (index, node) in nodeList.enumerated() {
                await proxies[node.name]?.setBlocked(index < count ? .refuse : .open)
            }
        }
    }
#endif
