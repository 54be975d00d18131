import Documents
import Kubernetes
import Testing

@testable import KubeLB

/// What the manager generates from a Route, whole.
@Suite struct GeneratedManifestTests {
    private static func route(_ kind: String, _ apiVersion: String, _ spec: JSONValue) -> JSONValue {
        [
            "spec": [
                "source": [
                    "kubernetes": [
                        "resource": [
                            "apiVersion": .string(apiVersion), "kind": .string(kind),
                            "metadata": [
                                "name": "site", "namespace": "shop", "labels": ["team": "a"],
                                "annotations": ["example.com/kept": "1", "example.com/dropped": "1"],
                            ],
                            "spec": spec,
                        ]
                    ]
                ]
            ]
        ]
    }

    private static func manifest(_ kind: RouteKind) throws -> GeneratedManifest {
        var config = Config()
        config.annotationSettings.propagated = ["example.com/kept": ""]
        var manifest = GeneratedManifest(
            kind, namespace: "tenant-acme", name: "shop-site",
            propagation: AnnotationPropagation(tenant: nil, config: config, hasPatterns: true))
        manifest.className = "nginx"
        manifest.services = ["shop/api": "shop-site-api", "data/users": "data-site-users"]
        manifest.secrets = ["shop/tls": "0000-tls"]
        return manifest
    }

    @Test func anIngress() throws {
        let object = try #require(
            try Self.manifest(.ingress).object(
                from: Self.route(
                    "Ingress", "networking.k8s.io/v1",
                    [
                        "ingressClassName": "kubelb", "tls": [["hosts": ["a.example.com"], "secretName": "tls"]],
                        "defaultBackend": ["service": ["name": "other", "port": ["number": 1]]],
                        "rules": [
                            [
                                "host": "a.example.com",
                                "http": ["paths": [["backend": ["service": ["name": "api", "port": ["number": 80]]]]]],
                            ]
                        ],
                    ])))
        #expect(object["metadata"]?["name"] == "shop-site")
        #expect(object["metadata"]?["namespace"] == "tenant-acme")
        #expect(object["metadata"]?["annotations"] == ["example.com/kept": "1"])
        #expect(
            object["metadata"]?["labels"]
                == [
                    "team": "a", "kubelb.k8c.io/origin-ns": "shop", "kubelb.k8c.io/origin-name": "site",
                    "kubelb.k8c.io/managed-by": "kubelb",
                ])
        let spec = try #require(object["spec"])
        #expect(spec["ingressClassName"] == "nginx")
        #expect(spec["tls"]?[0]?["secretName"] == "0000-tls")
        #expect(
            spec["rules"]?[0]?["http"]?["paths"]?[0]?["backend"]?["service"]
                == ["name": "shop-site-api", "port": ["number": 80]])
        #expect(spec["defaultBackend"]?["service"]?["name"] == "other")
    }

    @Test func aRoute() throws {
        let object = try #require(
            try Self.manifest(.httpRoute).object(
                from: Self.route(
                    "HTTPRoute", "gateway.networking.k8s.io/v1",
                    [
                        "parentRefs": [["name": "kubelb", "namespace": "shop"]],
                        "rules": [
                            [
                                "filters": [
                                    [
                                        "type": "RequestMirror",
                                        "requestMirror": ["backendRef": ["name": "api", "port": 80]],
                                    ]
                                ],
                                "backendRefs": [["name": "users", "namespace": "data", "port": 80]],
                            ]
                        ],
                    ])))
        #expect(object["spec"]?["parentRefs"] == [["name": "kubelb"]])
        let rule = try #require(object["spec"]?["rules"]?[0])
        #expect(rule["filters"]?[0]?["requestMirror"]?["backendRef"]?["name"] == "shop-site-api")
        #expect(rule["backendRefs"] == [["name": "data-site-users", "port": 80]])
    }

    @Test func aGateway() throws {
        let object = try #require(
            try Self.manifest(.gateway).object(
                from: Self.route(
                    "Gateway", "gateway.networking.k8s.io/v1",
                    [
                        "gatewayClassName": "kubelb",
                        "listeners": [
                            ["name": "https", "tls": ["certificateRefs": [["name": "tls", "namespace": "shop"]]]]
                        ],
                    ])))
        #expect(object["spec"]?["gatewayClassName"] == "nginx")
        #expect(object["spec"]?["listeners"]?[0]?["tls"]?["certificateRefs"] == [["name": "0000-tls"]])
    }

    @Test func nothingOfAnotherKind() throws {
        let route = Self.route("Gateway", "gateway.networking.k8s.io/v1", [:])
        #expect(try Self.manifest(.ingress).object(from: route) == nil)
    }
}
