import Documents
import Testing

@testable import APIServer

struct WriteTests {
    @Test("an object gets what the server gives it")
    func creation() async throws {
        let cluster = try await TestCluster()
        let service = try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let metadata = try #require(service["metadata"])
        #expect(metadata["namespace"]?.string == "shop")
        #expect(metadata["uid"]?.string?.count == 36)
        #expect(metadata["creationTimestamp"]?.string?.hasSuffix("Z") == true)
        #expect(metadata["managedFields"]?[0]?["manager"]?.string == "tests")
        let specification = try #require(service["spec"])
        #expect(specification["clusterIP"]?.string?.hasPrefix("10.96.") == true)
        #expect((30000...32767).contains(specification["ports"]?[0]?["nodePort"]?.int ?? 0))
        #expect(specification["ports"]?[0]?["targetPort"]?.int == 80)
        #expect(specification["externalTrafficPolicy"]?.string == "Cluster")
        #expect(service["status"] == ["loadBalancer": [:]])
    }

    @Test("a name that is taken, a namespace that is missing, and another kind are refused")
    func refusals() async throws {
        let cluster = try await TestCluster()
        try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let taken = try await cluster.json("POST", TestCluster.services, TestCluster.service("web"), status: 409)
        #expect(taken["reason"]?.string == "AlreadyExists")
        #expect(taken["message"]?.string == "services \"web\" already exists")
        let homeless = try await cluster.json(
            "POST", "/api/v1/namespaces/nowhere/services", TestCluster.service("web"), status: 404)
        #expect(homeless["message"]?.string == "namespaces \"nowhere\" not found")
        try await cluster.json("POST", TestCluster.services, ["kind": "Pod", "metadata": ["name": "x"]], status: 400)
        try await cluster.json("POST", TestCluster.services, TestCluster.service("Bad_Name"), status: 422)
        #expect(await cluster.send("POST", TestCluster.services, type: "text/yaml").status == 415)
    }

