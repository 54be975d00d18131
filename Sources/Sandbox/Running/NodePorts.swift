#if Sandbox
    import Controllers
    import DataPlane
    import Kubernetes

    /// kube-proxy's place in a tenant cluster: keeps the node ports of all its nodes as Services and EndpointSlices say.
    struct NodePorts: Sendable {
        let client: APIClient
        /// By the names of the nodes.
        let proxies: [String: NodePortProxy]

        /// Runs until the task is cancelled.
        func run() async {
            let changes = WorkQueue<ServiceKey>()
            let services = WatchedObjects(client, Service.self) { _, service in
                await changes.add(ServiceKey(service.metadata))
            }
            let slices = WatchedObjects(
                client, EndpointSlice.self, index: ObjectIndex { [ServiceKey(of: $0).description] }
            ) { _, slice in await changes.add(ServiceKey(of: slice.object)) }
            let table = RuleTable()
            let applications = WorkQueue<Bool>()
            await withDiscardingTaskGroup { group in
                group.addTask { await services.run() }
                group.addTask { await slices.run() }
                group.addTask {
                    guard await services.waitUntilSynced(), await slices.waitUntilSynced() else { return }
                    await changes.run(workers: 1) { key in
                        let service = await services.object(key.name, in: key.namespace)?.object
                        let slices = await slices.all(with: key.description).map(\.object)
                        if await table.set(service.map { Self.rules(of: $0, slices) } ?? [], for: key) {
                            await applications.add(true, after: Self.pause)
                        }
                        return nil
                    }
                }
                group.addTask {
                    await applications.run(workers: 1) { _ in
                        let rules = await table.all
                        for proxy in proxies.values { _ = await proxy.apply(rules) }
                        return nil
                    }
                }
            }
        }

        /// Many changes come together; they are applied at once.
        private static let pause = Duration.milliseconds(50)

        private struct ServiceKey: Hashable, CustomStringConvertible {
            let namespace: String
            let name: String

            init(_ metadata: ObjectMeta) { (namespace, name) = (metadata.namespace, metadata.name) }

            /// The Service that a slice belongs to.
            init(of slice: EndpointSlice) { (namespace, name) = (slice.metadata.namespace, slice.serviceName ?? "") }

            var description: String { "\(namespace)/\(name)" }
        }

        /// The rules of each Service.
        private actor RuleTable {
            private var rules: [ServiceKey: [NodePortRule]] = [:]

            var all: [NodePortRule] { rules.values.flatMap(\.self) }

            /// - Returns: Whether anything changed.
            func set(_ new: [NodePortRule], for key: ServiceKey) -> Bool {
                guard rules[key] ?? [] != new else { return false }
                rules[key] = new.isEmpty ? nil : new
                return true
            }
        }

        private static func rules(of service: Service, _ slices: [EndpointSlice]) -> [NodePortRule] {
            let slices = slices.sorted { $0.metadata.name < $1.metadata.name }
            return service.ports.compactMap { port -> NodePortRule? in
                guard let nodePort = port.nodePort, let transport = TransportProtocol(rawValue: port.protocol) else {
                    return nil
                }
                return NodePortRule(
                    nodePort: nodePort, protocol: transport, endpoints: slices.flatMap { endpoints(of: $0, port) },
                    isLocal: service.externalTrafficPolicy == "Local",
                    hasAffinity: service.sessionAffinity == "ClientIP")
            }
        }

        private static func endpoints(of slice: EndpointSlice, _ port: ServicePort) -> [NodePortEndpoint] {
            guard
                let target = slice.ports.first(where: {
                    ($0.name ?? "") == (port.name ?? "") && $0.protocol == port.protocol
                })?.port
            else { return [] }
            return slice.endpoints.filter(\.isReady).flatMap { endpoint in
                endpoint.addresses.map {
                    NodePortEndpoint(address: $0, port: target, nodeName: endpoint.nodeName ?? "")
                }
            }
        }
    }
#endif
