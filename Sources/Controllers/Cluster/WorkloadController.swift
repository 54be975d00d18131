import Documents
import Kubernetes
import LocalSystem

/// What kube-controller-manager and the scheduler do for Deployments, ReplicaSets and DaemonSets: pods, nodes for them, and
/// a status.
package struct WorkloadController: Sendable {
    private let client: APIClient
    private let events: EventRecorder
    private let owned = OwnedPods()
    private let nodes = KnownNodes()

    package init(client: APIClient) {
        self.client = client
        events = EventRecorder(client: client, component: "default-scheduler")
    }

    private enum Key: Hashable {
        case deployment(namespace: String, name: String)
        case replicaSet(namespace: String, name: String)
        case daemonSet(namespace: String, name: String)
        /// A pod without a node.
        case pod(namespace: String, name: String)
    }

    /// What is watched.
    private struct Watched {
        let deployments: WatchedObjects<Deployment>
        let replicaSets: WatchedObjects<ReplicaSet>
        let daemonSets: WatchedObjects<DaemonSet>
        let pods: WatchedObjects<Pod>
        let nodes: WatchedObjects<Node>

        func waitUntilSynced() async -> Bool {
            for isSynced in [
                await deployments.waitUntilSynced(), await replicaSets.waitUntilSynced(),
                await daemonSets.waitUntilSynced(), await pods.waitUntilSynced(), await nodes.waitUntilSynced(),
            ] where !isSynced { return false }
            return true
        }
    }

    /// Runs until the task is cancelled.
    package func run() async {
        let work = WorkQueue<Key>()
        let watched = watch(work)
        await withDiscardingTaskGroup { group in
            group.addTask { await watched.deployments.run() }
            group.addTask { await watched.replicaSets.run() }
            group.addTask { await watched.daemonSets.run() }
            group.addTask { await watched.pods.run() }
            group.addTask { await watched.nodes.run() }
            group.addTask {
                guard await watched.waitUntilSynced() else { return }
                await work.run(workers: 4) { key in
                    try await reconcile(key, watched)
                }
            }
        }
    }

    private func watch(_ work: WorkQueue<Key>) -> Watched {
        let deployments = WatchedObjects(client, Deployment.self) { _, object in
            await work.add(.deployment(namespace: object.metadata.namespace, name: object.metadata.name))
        }
        let replicaSets = WatchedObjects(
            client, ReplicaSet.self, index: ObjectIndex { Set($0.metadata.owners.map(\.uid)) }
        ) {
            _, object in
            let namespace = object.metadata.namespace
            await work.add(.replicaSet(namespace: namespace, name: object.metadata.name))
            for owner in object.metadata.owners where owner.kind == Deployment.kind {
                await work.add(.deployment(namespace: namespace, name: owner.name))
            }
        }
        let daemonSets = WatchedObjects(client, DaemonSet.self) { _, object in
            await work.add(.daemonSet(namespace: object.metadata.namespace, name: object.metadata.name))
        }
        let pods = WatchedObjects(client, Pod.self) { change, object in
            await owned.take(object, isGone: change == .deleted)
            let namespace = object.metadata.namespace
            for owner in object.metadata.owners {
                switch owner.kind {
                case ReplicaSet.kind:
                    await work.add(.replicaSet(namespace: namespace, name: owner.name))
                    // An update may wait for the last of the old pods.
                    guard change == .deleted, let set = await replicaSets.object(owner.name, in: namespace) else {
                        continue
                    }
                    for owner in set.metadata.owners where owner.kind == Deployment.kind {
                        await work.add(.deployment(namespace: namespace, name: owner.name))
                    }
                case DaemonSet.kind: await work.add(.daemonSet(namespace: namespace, name: owner.name))
                default: break
                }
            }
            if object.object.spec.nodeName?.isEmpty ?? true, change != .deleted {
                await work.add(.pod(namespace: namespace, name: object.metadata.name))
            }
        }
        let nodes = WatchedObjects(client, Node.self) { change, node in
            guard await self.nodes.take(node.metadata.name, change == .deleted ? nil : node.document) else { return }
            for set in await daemonSets.all {
                await work.add(.daemonSet(namespace: set.metadata.namespace, name: set.metadata.name))
            }
            for pod in await pods.all where pod.object.spec.nodeName?.isEmpty ?? true {
                await work.add(.pod(namespace: pod.metadata.namespace, name: pod.metadata.name))
            }
        }
        return Watched(
            deployments: deployments, replicaSets: replicaSets, daemonSets: daemonSets, pods: pods, nodes: nodes)
    }

    /// The time after which to look again, where something may never be heard of.
    private func reconcile(_ key: Key, _ watched: Watched) async throws(APIError) -> Duration? {
        switch key {
        case .deployment(let namespace, let name):
            guard let deployment = await watched.deployments.object(name, in: namespace) else { return nil }
            var sets: [JSONValue] = []
            var counts: [String: Int] = [:]
            for set in await watched.replicaSets.all(with: deployment.metadata.uid)
            where !set.metadata.isBeingDeleted && set.metadata.namespace == namespace {
                sets.append(set.document)
                counts[set.metadata.name] = await owned.count(of: set.metadata.uid)
            }
            let view = DeploymentView(
                deployment: deployment.document, sets: sets, podCounts: counts,
                now: Timestamp(milliseconds: WallClock.milliseconds))
            try await perform(view.plan(), for: deployment.metadata.uid)
        case .replicaSet(let namespace, let name):
            guard let set = await watched.replicaSets.object(name, in: namespace) else { return nil }
            let uid = set.metadata.uid
            let view = ReplicaSetView(
                replicaSet: set.document, pods: await owned.pods(of: uid), nodes: await nodes.choice,
                unseen: await owned.unseenNodes(of: uid))
            try await perform(view.plan(), for: uid)
            return await owned.unseenNodes(of: uid).isEmpty ? nil : OwnedPods.patience
        case .daemonSet(let namespace, let name):
            guard let set = await watched.daemonSets.object(name, in: namespace) else { return nil }
            let uid = set.metadata.uid
            let view = DaemonSetView(
                daemonSet: set.document, pods: await owned.pods(of: uid), nodes: await nodes.choice,
                unseen: await owned.unseenNodes(of: uid))
            try await perform(view.plan(), for: uid)
            return await owned.unseenNodes(of: uid).isEmpty ? nil : OwnedPods.patience
        case .pod(let namespace, let name):
            guard let pod = await watched.pods.object(name, in: namespace) else { return nil }
            try await schedule(pod)
        }
        return nil
    }

    private func perform(_ changes: [WorkloadChange], for owner: String) async throws(APIError) {
        for change in changes {
            do throws(APIError) {
                switch change {
                case .create(let object, let collection):
                    try await client.create(object, in: collection)
                    guard collection.resource == Pod.resource else { continue }
                    await owned.made(object.objectName, on: PodFacts(object).node, by: owner)
                case .patch(let path, let patch): try await client.patch(patch, at: path)
                case .delete(let path): try await client.delete(path)
                }
            } catch {
                // What is gone, or there already, is seen on the next look.
                switch error {
                case .notFound, .conflict: continue
                default: throw error
                }
            }
        }
    }

    private func schedule(_ pod: WatchedObject<Pod>) async throws(APIError) {
        var taken: [String] = []
        for owner in pod.metadata.owners { taken += await owned.pods(of: owner.uid).compactMap(\.node) }
        var path = ObjectPath(Pod.self, namespace: pod.metadata.namespace, name: pod.metadata.name)
        let patch: JSONValue
        switch Scheduler.decide(PodFacts(pod.document), await nodes.choice, taken: taken) {
        case nil, .wait(_, isNew: false)?: return
        case .bind(let node)?:
            // A real scheduler creates a Binding, which comes to the same.
            patch = ["spec": ["nodeName": .string(node)]]
        case .wait(let message, isNew: true)?:
            path.subresource = "status"
            patch = Scheduler.unschedulable(message, now: Timestamp(milliseconds: WallClock.milliseconds))
            let event = ObjectEvent(isWarning: true, reason: "FailedScheduling", message: message)
            await events.record(event, about: ObjectReference(pod.document, of: Pod.self))
        }
        do throws(APIError) {
            try await client.patch(patch, at: path)
        } catch {
            guard case .notFound = error else { throw error }
        }
    }
}
