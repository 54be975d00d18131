import Documents
import Kubernetes
import LocalSystem

/// The controller of MetalLB in small: gives Services of the management cluster addresses from its pools, and says so in
/// the Events that MetalLB writes.
package actor AddressPoolProgram: ContainerProgram {
    private let connect: @Sendable () throws -> APIClient
    private var pools = AddressPools()

    package init(connect: @escaping @Sendable () throws -> APIClient) { self.connect = connect }

    private struct Key: Hashable { var namespace: String, name: String }

    package func run(_ container: ContainerContext) async throws {
        let client = try connect()
        // What was known before is known by the Services.
        pools = AddressPools(loadBalancerClass: Argument.value("lb-class", in: container.arguments))
        let events = EventRecorder(client: client, component: "metallb-controller")
        let log = PoolLog(write: container.log)
        let work = WorkQueue<Key>(longestPause: .seconds(3))
        let services = WatchedObjects(client, Service.self) { _, service in
            await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name))
        }
        let changed: @Sendable () async -> Void = { [weak self] in
            for key in await self?.waitingKeys() ?? [] { await work.add(key) }
        }
        let watchedPools = WatchedObjects(client, IPAddressPool.self) { _, _ in await changed() }
        log.info("MetalLB controller starting", ["version": "0.15.2", "goversion": "swift"])
        await withDiscardingTaskGroup { group in
            group.addTask { await services.run() }
            group.addTask { await watchedPools.run() }
            group.addTask {
                for isSynced in [await services.waitUntilSynced(), await watchedPools.waitUntilSynced()]
                where !isSynced { return }
                await self.adopt(await services.all.map(\.object), await watchedPools.all.map(\.object))
                log.info("controller synced, can allocate IPs now", ["event": "stateSynced"])
                // One at a time: what one Service gets, the next does not.
                await work.run(workers: 1) { key in
                    let freed = try await self.reconcile(
                        key, await services.object(key.name, in: key.namespace),
                        await watchedPools.all.map(\.object), client, events, log)
                    if freed { await changed() }
                    return nil
                }
            }
        }
    }

    private func adopt(_ services: [Service], _ present: [IPAddressPool]) { pools.adopt(services, from: present) }

    private func waitingKeys() -> [Key] {
        pools.waiting.sorted().compactMap { path in
            let parts = path.split(separator: "/").map(String.init)
            return parts.count == 2 ? Key(namespace: parts[0], name: parts[1]) : nil
        }
    }

    /// True where an address became free.
    private func reconcile(
        _ key: Key, _ watched: WatchedObject<Service>?, _ present: [IPAddressPool], _ client: APIClient,
        _ events: EventRecorder, _ log: PoolLog
    ) async throws -> Bool {
        let path = "\(key.namespace)/\(key.name)"
        let before = pools.allocation.claim(of: path)
        let decision = pools.decide(path, watched?.object, from: present)
        let isFreed = before != nil && pools.allocation.claim(of: path)?.address != before?.address
        guard let watched else { return isFreed }
        try await write(decision.patches(of: watched.object), key, client)
        log.say(decision, path)
        if let event = decision.event(for: path) {
            await events.record(event, about: ObjectReference(watched.document, of: Service.self))
        }
        pools.confirm(path)
        return isFreed
    }

    /// First the address, so that it is there when the Service's next change is looked at.
    private func write(
        _ patches: (status: JSONValue?, metadata: JSONValue?), _ key: Key, _ client: APIClient
    ) async throws(APIError) {
        var path = ObjectPath(Service.self, namespace: key.namespace, name: key.name)
        do throws(APIError) {
            path.subresource = "status"
            if let status = patches.status { try await client.patch(status, at: path) }
            path.subresource = nil
            if let metadata = patches.metadata { try await client.patch(metadata, at: path) }
        } catch {
            // A Service that is gone is seen to be; its address is free then.
            guard case .notFound = error else { throw error }
        }
    }
}
