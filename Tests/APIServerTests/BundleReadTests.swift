import Documents
import Testing

@testable import APIServer

/// How the objects of a bundle are read: in every form, by selectors, and by watches.
struct BundleReadTests {
    private static let table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
    private static let metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    private static let networking = "/apis/networking.k8s.io/v1"
    private static let gateway = "/apis/gateway.networking.k8s.io/v1"

    private static func routing() throws -> BundleAPI {
        try BundleAPI([
            "ingresses.networking.k8s.io": BundleAPI.list(
                "Ingress", "networking.k8s.io/v1",
                BundleAPI.object(
                    "shop/web",
                    [
                        "spec": [
                            "ingressClassName": "kubelb", "tls": [["hosts": ["a.example"]]],
                            "rules": [
                                ["host": "a.example"], ["host": "b.example"], ["host": "c.example"],
                                ["host": "d.example"],
                            ],
                        ], "status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1"]]]],
                    ]),
                BundleAPI.object("blog/web", ["spec": ["defaultBackend": [:]], "status": ["loadBalancer": [:]]])
            ),
            "gateways.gateway.networking.k8s.io": BundleAPI.list(
                "Gateway", "gateway.networking.k8s.io/v1",
                BundleAPI.object(
                    "shop/kubelb",
                    [
                        "spec": ["gatewayClassName": "eg"],
                        "status": [
                            "addresses": [["value": "192.0.2.2"]],
                            "conditions": [
                                ["type": "Accepted", "status": "True"], ["type": "Programmed", "status": "False"],
                            ],
                        ],
                    ])),
            "httproutes.gateway.networking.k8s.io": BundleAPI.list(
                "HTTPRoute", "gateway.networking.k8s.io/v1",
                BundleAPI.object("shop/web", ["spec": ["hostnames": ["a.example", "b.example"]]])),
        ])
    }

    private static func cells(_ bundle: BundleAPI, _ path: String) async throws -> [[String]] {
        (try await bundle.json(path, accept: table)["rows"]?.array ?? []).map { row in
            (row["cells"]?.array ?? []).map { $0.string ?? "" }
        }
    }

    @Test("Tables have the columns and cells of a real server")
    func tables() async throws {
        let bundle = try Self.routing()
        #expect(
            try await Self.cells(bundle, "\(Self.networking)/ingresses") == [
                ["web", "<none>", "*", "", "80", "60m"],
                ["web", "kubelb", "a.example,b.example,c.example + 1 more...", "192.0.2.1", "80, 443", "60m"],
            ])
        #expect(
            try await Self.cells(bundle, "\(Self.gateway)/gateways") == [["kubelb", "eg", "192.0.2.2", "False", "60m"]])
        #expect(
            try await Self.cells(bundle, "\(Self.gateway)/namespaces/shop/httproutes/web") == [
                ["web", #"["a.example","b.example"]"#, "60m"]
            ])
        let list = try await bundle.json("\(Self.gateway)/gateways", accept: Self.table)
        #expect(list["rows"]?[0]?["object"]?["kind"]?.string == "PartialObjectMetadata")
        #expect(await bundle.send("\(Self.gateway)/gateways", accept: "application/yaml").status == 406)
    }

    @Test("lists are taken by namespace, fields and page")
    func lists() async throws {
        let bundle = try Self.routing()
        let all = try await bundle.json("\(Self.networking)/ingresses")
        #expect(all["items"]?.array?.compactMap { $0["metadata"]?["namespace"]?.string } == ["blog", "shop"])
        #expect(all["items"]?[0]?["kind"] == nil)
        #expect(try await bundle.names("\(Self.networking)/namespaces/shop/ingresses", in: "items") == ["web"])
        let fields = "\(Self.networking)/ingresses?fieldSelector=metadata.namespace=blog"
        #expect(try await bundle.json(fields)["items"]?.array?.count == 1)
        #expect(await bundle.status("\(Self.networking)/ingresses?fieldSelector=spec.rules=x") == 400)
        let page = try await bundle.json("\(Self.networking)/ingresses?limit=1")
        #expect(page["metadata"]?["remainingItemCount"]?.int == 1)
        // An hour has gone by since the bundle was taken.
        let one = try await bundle.json("\(Self.gateway)/namespaces/shop/gateways/kubelb")
        #expect(one["metadata"]?["creationTimestamp"]?.string == "2026-11-18T11:06:40Z")
        #expect(one["kind"]?.string == "Gateway")
    }

    @Test("Secrets of which the metadata is known have no data in any form")
    func secrets() async throws {
        let bundle = try BundleAPI([
            "secrets.metadata": BundleAPI.list(
                "PartialObjectMetadata", "meta.k8s.io/v1", BundleAPI.object("shop/tls"), BundleAPI.object("shop/whole")
            ),
            "secrets": BundleAPI.list(
                "Secret", "v1", BundleAPI.object("shop/whole", ["type": "Opaque", "data": ["key": "dmFsdWU="]])),
        ])
        let metadata = try await bundle.json("/api/v1/secrets", accept: Self.metadata)
        #expect(metadata["kind"]?.string == "PartialObjectMetadataList")
        #expect(
            metadata["items"]?.array?.map { $0.object?.members.map(\.key) ?? [] }.allSatisfy { !$0.contains("data") }
                == true)
        #expect(metadata["items"]?[0]?["kind"]?.string == "PartialObjectMetadata")
        let plain = try await bundle.json("/api/v1/secrets")
        #expect(plain["kind"]?.string == "SecretList")
        #expect(plain["items"]?[0]?.object?.members.map(\.key) == ["metadata"])
        #expect(plain["items"]?[1]?["data"]?["key"]?.string == "dmFsdWU=")
        let one = try await bundle.json("/api/v1/namespaces/shop/secrets/tls")
        #expect(one["kind"]?.string == "Secret")
        #expect(one["data"] == nil)
    }

    @Test("an object that is added keeps the metadata that was recorded")
    func addedObjects() throws {
        let kind = try #require(ServedKind.named("secrets"))
        var store = ObjectStore()
        store.add([BundleAPI.object("shop/tls")], kind)
        store.add([["metadata": ["name": "tls", "namespace": "shop"], "data": ["key": "x"]]], kind)
        let object = try #require(store.object(kind, namespace: "shop", name: "tls"))
        #expect(object.value["metadata"]?["uid"]?.string == "shop/tls")
        #expect(object.value["data"]?["key"]?.string == "x")
    }

    @Test("a watch begins with what is there unless a version is named, and then ends when its time is up")
    func watch() async throws {
        let bundle = try Self.routing()
        let path = "\(Self.networking)/ingresses?watch=true&timeoutSeconds=1"
        var events = try #require(WatchEvents(await bundle.send("\(path)&fieldSelector=metadata.namespace=shop")))
        #expect(try await events.next() == "ADDED web")
        #expect(try await events.next() == nil)
        var later = try #require(WatchEvents(await bundle.send("\(path)&resourceVersion=1000")))
        #expect(try await later.next() == nil)
        var streamed = try #require(
            WatchEvents(
                await bundle.send("\(path)&sendInitialEvents=true&resourceVersionMatch=NotOlderThan")))
        #expect(try await streamed.next() == "ADDED web")
        #expect(try await streamed.next() == "ADDED web")
        #expect(try await streamed.next() == "BOOKMARK ")
    }

    @Test("a watch needs the permission to watch")
    func forbiddenWatch() async throws {
        let lister = Identity(
            name: "lister", user: "lister", rules: [AccessRule(verbs: ["list"], groups: ["*"], resources: ["*"])])
        let bundle = try BundleAPI(
            ["services": BundleAPI.list("Service", "v1", BundleAPI.object("shop/web"))], identity: lister)
        #expect(await bundle.status("/api/v1/services") == 200)
        #expect(await bundle.status("/api/v1/services?watch=true") == 403)
    }

    @Test(
        "the times of log lines are moved in every form",
        arguments: [
            ("1.7959062506559696e+09\tinfo\tprovider", "1.7959063506559696e+09\tinfo\tprovider"),
            ("1.79590625e+09\tinfo", "1.79590635e+09\tinfo"), ("1.5 seconds e+09", "1.5 seconds e+09"),
            ("I1128 22:50:13.413164       7 store.go:443]", "I1128 22:51:53.413164       7 store.go:443]"),
            ("[2026-11-28 22:45:16.526][1][info]", "[2026-11-28 22:46:56.526][1][info]"),
            (
                #"{"level":"info","ts":"2026-11-28T23:24:13.988Z"}"#,
                #"{"level":"info","ts":"2026-11-28T23:25:53.988Z"}"#
            ),
            ("2026/11/28 23:24:13 open", "2026/11/28 23:25:53 open"),
            ("2026-11-28T23:24:13.5Z INFO", "2026-11-28T23:25:53.5Z INFO"),
        ])
    func logs(line: String, moved: String) {
        let bytes = TimeText.log(Array(line.utf8), movedBy: 100, year: "2026")
        #expect(String(decoding: bytes, as: UTF8.self) == moved)
    }
}
