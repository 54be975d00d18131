import Documents
import Kubernetes
import LocalSystem

/// What kube-controller-manager and the scheduler do for Deployments: ReplicaSets, pods, nodes for them, and a status.
package struct WorkloadController: Sendable {
    private let client: APIClient

    private let pending = PendingPods()

    package init(client: APIClient) { self.client = client }

    private struct Key: Hashable { var namespace: String, name: String }

    /// Runs until the task is cancelled.
    package func run() async {
        let work = WorkQueue<Key>()
        let deployments = WatchedObjects(client, Deployment.self) { _, object in
            await work.add(Key(namespace: object.metadata.namespace, name: object.metadata.name))
        }
        let sets = WatchedObjects(client, ReplicaSet.self) { _, object in
            guard let owner = object.metadata.owners.first(where: { $0.kind == "Deployment" }) else { return }
            await work.add(Key(namespace: object.metadata.namespace, name: owner.name))
        }
        let pods = WatchedObjects(client, Pod.self) { _, object in
            guard let owner = object.metadata.owners.first(where: { $0.kind == "ReplicaSet" }),
                let name = owner.name.split(separator: "-").dropLast().joined(separator: "-") as String?
            else { return }
            await work.add(Key(namespace: object.metadata.namespace, name: name))
        }
        let nodes = WatchedObjects(client, Node.self)
        await withDiscardingTaskGroup { group in
            group.addTask { await deployments.run() }
            group.addTask { await sets.run() }
            group.addTask { await pods.run() }
            group.addTask { await nodes.run() }
            group.addTask {
                for isSynced in [
                    await deployments.waitUntilSynced(), await sets.waitUntilSynced(), await pods.waitUntilSynced(),
                    await nodes.waitUntilSynced(),
                ] where !isSynced { return }
                await work.run(workers: 4) { key in
                    guard let deployment = await deployments.object(key.name, in: key.namespace),
                        !deployment.metadata.isBeingDeleted
                    else { return nil }
                    let sets = await sets.all(in: key.namespace).filter { set in
                        set.metadata.owners.contains { $0.uid == deployment.metadata.uid }
                    }
                    let names = Set(sets.map(\.metadata.uid))
                    let pods = await pods.all(in: key.namespace).filter { pod in
                        pod.metadata.owners.contains { names.contains($0.uid) }
                    }
                    var pending: [String: Int] = [:]
                    for set in sets {
                        let prefix = set.metadata.name + "-"
                        pending[set.metadata.name] = await self.pending.count(
                            prefix: prefix, seen: Set(pods.map(\.metadata.name)))
                    }
                    let view = WorkloadView(
                        deployment: deployment.document, sets: sets.map(\.document), pods: pods.map(\.document),
                        nodes: await nodes.all.map(\.document), pending: pending)
                    try await self.perform(view.plan(), key)
                    // Without a node the pods wait for one.
                    return view.schedulableNodes.isEmpty ? .seconds(1) : nil
                }
            }
        }
    }

    private func perform(_ plan: WorkloadPlan, _ key: Key) async throws {
        let sets = ObjectPath(ReplicaSet.self, namespace: key.namespace)
        let pods = ObjectPath(Pod.self, namespace: key.namespace)
        for change in plan.changes {
            do throws(APIError) {
                switch change {
                case .createSet(let set): try await client.create(set, in: sets)
                case .scaleSet(let name, let replicas):
                    try await client.patch(
                        ["spec": ["replicas": .number(JSONNumber(replicas))]],
                        at: ObjectPath(ReplicaSet.self, namespace: key.namespace, name: name))
                case .deleteSet(let name):
                    try await client.delete(ObjectPath(ReplicaSet.self, namespace: key.namespace, name: name))
                case .createPod(let pod):
                    try await client.create(pod, in: pods)
                    await pending.note(pod["metadata"]?["name"]?.string ?? "")
                case .deletePod(let name):
                    try await client.delete(ObjectPath(Pod.self, namespace: key.namespace, name: name))
                case .setStatus(let name, let status):
                    try await client.patch(
                        ["status": status],
                        at: ObjectPath(
                            ReplicaSet.self, namespace: key.namespace, name: name, subresource: "status"))
                case .deploymentStatus(let status):
                    try await client.patch(
                        ["status": status],
                        at: ObjectPath(
                            Deployment.self, namespace: key.namespace, name: key.name, subresource: "status"))
                case .annotate(let revision):
                    try await client.patch(
                        ["metadata": ["annotations": ["deployment.kubernetes.io/revision": .string(revision)]]],
                        at: ObjectPath(Deployment.self, namespace: key.namespace, name: key.name))
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
}

/// What is to be done for one Deployment.
struct WorkloadPlan: Sendable {
    enum Change: Sendable, Hashable {
        case createSet(JSONValue)
        case scaleSet(String, to: Int)
        case deleteSet(String)
        case createPod(JSONValue)
        case deletePod(String)
        case setStatus(String, JSONValue)
        case deploymentStatus(JSONValue)
        case annotate(revision: String)
    }

    var changes: [Change] = []
}
