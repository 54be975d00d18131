import APIServer
import KubeLB
import Kubernetes
import TestSupport
import Transport

/// What the client reads when a server gives a wrong answer: of each kind that a clean-up reads, and each answer. They are read over
/// HTTP once, for the thousands of models in which a server gives them.
struct WireLies: Sendable {
    static let lies = Misbehaviour.lies

    /// `Observed<ObjectList<Item>>` and `Observed<Item>`, by the kind and the number of the answer.
    private var lists: [String: any Sendable] = [:]
    private var objects: [String: any Sendable] = [:]

    func list<Item: KubernetesObject>(_ kind: Item.Type, _ number: Int) -> Observed<ObjectList<Item>>? {
        lists[Self.key(kind, number)] as? Observed<ObjectList<Item>>
    }

    func object<Item: KubernetesObject>(_ kind: Item.Type, _ number: Int) -> Observed<Item>? {
        objects[Self.key(kind, number)] as? Observed<Item>
    }

    private static func key<Item: KubernetesObject>(_ kind: Item.Type, _ number: Int) -> String {
        "\(Item.resource) \(number)"
    }

    static func read() async throws -> WireLies {
        var all = WireLies()
        var settings = APIClient.Settings()
        // So far away that no busy machine reaches it.
        settings.timeout = .seconds(600)
        let engine = try HTTPEngine()
        for (number, lie) in lies.enumerated() {
            let server = try LoopbackServer { connection in
                // Those that change an honest answer have none to change.
                while let head = connection.readHead(), let target = head.split(separator: " ").dropFirst().first,
                    lie.act(connection, String(target), APIResponse(status: 200, body: []))
                {}
                connection.end()
            }
            defer { server.stop() }
            let client = APIClient(
                ClusterAccess(source: "test", server: server.url, credential: .none), engine: engine,
                settings: settings)
            await all.add(LoadBalancer.self, number, client)
            await all.add(Addresses.self, number, client)
            await all.add(Route.self, number, client)
            await all.add(Node.self, number, client)
            await all.add(Namespace.self, number, client)
            await all.add(Deployment.self, number, client)
            await all.add(EndpointSlice.self, number, client)
            await all.add(RootCertificate.self, number, client)
            all.objects[key(Namespace.self, number)] = await client.confirmed(
                Namespace.self, namespace: nil, name: "shop", uid: nil)
            await all.addSource(Service.self, number, client)
            await all.addSource(Ingress.self, number, client)
            await all.addSource(Gateway.self, number, client)
            await all.addSource(HTTPRoute.self, number, client)
            await all.addSource(GRPCRoute.self, number, client)
            await all.addSource(SyncSecret.self, number, client)
        }
        return all
    }

    private mutating func add<Item: KubernetesObject>(_ kind: Item.Type, _ number: Int, _ client: APIClient) async {
        lists[Self.key(kind, number)] = await client.list(kind)
    }

    /// A kind whose objects are read one by one, too.
    private mutating func addSource<Item: KubernetesObject & Equatable>(
        _ kind: Item.Type, _ number: Int, _ client: APIClient
    ) async {
        await add(kind, number, client)
        objects[Self.key(kind, number)] = await client.confirmed(kind, namespace: "shop", name: "web", uid: "u")
    }
}
