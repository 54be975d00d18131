import Documents
import FoundationEssentials
import Testing

@testable import APIServer

/// What kubectl 1.32.4 sends for its commands, body for body, in the order in which they were typed. It creates with
/// protobuf where it knows the kind.
struct KubectlRequestTests {
    @Test("every request is answered as it was when kubectl was content")
    func replay() async throws {
        let cluster = try await Self.cluster()
        for command in try Self.commands() {
            for request in command.requests {
                let answer = await Self.send(request, to: cluster)
                #expect(
                    answer.status == request.status,
                    "\(command.words): \(request.method) \(request.path): \(String(decoding: answer.body, as: UTF8.self))"
                )
            }
        }
        let services = "/api/v1/namespaces/default/services"
        let one = try await cluster.json("GET", "\(services)/one")
        #expect(one["spec"]?["type"] == "LoadBalancer")
        #expect(one["spec"]?["ports"]?.array?.compactMap { $0["port"]?.int } == [8080, 8443])
        #expect(one["spec"]?["selector"] == ["app": "one"])

        let many = try await cluster.json("GET", "\(services)/many")
        #expect(many["metadata"]?["labels"] == ["app": "many", "tier": "front"])
        #expect(many["metadata"]?["annotations"]?["note"] == "hello")
        #expect(many["spec"]?["sessionAffinity"] == "ClientIP")
        #expect(many["spec"]?["externalTrafficPolicy"] == "Cluster")
        let ports = many["spec"]?["ports"]?.array ?? []
        #expect(ports.compactMap { $0["port"]?.int }.sorted() == [5353, 8080, 8443])
        #expect(ports.first { $0["port"] == 8080 }?["targetPort"] == 9090)
        #expect(ports.allSatisfy { $0["nodePort"]?.int != nil })

        let shop = try await cluster.json("GET", "/apis/apps/v1/namespaces/default/deployments/shop")
        #expect(shop["spec"]?["replicas"] == 3)
        let template = shop["spec"]?["template"]
        #expect(template?["metadata"]?["annotations"]?["kubectl.kubernetes.io/restartedAt"]?.string != nil)
        #expect(template?["spec"]?["containers"]?[0]?["image"] == "sandbox/echo:2")
        #expect(template?["spec"]?["containers"]?[0]?["ports"]?[0]?["containerPort"] == 8080)
        #expect(try await cluster.json("GET", "/api/v1/namespaces/extra/secrets/settings")["data"] == ["k": "dg=="])
    }

    @Test("protobuf that breaks off, or is another one, is refused or taken, and nothing else")
    func damagedProtobuf() async throws {
        let bodies = try Self.commands().flatMap(\.requests).filter { $0.type.hasSuffix("protobuf") }
        #expect(bodies.count >= 8)
        let cluster = try await Self.cluster()
        for request in bodies {
            for index in request.body.indices {
                var cut = request
                cut.body = Array(request.body.prefix(index))
                var other = request
                other.body[index] ^= 0xff
                for damaged in [cut, other] {
                    let answer = await Self.send(damaged, to: cluster)
                    #expect(
                        [201, 400, 404, 409, 415, 422].contains(answer.status),
                        "\(request.path) at \(index): \(answer.status)")
                }
            }
        }
    }

    // MARK: Recorded

    private struct Command {
        let words: String
        let requests: [Request]
    }

    private struct Request {
        let method: String
        let path: String
        let accept: String
        let type: String
        var body: [UInt8]
        let status: Int
    }

    private static func commands() throws -> [Command] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recorded/kubectl-1.32.4.json")
        let commands = try JSONValue(parsing: Array(try Data(contentsOf: file))).array ?? []
        try #require(commands.count > 20)
        return commands.map { command in
            Command(
                words: command["command"]?.string ?? "",
                requests: (command["requests"]?.array ?? []).map { request in
                    Request(
                        method: request["method"]?.string ?? "", path: request["path"]?.string ?? "",
                        accept: request["accept"]?.string ?? "", type: request["contentType"]?.string ?? "",
                        body: request["text"]?.string.map { Array($0.utf8) }
                            ?? request["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? [],
                        status: request["status"]?.int ?? 0)
                })
        }
    }

    private static func cluster() async throws -> TestCluster {
        let cluster = try await TestCluster()
        try await cluster.create(["kind": "Namespace", "metadata": ["name": "default"]], "/api/v1/namespaces")
        return cluster
    }

    private static func send(_ request: Request, to cluster: TestCluster) async -> APIResponse {
        await cluster.send(
            request.method, request.path, bytes: request.body, type: request.type, accept: request.accept,
            agent: "kubectl/v1.32.4")
    }
}
