import Documents
import Kubernetes

/// What kube-controller-manager does for Services with a selector: their EndpointSlices.
package struct EndpointSliceController: Sendable {
    private let client: APIClient

    package init(client: APIClient) { self.client = client }

    private struct Key: Hashable { var namespace: String, name: String }

    /// Pods of one Deployment change together.
    private static let pause = Duration.milliseconds(30)

    /// Runs until the task is cancelled.
    package func run() async {
        let work = WorkQueue<Key>()
        let services = WatchedObjects(
            client, Service.self,
            index: ObjectIndex { service in Set(service.metadata.key(selecting: service.selector).map { [$0] } ?? []) }
        ) { _, service in
            await work.add(Key(namespace: service.metadata.namespace, name: service.metadata.name))
        }
        let labels = LastLabels()
        let pods = WatchedObjects(client, Pod.self, index: ObjectIndex(keys: \.metadata.labelKeys)) { change, pod in
            // A pod that lost its labels leaves the slices of those whom it had them for.
            var before = pod.metadata
            before.labels = await labels.take(pod.metadata, isGone: change == .deleted) ?? [:]
            for key in pod.metadata.labelKeys.union(before.labelKeys) {
                for service in await services.all(with: key)
                where pod.metadata.labels.satisfy(service.object.selector)
                    || before.labels.satisfy(service.object.selector)
                {
                    await work.add(
                        Key(namespace: service.metadata.namespace, name: service.metadata.name), after: Self.pause)
                }
            }
        }
        let slices = WatchedObjects(client, EndpointSlice.self, index: ObjectIndex(keys: \.metadata.labelKeys)) {
            change, slice in
            // Somebody else's hand; what this controller writes comes here too, and is found to be right.
            guard let service = slice.metadata.labels[DesiredSlices.serviceLabel] else { return }
            await work.add(Key(namespace: slice.metadata.namespace, name: service), after: Self.pause)
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await services.run() }
            group.addTask { await pods.run() }
            group.addTask { await slices.run() }
            group.addTask {
                for isSynced in [
                    await services.waitUntilSynced(), await pods.waitUntilSynced(), await slices.waitUntilSynced(),
                ] where !isSynced { return }
                await work.run(workers: 4) { key in
                    guard let service = await services.object(key.name, in: key.namespace),
                        DesiredSlices.takes(service.object),
                        let label = service.metadata.key(selecting: service.object.selector)
                    else { return nil }
                    let selected = await pods.all(with: label).filter {
                        $0.metadata.labels.satisfy(service.object.selector)
                    }
                    let wanted = DesiredSlices.make(for: service.document, pods: selected.map(\.document))
                    let present = await slices.all(
                        with: ObjectMeta.labelKey(DesiredSlices.serviceLabel, key.name, in: key.namespace))
                    try await write(
                        DesiredSlices.changes(from: present.map(\.document), to: wanted), in: key.namespace)
                    return nil
                }
            }
        }
    }

    /// A conflict is thrown: what was compared with is not what is there, and a later look sees that.
    private func write(_ changes: [DesiredSlices.Change], in namespace: String) async throws(APIError) {
        for change in changes {
            switch change {
            case .create(let slice):
                try await client.create(slice, in: ObjectPath(EndpointSlice.self, namespace: namespace))
            case .update(let slice):
                try await client.update(
                    slice, at: ObjectPath(EndpointSlice.self, namespace: namespace, name: slice.objectName))
            case .delete(let name):
                do throws(APIError) {
                    try await client.delete(ObjectPath(EndpointSlice.self, namespace: namespace, name: name))
                } catch {
                    guard case .notFound = error else { throw error }
                }
            }
        }
    }
}

/// The labels that pods had when they were last seen.
private actor LastLabels {
    private var labels: [String: [String: String]] = [:]

    /// What they were before; nil where they are the same.
    func take(_ pod: ObjectMeta, isGone: Bool) -> [String: String]? {
        let old = labels[pod.path]
        labels[pod.path] = isGone ? nil : pod.labels
        return old == pod.labels ? nil : old
    }
}
