#if Sandbox
    import Controllers
    import DataPlane
    import KubeLB
    import Kubernetes
    import Synchronization

    /// kube-proxy's place in the management cluster: leads the addresses of the envoy Services to a Ready Envoy of their
    /// tenant.
    final class ExternalAddresses: Sendable {
        private let client: APIClient
        private let envoys: RunningEnvoys
        private let mapped = Mutex<[String: Int]>([:])

        init(client: APIClient, envoys: RunningEnvoys) {
            self.client = client
            self.envoys = envoys
        }

        /// Where `ADDRESS:PORT/PROTOCOL` really answers, for ports that may not be taken.
        func substitute(for endpoint: String) -> Int? { mapped.withLock { $0[endpoint] } }

        /// Runs until the task is cancelled.
        func run() async {
            let changes = WorkQueue<Bool>()
            let services = WatchedObjects(
                client, Service.self, ListQuery(labels: "\(KubeLBNames.managedByLabel)=kubelb")
            ) { _, _ in await changes.add(true, after: Self.pause) }
            let pods = WatchedObjects(
                client, Pod.self, ListQuery(labels: "app.kubernetes.io/managed-by=kubelb")
            ) { _, _ in await changes.add(true, after: Self.pause) }
            await withDiscardingTaskGroup { group in
                group.addTask { await services.run() }
                group.addTask { await pods.run() }
                group.addTask {
                    guard await services.waitUntilSynced(), await pods.waitUntilSynced() else { return }
                    await changes.add(true)
                    await changes.run(workers: 1) { _ in
                        let isComplete = await self.apply(
                            await services.all.map(\.object), await pods.all.map(\.object))
                        // An Envoy that is Ready and not here yet is about to be.
                        return isComplete ? nil : .milliseconds(100)
                    }
                }
            }
        }

        private static let pause = Duration.milliseconds(50)

        /// - Returns: Whether every Ready Envoy was there to be told, and could do it.
        private func apply(_ services: [Service], _ pods: [Pod]) async -> Bool {
            let services = Dictionary(grouping: services.filter(\.isLoadBalancer), by: \.metadata.namespace)
            var isComplete = true
            for (namespace, pods) in Dictionary(grouping: pods, by: \.metadata.namespace) {
                // One socket has one owner: of several Ready pods the first carries the traffic.
                let carrier = pods.sorted { $0.metadata.name < $1.metadata.name }.first {
                    $0.isReady && !$0.metadata.isBeingDeleted
                }
                for pod in pods where pod.metadata.name != carrier?.metadata.name {
                    _ = await envoys.proxy(namespace: namespace, pod: pod.metadata.name)?.bind([])
                }
                guard let carrier else { continue }
                guard let proxy = envoys.proxy(namespace: namespace, pod: carrier.metadata.name) else {
                    isComplete = false
                    continue
                }
                let bindings = (services[namespace] ?? []).flatMap(Self.bindings)
                let outcome = await proxy.bind(bindings)
                if !outcome.failures.isEmpty { isComplete = false }
                mapped.withLock { mapped in
                    for substitute in outcome.substitutes {
                        let binding = substitute.binding
                        mapped["\(binding.address):\(binding.port)/\(binding.protocol.rawValue)"] = substitute.port
                    }
                }
            }
            return isComplete
        }

        private static func bindings(of service: Service) -> [ProxyBinding] {
            service.ingress.compactMap(\.ip).flatMap { address in
                service.ports.compactMap { port -> ProxyBinding? in
                    guard case .number(let target)? = port.targetPort,
                        let transport = TransportProtocol(rawValue: port.protocol)
                    else { return nil }
                    return ProxyBinding(address: address, port: port.port, protocol: transport, listenerPort: target)
                }
            }
        }
    }
#endif
