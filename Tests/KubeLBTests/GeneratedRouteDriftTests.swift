import Documents
import FoundationEssentials
import KubeLB
import Kubernetes
import Testing

/// What a real manager generated is what it would generate now, and every kind of change shows.
@Suite struct GeneratedRouteDriftTests {
    private static let recorded = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "RecordedRoutes")

    private func list<Item: KubernetesObject>(_ cluster: String, _ kind: Item.Type) throws -> [Item] {
        let file = Self.recorded.appending(path: "\(cluster)/management/\(Item.resource).json")
        return try #require(ObjectList<Item>.decode(Array(Data(contentsOf: file)), source: file.path()).value).items
    }

    private func differences<Item: RoutingObject>(
        _ kind: RouteKind, _ type: Item.Type, _ cluster: String
    ) throws -> (pairs: Int, found: [RouteDifference]) {
        let routes = try list(cluster, Route.self).filter { $0.source.kind == kind.rawValue }
        let generated = try list(cluster, type)
        let pairs = routes.compactMap { route in
            generated.first { $0.metadata.owners.contains { $0.uid == route.metadata.uid } }.map { (route, $0) }
        }
        return (
            pairs.count, pairs.flatMap { GeneratedRouteDrift.differences(kind, of: $0.1.spec, from: $0.0) }
        )
    }

    @Test(arguments: ["l01-healthy-ingress", "l02-healthy-ingress-tls", "l04-healthy-gateway-tls"])
    func isEmptyForWhatTheManagerWrote(cluster: String) throws {
        let found = [
            try differences(.ingress, Ingress.self, cluster), try differences(.gateway, Gateway.self, cluster),
            try differences(.httpRoute, HTTPRoute.self, cluster),
        ]
        #expect(found.contains { $0.pairs > 0 })
        #expect(found.flatMap(\.found).isEmpty)
    }

    private func parse<Item: KubernetesObject>(_ kind: Item.Type, _ json: String) throws -> Item {
        var reader = JSONReader(Array(json.utf8))
        return try Item(from: &reader)
    }

    private func route(_ spec: String) throws -> Route {
        try parse(
            Route.self,
            #"{"spec":{"source":{"kubernetes":{"resource":{"metadata":{"namespace":"shop","name":"app"},"spec":\#(spec)}}}}}"#
        )
    }

    private static let backend = #""backendRefs":[{"kind":"Service","name":"api","port":80,"weight":1}]"#
    private static let carried = #""backendRefs":[{"kind":"Service","name":"shop-app-api","port":80,"weight":1}]"#

    private static let routes: [(String, String, [String])] = [
        (#"{"hostnames":["a","b"]}"#, #"{"hostnames":["a"]}"#, ["lacks host b"]),
        (#"{"hostnames":["a"]}"#, #"{"hostnames":["a","b"]}"#, ["still has host b"]),
        (#"{"rules":[{\#(backend)}]}"#, #"{"rules":[{\#(carried)}]}"#, []),
        (#"{"rules":[{\#(backend)}]}"#, #"{"rules":[{\#(carried)},{\#(carried)}]}"#, ["has 2 rules instead of 1"]),
        (
            #"{"rules":[{\#(backend)}]}"#,
            #"{"rules":[{"backendRefs":[{"kind":"Service","name":"shop-app-old","port":80,"weight":1}]}]}"#,
            ["has other backends"]
        ),
        (
            #"{"rules":[{\#(backend),"matches":[{"path":{"value":"/a"}}]}]}"#, #"{"rules":[{\#(carried)}]}"#,
            ["matches other requests"]
        ),
        (
            #"{"rules":[{\#(backend),"retry":{"attempts":3}}]}"#, #"{"rules":[{\#(carried)}]}"#,
            ["lacks spec.rules[].retry"]
        ),
        (
            #"{"rules":[{\#(backend),"timeouts":{"request":"1s"}}]}"#,
            #"{"rules":[{\#(carried),"timeouts":{"request":"2s"}}]}"#, ["has another spec.rules[].timeouts"]
        ),
        (
            #"{"rules":[{\#(backend),"timeouts":{"request":"1s"}}]}"#,
            #"{"rules":[{\#(carried),"timeouts":{"request":"1s","backendRequest":"1s"}}]}"#, []
        ),
        // The backend of a mirror is rewritten like any other.
        (
            #"{"rules":[{\#(backend),"filters":[{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"log","port":80}}}]}]}"#,
            #"{"rules":[{\#(carried),"filters":[{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"shop-app-log","port":80}}}]}]}"#,
            []
        ),
        (
            #"{"rules":[{\#(backend),"filters":[{"type":"URLRewrite","urlRewrite":{"hostname":"a"}}]}]}"#,
            #"{"rules":[{\#(carried),"filters":[{"type":"URLRewrite","urlRewrite":{"hostname":"b"}}]}]}"#,
            ["has another spec.rules[].filters"]
        ),
        (#"{"parentRefs":[{"name":"kubelb","namespace":"web"}]}"#, #"{"parentRefs":[{"name":"kubelb"}]}"#, []),
        (
            #"{"parentRefs":[{"name":"kubelb","sectionName":"admin"}]}"#, #"{"parentRefs":[{"name":"kubelb"}]}"#,
            ["has other parentRefs"]
        ),
    ]

    @Test(arguments: routes)
    func showsWhatDiffersInRoutes(route: String, generated: String, expected: [String]) throws {
        let actual = try parse(HTTPRoute.self, #"{"spec":\#(generated)}"#)
        let found = GeneratedRouteDrift.differences(.httpRoute, of: actual.spec, from: try self.route(route))
        #expect(found.map(\.text) == expected)
        #expect(found.allSatisfy { $0.isUnknownField == $0.text.hasPrefix("lacks spec.") })
    }

    private static let gateways: [(String, String, [String])] = [
        (#"{"name":"http","port":80}"#, #"{"name":"http","port":80}"#, []),
        (
            #"{"name":"http","port":80},{"name":"admin","port":81}"#, #"{"name":"http","port":80}"#,
            ["lacks listener admin"]
        ),
        (
            #"{"name":"http","port":80}"#, #"{"name":"http","port":80},{"name":"admin","port":81}"#,
            ["still has listener admin"]
        ),
        (
            #"{"name":"http","port":80}"#, #"{"name":"http","port":8080}"#,
            ["has other settings for listener http"]
        ),
        // The manager names the synced Secret.
        (
            #"{"name":"s","port":443,"tls":{"mode":"Terminate","certificateRefs":[{"name":"tls","namespace":"web"}]}}"#,
            #"{"name":"s","port":443,"tls":{"mode":"Terminate","certificateRefs":[{"name":"6d1f"}]}}"#, []
        ),
        (
            #"{"name":"s","port":443,"tls":{"mode":"Terminate","frontendValidation":{}}}"#,
            #"{"name":"s","port":443,"tls":{"mode":"Terminate"}}"#, ["lacks spec.listeners[].frontendValidation"]
        ),
    ]

    @Test(arguments: gateways)
    func showsWhatDiffersInGateways(route: String, generated: String, expected: [String]) throws {
        let actual = try parse(Gateway.self, #"{"spec":{"gatewayClassName":"eg","listeners":[\#(generated)]}}"#)
        let source = try self.route(#"{"gatewayClassName":"kubelb","listeners":[\#(route)]}"#)
        #expect(GeneratedRouteDrift.differences(.gateway, of: actual.spec, from: source).map(\.text) == expected)
    }

    @Test func acceptsNamesOfEveryVersion() throws {
        let source = try route(#"{"rules":[{\#(Self.backend)}]}"#)
        for name in ["api", "shop-api", "shop-app-api", "k-shop-app-api"] {
            let spec =
                #"{"spec":{"rules":[{"backendRefs":[{"kind":"Service","name":"\#(name)","port":80,"weight":1}]}]}}"#
            let actual = try parse(HTTPRoute.self, spec)
            #expect(GeneratedRouteDrift.differences(.httpRoute, of: actual.spec, from: source).isEmpty)
        }
    }
}
