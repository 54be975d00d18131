import Documents
import Testing

@testable import APIServer

/// Which kinds a bundle is served with, and at which versions.
struct BundleDiscoveryTests {
    private static let gateway = "/apis/gateway.networking.k8s.io"
    private static let grants = BundleAPI.list(
        "ReferenceGrant", "gateway.networking.k8s.io/v1beta1", BundleAPI.object("shop/allow"))

    @Test("a kind is served at the version of its list and at that of discovery, and at no other")
    func versions() async throws {
        let bundle = try BundleAPI([
            "referencegrants.gateway.networking.k8s.io": Self.grants,
            "discovery.gateway.networking.k8s.io": BundleAPI.resources(
                "gateway.networking.k8s.io/v1", "referencegrants", "tlsroutes"),
        ])
        for version in ["v1beta1", "v1"] {
            let list = try await bundle.json("\(Self.gateway)/\(version)/referencegrants")
            #expect(list["apiVersion"]?.string == "gateway.networking.k8s.io/\(version)")
            #expect(list["items"]?[0]?["apiVersion"]?.string == "gateway.networking.k8s.io/\(version)")
            let one = try await bundle.json("\(Self.gateway)/\(version)/namespaces/shop/referencegrants/allow")
            #expect(one["apiVersion"]?.string == "gateway.networking.k8s.io/\(version)")
        }
        #expect(await bundle.status("\(Self.gateway)/v1alpha2/referencegrants") == 404)
        #expect(try await bundle.names("\(Self.gateway)/v1", in: "resources") == ["referencegrants", "tlsroutes"])
        #expect(try await bundle.names("\(Self.gateway)/v1beta1", in: "resources") == ["referencegrants"])
        let versions = try await bundle.json(Self.gateway)["versions"]?.array?.compactMap { $0["version"]?.string }
        #expect(versions == ["v1", "v1beta1"])
        // What was not read is in discovery all the same, and cannot be had.
        #expect(await bundle.status("\(Self.gateway)/v1/tlsroutes") == 404)
    }

    @Test("an older API version is served as it was recorded")
    func olderVersion() async throws {
        let bundle = try BundleAPI([
            "gateways.gateway.networking.k8s.io": BundleAPI.list(
                "Gateway", "gateway.networking.k8s.io/v1beta1", BundleAPI.object("shop/kubelb"))
        ])
        #expect(try await bundle.names("\(Self.gateway)/v1beta1/gateways", in: "items") == ["kubelb"])
        #expect(await bundle.status("\(Self.gateway)/v1/gateways") == 404)
    }

    @Test("a group that discovery lacked is not served, whatever lists there are")
    func missingGroup() async throws {
        let bundle = try BundleAPI([
            "apis": [
                "kind": "APIGroupList", "apiVersion": "v1",
                "groups": [["name": "apps", "versions": [["groupVersion": "apps/v1", "version": "v1"]]]],
            ],
            "discovery.gateway.networking.k8s.io": BundleAPI.notFound,
            "referencegrants.gateway.networking.k8s.io": Self.grants,
            "gateways.gateway.networking.k8s.io": BundleAPI.notFound,
        ])
        for path in ["", "/v1", "/v1beta1", "/v1beta1/referencegrants", "/v1/gateways"] {
            let answer = await bundle.send(Self.gateway + path)
            #expect(answer.status == 404)
            #expect(String(decoding: answer.body, as: UTF8.self) == "404 page not found\n", "\(path)")
        }
        #expect(!(try await bundle.names("/apis", in: "groups")).contains("gateway.networking.k8s.io"))
    }

    @Test("a list that was not served is a 404, one that was forbidden stays so")
    func refusedLists() async throws {
        let forbidden: JSONValue = ["kind": "Status", "reason": "Forbidden", "code": 403]
        let bundle = try BundleAPI([
            "gateways.gateway.networking.k8s.io": BundleAPI.notFound,
            "httproutes.gateway.networking.k8s.io": forbidden,
        ])
        #expect(await bundle.status("\(Self.gateway)/v1/gateways") == 404)
        #expect(await bundle.status("\(Self.gateway)/v1/httproutes") == 403)
        #expect(try await bundle.names("\(Self.gateway)/v1", in: "resources").contains("httproutes"))
        #expect(!(try await bundle.names("\(Self.gateway)/v1", in: "resources")).contains("gateways"))
    }

    @Test("groups are those of the record and of the lists; those of unknown contents are not found")
    func groups() async throws {
        let bundle = try BundleAPI([
            "apis": [
                "kind": "APIGroupList", "apiVersion": "v1",
                "groups": [
                    [
                        "name": "policy", "versions": [["groupVersion": "policy/v1", "version": "v1"]],
                        "preferredVersion": ["groupVersion": "policy/v1", "version": "v1"],
                    ]
                ],
            ],
            "orders.acme.cert-manager.io": BundleAPI.list("Order", "acme.cert-manager.io/v1"),
        ])
        let groups = try await bundle.names("/apis", in: "groups")
        #expect(groups.contains("policy") && groups.contains("acme.cert-manager.io"))
        #expect(await bundle.status("/apis/policy") == 200)
        #expect(await bundle.status("/apis/policy/v1") == 404)
        #expect(try await bundle.names("/apis/acme.cert-manager.io/v1", in: "resources").first == "orders")
        let aggregated = try await bundle.json(
            "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")
        #expect(aggregated["kind"]?.string == "APIGroupDiscoveryList")
        let names = (aggregated["items"]?.array ?? []).compactMap { $0["metadata"]?["name"]?.string }
        #expect(names.contains("acme.cert-manager.io") && !names.contains("policy"))
        let order = aggregated["items"]?.array?.first { $0["metadata"]?["name"]?.string == "acme.cert-manager.io" }?[
            "versions"]?[0]?["resources"]?[0]
        #expect(order?["resource"]?.string == "orders")
        #expect(order?["scope"]?.string == "Namespaced")
        #expect(order?["responseKind"]?["kind"]?.string == "Order")
        #expect(order?["subresources"]?[0]?["subresource"]?.string == "status")
    }

    @Test("a kind that is known from the bundle alone is served")
    func unknownKind() async throws {
        let bundle = try BundleAPI([
            "envoyproxies.gateway.envoyproxy.io": BundleAPI.list(
                "EnvoyProxy", "gateway.envoyproxy.io/v1alpha1", BundleAPI.object("infra/proxy"))
        ])
        let path = "/apis/gateway.envoyproxy.io/v1alpha1"
        #expect(try await bundle.names("\(path)/envoyproxies", in: "items") == ["proxy"])
        let resource = try await bundle.json(path)["resources"]?[0]
        #expect(resource?["kind"]?.string == "EnvoyProxy")
        #expect(resource?["namespaced"]?.bool == true)
        let reader = ReadyIdentities.all(
            of: .management, tenant: nil, ccmNamespace: "kubelb", resources: ["envoyproxies.gateway.envoyproxy.io"]
        ).first { $0.name == "reader" }
        let request = try #require(ResourceRequest(path: "\(path)/envoyproxies"))
        #expect(reader?.allows("list", request) == true)
    }
}