    @Test("a stale version conflicts; no version does not")
    func conflicts() async throws {
        let cluster = try await TestCluster()
        let path = "\(TestCluster.services)/web"
        let first = try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let changed = first.merging(patch: ["spec": ["sessionAffinity": "ClientIP"]])
        let second = try await cluster.json("PUT", path, changed)
        #expect(second["spec"]?["sessionAffinityConfig"]?["clientIP"]?["timeoutSeconds"]?.int == 10800)
        let conflict = try await cluster.json("PUT", path, changed, status: 409)
        #expect(
            conflict["message"]?.string
                == "Operation cannot be fulfilled on services \"web\": the object has been modified; please apply your "
                + "changes to the latest version and try again")
        try await cluster.json("PUT", path, changed.merging(patch: ["metadata": ["resourceVersion": .null]]))
    }

    @Test("a write that changes nothing makes no new version")
    func sameAgain() async throws {
        let cluster = try await TestCluster()
        let first = try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let second = try await cluster.json("PUT", "\(TestCluster.services)/web", first)
        #expect(first["metadata"]?["resourceVersion"] == second["metadata"]?["resourceVersion"])
    }

    @Test("status and the rest are written apart")
    func status() async throws {
        let cluster = try await TestCluster()
        let path = "\(TestCluster.services)/web"
        try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let address: JSONValue = ["status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1"]]]]]
        let merge = "application/merge-patch+json"
        let ignored = try await cluster.json("PATCH", path, address, type: merge)
        #expect(ignored["status"] == ["loadBalancer": [:]])
        let patch = address.merging(patch: ["metadata": ["labels": ["a": "b"]]])
        let written = try await cluster.json("PATCH", "\(path)/status", patch, type: merge, agent: "manager/1")
        #expect(written["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"]?.string == "192.0.2.1")
        #expect(written["metadata"]?["labels"]?["a"] == nil)
        let entry = try #require(written["metadata"]?["managedFields"]?.array?.last)
        #expect(entry["manager"]?.string == "manager" && entry["subresource"]?.string == "status")
        // Turned into another type the Service loses it.
        let turned = try await cluster.json("PATCH", path, ["spec": ["type": "ClusterIP"]], type: merge)
        #expect(turned["status"] == ["loadBalancer": [:]])
        #expect(turned["spec"]?["ports"]?[0]?["nodePort"] == nil)
    }

    @Test("a finalizer holds an object until it is gone")
    func finalizers() async throws {
        let cluster = try await TestCluster()
        let path = "\(TestCluster.services)/web"
        let held = TestCluster.service("web").merging(patch: ["metadata": ["finalizers": ["example.com/hold"]]])
        try await cluster.create(held, TestCluster.services)
        let leaving = try await cluster.json("DELETE", path)
        #expect(leaving["metadata"]?["deletionTimestamp"]?.string != nil)
        try await cluster.json("GET", path)
        try await cluster.json(
            "PATCH", path, ["metadata": ["finalizers": .null]], type: "application/merge-patch+json")
        try await cluster.json("GET", path, status: 404)
    }

    @Test("a deletion minds its preconditions")
    func preconditions() async throws {
        let cluster = try await TestCluster()
        let path = "\(TestCluster.services)/web"
        let service = try await cluster.create(TestCluster.service("web"), TestCluster.services)
        try await cluster.json("DELETE", path, ["preconditions": ["uid": "another"]], status: 409)
        try await cluster.json("DELETE", path, ["preconditions": ["resourceVersion": "1"]], status: 409)
        let gone = try await cluster.json(
            "DELETE", path, ["preconditions": ["uid": service["metadata"]?["uid"] ?? ""]])
        #expect(gone["status"]?.string == "Success")
    }

    @Test("what an object owns goes with it, and so does what is in a namespace")
    func garbage() async throws {
        let cluster = try await TestCluster()
        let owner = try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let reference: JSONValue = [
            "apiVersion": "v1", "kind": "Service", "name": "web", "uid": owner["metadata"]?["uid"] ?? "",
        ]
        let maps = "/api/v1/namespaces/shop/configmaps"
        try await cluster.create(["metadata": ["name": "owned", "ownerReferences": [reference]]], maps)
        try await cluster.create(["metadata": ["name": "free"]], maps)
        try await cluster.json("DELETE", "\(TestCluster.services)/web")
        try await cluster.json("GET", "\(maps)/owned", status: 404)
        try await cluster.json("GET", "\(maps)/free")
        try await cluster.json("DELETE", "/api/v1/namespaces/shop")
        try await cluster.json("GET", "/api/v1/namespaces/shop", status: 404)
        try await cluster.json("GET", "\(maps)/free", status: 404)
    }

    @Test("a dry run changes nothing")
    func dryRun() async throws {
        let cluster = try await TestCluster()
        try await cluster.json("POST", "\(TestCluster.services)?dryRun=All", TestCluster.service("web"), status: 201)
        try await cluster.json("GET", "\(TestCluster.services)/web", status: 404)
        try await cluster.create(TestCluster.service("web"), TestCluster.services)
        try await cluster.json("DELETE", "\(TestCluster.services)/web?dryRun=All")
        try await cluster.json("GET", "\(TestCluster.services)/web")
    }

    @Test("a server-side apply is answered as a dry run only, and stores nothing")
    func apply() async throws {
        let cluster = try await TestCluster()
        let path = "\(TestCluster.services)/web"
        let type = "application/apply-patch+yaml"
        let query = "?fieldManager=tests&force=true"
        try await cluster.json(
            "PATCH", "\(path)\(query)&dryRun=All", TestCluster.service("web"), type: type, status: 201)
        try await cluster.json("GET", path, status: 404)
        try await cluster.json("PATCH", "\(path)?dryRun=All", TestCluster.service("web"), type: type, status: 400)
        try await cluster.json("PATCH", "\(path)\(query)", TestCluster.service("web"), type: type, status: 415)
        try await cluster.create(TestCluster.service("web"), TestCluster.services)
        let changed = TestCluster.service("web").merging(patch: ["spec": ["sessionAffinity": "ClientIP"]])
        let tried = try await cluster.json("PATCH", "\(path)\(query)&dryRun=All", changed, type: type)
        #expect(tried["spec"]?["sessionAffinity"] == "ClientIP")
        #expect(try await cluster.json("GET", path)["spec"]?["sessionAffinity"] != "ClientIP")
    }

    @Test("a collection goes by its selector")
    func collections() async throws {
        let cluster = try await TestCluster()
        for (name, tier) in [("a", "x"), ("b", "x"), ("c", "y")] {
            try await cluster.create(
                TestCluster.service(name, labels: ["tier": .string(tier)]), TestCluster.services)
        }
        try await cluster.json("DELETE", "\(TestCluster.services)?labelSelector=tier=x")
        let left = try await cluster.json("GET", TestCluster.services)["items"]?.array ?? []
        #expect(left.compactMap { $0["metadata"]?["name"]?.string } == ["c"])
    }

    @Test("node ports and cluster IPs have one holder, and come back")
    func allocations() async throws {
        let cluster = try await TestCluster()
        let wanted = TestCluster.service("web").merging(patch: ["spec": ["ports": [["port": 80, "nodePort": 31000]]]])
        try await cluster.create(wanted, TestCluster.services)
        let second = wanted.merging(patch: ["metadata": ["name": "two"]])
        let refused = try await cluster.json("POST", TestCluster.services, second, status: 422)
        #expect(refused["message"]?.string?.contains("provided port is already allocated") == true)
        try await cluster.json("DELETE", "\(TestCluster.services)/web")
        try await cluster.create(second, TestCluster.services)
    }

    @Test("rights decide before anything else is said")
    func rights() async throws {
        let cluster = try await TestCluster()
        let nobody = Identity(name: "nobody", user: "nobody", rules: [])
        let answer = await cluster.send("GET", TestCluster.services, identity: nobody)
        #expect(answer.status == 403)
        #expect(
            try JSONValue(parsing: answer.body)["message"]?.string
                == "services is forbidden: User \"nobody\" cannot list resource \"services\" in API group \"\" in the "
                + "namespace \"shop\"")
        #expect(await cluster.send("GET", TestCluster.services, identity: nil).status == 403)
        #expect(await cluster.send("GET", "/version", identity: nil).status == 200)
    }
}
