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
            let changes = WorkQueue<Bool>()
            let services = WatchedObjects(client, Service.self) { _, _ in await changes.add(true, after: Self.pause) }
            let slices = WatchedObjects(client, EndpointSlice.self) { _, _ in
                await changes.add(true, after: Self.pause)
            }
            await withDiscardingTaskGroup { group in
                group.addTask { await services.run() }
                group.addTask { await slices.run() }
                group.addTask {
                    guard await services.waitUntilSynced(), await slices.waitUntilSynced() else { return }
                    await changes.add(true)
                    await changes.run(workers: 1) { _ in
                        let rules = Self.rules(
                            services: await services.all.map(\.object), slices: await slices.all.map(\.object))
                        for proxy in proxies.values { _ = await proxy.apply(rules) }
                        return nil
                    }
                }
            }
        }

        /// Many changes come together; one look is enough for all of them.
        private static let pause = Duration.milliseconds(50)

        static func rules(services: [Service], slices: [EndpointSlice]) -> [NodePortRule] {
            let slices = Dictionary(grouping: slices) { "\($0.metadata.namespace)/\($0.serviceName ?? "")" }
            return services.flatMap { service in
                service.ports.compactMap { port -> NodePortRule? in
                    guard let nodePort = port.nodePort else { return nil }
                    let endpoints = (slices[service.metadata.path] ?? []).flatMap { Self.endpoints(of: $0, port) }
                    guard let transport = TransportProtocol(rawValue: port.protocol) else { return nil }
                    return NodePortRule(
                        nodePort: nodePort, protocol: transport, endpoints: endpoints,
                        isLocal: service.externalTrafficPolicy == "Local",
                        hasAffinity: service.sessionAffinity == "ClientIP")
                }
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
