import Documents
import Kubernetes
import LocalSystem

/// The part of all kubelets that registers nodes and says that they are Ready.
package actor NodeController {
    private struct State {
        var description: NodeDescription
        var isReady = true
        var since: Timestamp
        let registered: Timestamp
        /// Whether the cluster knows what was said last.
        var isTold = false
    }

    private let client: APIClient
    private var nodes: [String: State]
    /// By node: reports follow one another, so that what was true before is never written last.
    private var reports: [String: Task<Void, Never>] = [:]
    /// A kubelet renews its Lease so often (`nodeLeaseDurationSeconds` / 4).
    private static let interval = Duration.seconds(10)
    /// After a report that did not get through.
    private static let retry = Duration.seconds(1)

    package init(client: APIClient, nodes: [NodeDescription]) {
        self.client = client
        let now = Timestamp(milliseconds: WallClock.milliseconds)
        self.nodes = Dictionary(
            nodes.map { ($0.name, State(description: $0, since: now, registered: now)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Registers the nodes, and says how they are until the task is cancelled.
    package func run() async {
        repeat {
            for name in nodes.keys.sorted() { await report(name) }
        } while (try? await Task.sleep(for: nodes.values.allSatisfy(\.isTold) ? Self.interval : Self.retry)) != nil
    }

    /// Gives nodes other addresses.
    package func set(_ descriptions: [NodeDescription]) async {
        for description in descriptions {
            nodes[description.name]?.description = description
            await report(description.name)
        }
    }

    /// Makes a node NotReady, or Ready again. What follows from it is others' business: no new pods come, and those there
    /// are not Ready either.
    package func setReady(_ isReady: Bool, node: String) async {
        guard nodes[node]?.isReady != isReady else { return }
        nodes[node]?.isReady = isReady
        nodes[node]?.since = Timestamp(milliseconds: WallClock.milliseconds)
        await report(node)
    }

    private func report(_ name: String) async {
        let before = reports[name]
        let task = Task {
            await before?.value
            await self.reportNow(name)
        }
        reports[name] = task
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func reportNow(_ name: String) async {
        guard let node = nodes[name] else { return }
        do throws(APIError) {
            try await tell(node)
            nodes[name]?.isTold = true
        } catch {
            nodes[name]?.isTold = false
        }
    }

    private func tell(_ node: State) async throws(APIError) {
        let name = node.description.name
        let now = Timestamp(milliseconds: WallClock.milliseconds)
        let status: JSONValue = [
            "status": node.description.status(
                isReady: node.isReady, now: now, since: node.since, registered: node.registered)
        ]
        let path = ObjectPath(Node.self, name: name)
        var statusPath = path
        statusPath.subresource = "status"
        let object: JSONValue
        do throws(APIError) {
            object = try await client.patch(status, at: statusPath)
        } catch {
            guard case .notFound = error else { throw error }
            try await client.create(node.description.object, in: ObjectPath(Node.self))
            object = try await client.patch(status, at: statusPath)
        }
        let present = object["spec"]?["taints"]?.array ?? []
        let taints = NodeDescription.taints(present, isReady: node.isReady, since: node.since)
        if taints != present {
            try await client.patch(["spec": ["taints": taints.isEmpty ? .null : .array(taints)]], at: path)
        }
        try await renewLease(of: ObjectReference(object, of: Node.self), now)
    }

    private func renewLease(of node: ObjectReference, _ now: Timestamp) async throws(APIError) {
        let lease = NodeDescription.lease(of: node, renewed: now)
        let collection = ObjectPath(Lease.self, namespace: "kube-node-lease")
        var path = collection
        path.name = node.name
        do throws(APIError) {
            try await client.patch(["spec": lease["spec"] ?? [:]], at: path)
        } catch {
            guard case .notFound = error else { throw error }
            try await client.create(lease, in: collection)
        }
    }
}
