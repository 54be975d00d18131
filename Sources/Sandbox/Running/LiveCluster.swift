#if Sandbox
    import APIServer
    import Controllers
    import Documents
    import Kubernetes
    import Transport

    /// A live cluster with what Kubernetes itself does in it: kubelets, and the controllers of workloads and EndpointSlices.
    final class LiveCluster: Sendable {
        let cluster: RunningCluster
        let editor: ClusterEditor
        let switches: ProgramSwitches
        let nodes: NodeController
        let kubelet: Kubelet
        private let workloads: WorkloadController
        private let slices: EndpointSliceController

        init(
            _ cluster: RunningCluster, nodes list: [NodeDescription], addresses: PodAddresses,
            switches: ProgramSwitches,
            timing: SandboxOptions.Timing, engine: HTTPEngine,
            programs: @escaping @Sendable (ProgramRequest) -> (any ContainerProgram)?
        ) throws {
            self.cluster = cluster
            self.switches = switches
            editor = ClusterEditor(client: try cluster.machineryClient("kubelb-sandbox", over: engine))
            let controllers = try cluster.machineryClient("kube-controller-manager", over: engine)
            nodes = NodeController(client: try cluster.machineryClient("kubelet", over: engine), nodes: list)
            workloads = WorkloadController(client: controllers)
            slices = EndpointSliceController(client: controllers)
            kubelet = Kubelet(
                client: try cluster.machineryClient("kubelet", over: engine),
                allocateAddress: { addresses.address() },
                backOff: BackOff(first: timing.backOff, longest: timing.longestBackOff),
                program: { request in
                    programs(request).map { SwitchedProgram(program: $0, switches: switches) }
                })
            cluster.api.setPodServices(KubeletServices(kubelet: kubelet))
        }

        /// Runs until the task is cancelled.
        func run() async {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.nodes.run() }
                group.addTask { await self.workloads.run() }
                group.addTask { await self.slices.run() }
                group.addTask { await self.kubelet.run() }
            }
        }

        func podNames(of deployment: ObjectPath) async throws -> Set<String> {
            let object = try await editor.client.get(deployment)
            let labels = (object["spec"]?["selector"]?["matchLabels"]?.object?.members ?? [])
                .map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ",")
            let query = ListQuery(namespace: deployment.namespace, labels: labels)
            return Set(
                try await editor.client.documents(Pod.self, query).items.compactMap { $0["metadata"]?["name"]?.string })
        }

        /// Stops a container in the present pods of a Deployment; pods that replace them run. Returns what continues them.
        func freeze(_ container: String, of deployment: ObjectPath) async throws -> @Sendable () -> Void {
            let (pods, switches) = (try await podNames(of: deployment), switches)
            for pod in pods { switches.set(container, .frozen, podPrefix: pod) }
            return { for pod in pods { switches.set(container, .running, podPrefix: pod) } }
        }

        /// Waits until a Deployment has so many pods, none of them on its way out.
        func waitForPods(of deployment: ObjectPath, toBe count: Int) async throws {
            try await wait("\(deployment.name ?? "") has not \(count) pods") {
                try await self.podNames(of: deployment).count == count
            }
        }

        func wait(_ objection: String, _ condition: () async throws -> Bool) async throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while try await !condition() {
                guard .now < deadline else { throw ClusterEditor.Failure(description: objection) }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
#endif
