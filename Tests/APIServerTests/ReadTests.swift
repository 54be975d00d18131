import Documents
import Testing

@testable import APIServer

struct ReadTests {
    @Test("pages hold everything once, whatever comes meanwhile")
    func pages() async throws {
        let cluster = try await TestCluster()
        for number in 1...7 { try await cluster.create(TestCluster.service("web-\(number)"), TestCluster.services) }
        var names: [String] = []
        var token: String?
        repeat {
            let next = token.map { "&continue=\($0)" } ?? ""
            let page = try await cluster.json("GET", "\(TestCluster.services)?limit=3\(next)")
            names += (page["items"]?.array ?? []).compactMap { $0["metadata"]?["name"]?.string }
            token = page["metadata"]?["continue"]?.string
        } while token != nil
        #expect(names == (1...7).map { "web-\($0)" })
        try await cluster.json("GET", "\(TestCluster.services)?continue=rubbish", status: 400)
        try await cluster.json("GET", "\(TestCluster.services)?limit=x", status: 400)
    }

    @Test("items of built-in kinds say neither kind nor version, a single object both")
    func kinds() async throws {
        let cluster = try await TestCluster(.management)
        try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let list = try await cluster.json("GET", TestCluster.services)
        #expect(list["kind"]?.string == "ServiceList")
        #expect(list["items"]?[0]?["kind"] == nil)
        #expect(try await cluster.json("GET", "\(TestCluster.services)/web")["kind"]?.string == "Service")
        try await cluster.create(["metadata": ["name": "demo"]], "/apis/kubelb.k8c.io/v1alpha1/tenants")
        let tenants = try await cluster.json("GET", "/apis/kubelb.k8c.io/v1alpha1/tenants")
        #expect(tenants["items"]?[0]?["kind"]?.string == "Tenant")
    }

    @Test("a watch tells what happens, by its selectors")
    func watch() async throws {
        let cluster = try await TestCluster()
        try await cluster.create(TestCluster.service("one", labels: ["tier": "x"]), TestCluster.services)
        let list = try await cluster.json("GET", TestCluster.services)
        let version = list["metadata"]?["resourceVersion"]?.string ?? ""
        let answer = await cluster.send(
            "GET", "\(TestCluster.services)?watch=true&labelSelector=tier=x&resourceVersion=\(version)")
        var events = try #require(WatchEvents(answer))
        let merge = "application/merge-patch+json"
        func label(_ name: String, _ value: JSONValue) async throws {
            try await cluster.json(
                "PATCH", "\(TestCluster.services)/\(name)", ["metadata": ["labels": ["tier": value]]], type: merge)
        }
        try await cluster.create(TestCluster.service("two"), TestCluster.services)
        try await label("two", "x")
        try await label("one", "y")
        try await cluster.json("DELETE", "\(TestCluster.services)/two")
        #expect(try await events.next() == "ADDED two")
        #expect(try await events.next() == "DELETED one")
        #expect(try await events.next() == "DELETED two")
    }

    @Test("a watch without a version begins with what is there")
    func watchFromTheStart() async throws {
        let cluster = try await TestCluster()
        try await cluster.create(TestCluster.service("one"), TestCluster.services)
        var events = try #require(WatchEvents(await cluster.send("GET", "\(TestCluster.services)?watch=true")))
        #expect(try await events.next() == "ADDED one")
        var streamed = try #require(
            WatchEvents(
                await cluster.send(
                    "GET",
                    "\(TestCluster.services)?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersion="))
        )
        #expect(try await streamed.next() == "ADDED one")
        #expect(try await streamed.next() == "BOOKMARK ")
    }

    @Test("a version that is no longer known ends a watch with an event")
    func expiredWatch() async throws {
        let cluster = try await TestCluster()
        try await cluster.create(TestCluster.service("one"), TestCluster.services)
        let merge = "application/merge-patch+json"
        for number in 0..<8300 {
            _ = await cluster.send(
                "PATCH", "\(TestCluster.services)/one",
                ["metadata": ["annotations": ["n": .string(String(number))]]], type: merge)
        }
        var events = try #require(
            WatchEvents(await cluster.send("GET", "\(TestCluster.services)?watch=true&resourceVersion=3")))
        #expect(try await events.next() == "ERROR Expired")
        #expect(try await events.next() == nil)
    }

    @Test("a watch ends when its time is up")
    func timeout() async throws {
        let cluster = try await TestCluster()
        var events = try #require(
            WatchEvents(await cluster.send("GET", "\(TestCluster.services)?watch=true&timeoutSeconds=1")))
        #expect(try await events.next() == nil)
    }

    @Test("a Table has the columns that kubectl prints")
    func table() async throws {
        let cluster = try await TestCluster()
        try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let table = try await cluster.json(
            "GET", TestCluster.services, accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
        #expect(table["kind"]?.string == "Table")
        let names = (table["columnDefinitions"]?.array ?? []).compactMap { $0["name"]?.string }
        #expect(names == ["Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector"])
        let cells = try #require(table["rows"]?[0]?["cells"]?.array)
        #expect(cells[0] == "web" && cells[1] == "LoadBalancer" && cells[3] == "<pending>")
        #expect(
            await cluster.send("GET", TestCluster.services, accept: "application/vnd.kubernetes.protobuf").status == 406
        )
    }

    @Test(
        "ages are written as kubectl writes them",
        arguments: [
            (0, "0s"), (119, "119s"), (120, "2m"), (135, "2m15s"), (599, "9m59s"), (600, "10m"), (10800, "3h"),
            (10860, "3h1m"), (28800, "8h"), (172_800, "2d"), (176_400, "2d1h"), (691_200, "8d"), (63_072_000, "2y"),
        ])
    func ages(seconds: Int, text: String) {
        #expect(TimeSpan.text(seconds: seconds) == text)
    }

    @Test("rights can be asked for")
    func reviews() async throws {
        let cluster = try await TestCluster()
        let question: JSONValue = [
            "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": ["verb": "list", "resource": "services"]],
        ]
        let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        #expect(try await cluster.json("POST", path, question, status: 201)["status"]?["allowed"]?.bool == true)
        let nobody = Identity(name: "nobody", user: "nobody", rules: [])
        let answer = await cluster.send("POST", path, question, identity: nobody)
        #expect(try JSONValue(parsing: answer.body)["status"]?["allowed"]?.bool == false)
    }
}
