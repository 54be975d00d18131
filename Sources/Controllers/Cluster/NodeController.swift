import Documents
import Kubernetes
import LocalSystem

/// The part of all kubelets that registers nodes and says that they are Ready.
package actor NodeController {
    private struct State {
        var description: NodeDescription
        var isReady = true
        var since: Timestamp
    }

    private let client: APIClient
    private var nodes: [String: State]
    private static let interval = Duration.seconds(10)

    package init(client: APIClient, nodes: [NodeDescription]) {
        self.client = client
        let now = Timestamp(milliseconds: WallClock.milliseconds)
        self.nodes = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, State(description: $0, since: now)) })
    }

    /// Registers the nodes, and says how they are until the task is cancelled.
    package func run() async {
        repeat {
            for name in nodes.keys.sorted() { await report(name) }
        } while (try? await Task.sleep(for: Self.interval)) != nil
    }

    /// Gives nodes other addresses.
    package func set(_ descriptions: [NodeDescription]) async {
        for description in descriptions {
            nodes[description.name]?.description = description
            await report(description.name)
        }
    }

    package func setReady(_ isReady: Bool, node: String) async {
        guard nodes[node]?.isReady != isReady else { return }
        nodes[node]?.isReady = isReady
        nodes[node]?.since = Timestamp(milliseconds: WallClock.milliseconds)
        await report(node)
    }

    private func report(_ name: String) async {
        guard let node = nodes[name] else { return }
        let now = Timestamp(milliseconds: WallClock.milliseconds)
        let status: JSONValue = [
            "status": node.description.status(
                isReady: node.isReady, now: .string(now.description), since: .string(node.since.description))
        ]
        let path = ObjectPath(resource: "nodes", name: name, subresource: "status")
        do throws(APIError) {
            try await client.patch(status, at: path)
        } catch {
            guard case .notFound = error else { return }
            _ = try? await client.create(node.description.object, in: ObjectPath(resource: "nodes"))
            _ = try? await client.patch(status, at: path)
        }
    }
}
