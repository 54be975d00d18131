import Documents
import Kubernetes
import LocalSystem

/// The controller of MetalLB in small: gives Services of the management cluster addresses from its pools, and says so in
/// the Events that MetalLB writes.
package actor AddressPoolProgram: ContainerProgram {
    private let connect: @Sendable () throws -> APIClient
    private var allocation = PoolAllocation()

    package init(connect: @escaping @Sendable () throws -> APIClient) { self.connect = connect }

    private struct Key: Hashable { var namespace: String, name: String }

    package func run(_ container: ContainerContext) async throws {
        let client = try connect()
        allocation = PoolAllocation()
        let work = WorkQueue<Key>(longestPause: .seconds(3))
        let services = WatchedObjects(client, Service.self) { _, service in
            await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name))
        }
        let pools = WatchedObjects(client, IPAddressPool.self) { _, _ in
            for service in await services.all where service.object.isLoadBalancer && service.object.ingress.isEmpty {
                await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name))
            }
        }
        container.log(Self.line("info", "MetalLB controller starting", [:]))
        await withDiscardingTaskGroup { group in
            group.addTask { await services.run() }
            group.addTask { await pools.run() }
            group.addTask {
                for isSynced in [await services.waitUntilSynced(), await pools.waitUntilSynced()] where !isSynced {
                    return
                }
                // Before any is given out: what is in use already.
                for service in await services.all { await self.believe(service.object) }
                await work.run(workers: 1) { key in
                    let service = await services.object(key.name, in: key.namespace)
                    let ranges = await pools.all.flatMap(\.object.addresses).compactMap { AddressRange($0) }
                    try await self.reconcile("\(key.namespace)/\(key.name)", service, ranges, client, container.log)
                    return nil
                }
            }
        }
    }

    private func believe(_ service: Service) {
        guard service.isLoadBalancer, let address = service.ingress.first?.ip else { return }
        allocation.note(address, of: service.metadata.path)
    }

    private func reconcile(
        _ path: String, _ service: WatchedObject<Service>?, _ ranges: [AddressRange], _ client: APIClient,
        _ log: @Sendable (String) -> Void
    ) async throws {
        guard let service, service.object.isLoadBalancer, service.object.loadBalancerClass == nil else {
            allocation.release(path)
            return
        }
        guard service.object.ingress.isEmpty, !service.metadata.isBeingDeleted else { return }
        let asked = service.metadata.annotations["metallb.io/loadBalancerIPs"] ?? service.object.loadBalancerIP
        switch allocation.assign(to: path, asked: asked, from: ranges) {
        case .assigned(let address):
            let target = ObjectPath(
                Service.self, namespace: service.metadata.namespace, name: service.metadata.name, subresource: "status")
            do throws(APIError) {
                try await client.patch(
                    ["status": ["loadBalancer": ["ingress": [["ip": .string(address), "ipMode": "VIP"]]]]], at: target)
            } catch {
                if case .notFound = error { return allocation.release(path) }
                throw error
            }
            log(Self.line("info", "IP address assigned by controller", ["service": path, "ip": address]))
            await note(service, "Normal", "IPAllocated", "Assigned IP [\"\(address)\"]", client)
        case .exhausted:
            log(Self.line("error", "no available IPs", ["service": path, "op": "allocateIPs"]))
            await note(
                service, "Warning", "AllocationFailed", "Failed to allocate IP for \"\(path)\": no available IPs",
                client)
        case .refused(let reason):
            log(Self.line("error", reason, ["service": path, "op": "allocateIPs"]))
            await note(
                service, "Warning", "AllocationFailed", "Failed to allocate IP for \"\(path)\": \(reason)", client)
        }
    }

    private func note(
        _ service: WatchedObject<Service>, _ type: String, _ reason: String, _ message: String, _ client: APIClient
    ) async {
        let now = JSONValue.string(Timestamp(milliseconds: WallClock.milliseconds).description)
        let name = "\(service.metadata.name).\(ShortHash.text(Array((reason + message).utf8)))"
        let event: JSONValue = [
            "apiVersion": "v1", "kind": "Event", "type": .string(type), "reason": .string(reason),
            "message": .string(message), "count": 1, "firstTimestamp": now, "lastTimestamp": now,
            "source": ["component": "metallb-controller"], "reportingComponent": "metallb-controller",
            "metadata": ["name": .string(name), "namespace": .string(service.metadata.namespace)],
            "involvedObject": [
                "apiVersion": "v1", "kind": "Service", "namespace": .string(service.metadata.namespace),
                "name": .string(service.metadata.name), "uid": .string(service.metadata.uid),
            ],
        ]
        _ = try? await client.create(event, in: ObjectPath(resource: "events", namespace: service.metadata.namespace))
    }

    private static func line(_ level: String, _ message: String, _ values: [String: String]) -> String {
        var line: JSONObject = [
            "level": .string(level), "ts": .string(MicroTime.now()), "msg": .string(message),
        ]
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { line[key] = .string(value) }
        return String(decoding: JSONValue.object(line).encoded(), as: UTF8.self)
    }
}
