#if Sandbox
    import APIServer
    import Documents
    import Foundation
    import Testing

    @testable import Sandbox

    /// A bundle with Layer 7 behind the whole server, as kubectl sees it.
    @Suite(.timeLimit(.minutes(15)), .enabled(if: isInstalled("kubectl"), "kubectl is not installed"))
    struct ServedRoutingTests {
        private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../Recorded/layer-7"
        ).standardized.path()

        /// Serves the bundle without some of its files.
        private func withBundle(
            without isDropped: (String) -> Bool = { _ in false },
            _ body: (ServedPair, (String, String) async throws -> Outcome) async throws -> Void
        ) async throws {
            let files = try BundleFolder.read(Self.folder).filter { !isDropped($0.key) }
            try await withServedPair(echo: false, files: files) { pair in
                let cache = try TemporaryFolder()
                try await body(pair) { context, words in
                    try await run(
                        "kubectl",
                        ["--kubeconfig", pair.kubeconfigPath, "--context", context, "--cache-dir", cache.path]
                            + words.split(separator: " ").map(String.init))
                }
            }
        }

        /// The words of each row of a table.
        private func rows(_ text: String) -> [[Substring]] {
            text.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
        }

        @Test func kubectlPrintsTablesOfEveryKind() async throws {
            try await withBundle { _, kubectl in
                let tenant = try await kubectl("sandbox-tenant", "get ingress,httproute,gateway -A --no-headers")
                #expect(tenant.errors == "")
                #expect(
                    rows(tenant.output).map { $0.dropLast().joined(separator: " ") } == [
                        "shop ingress.networking.k8s.io/web kubelb new.shop.example.com 10.77.100.10 80",
                        #"shop httproute.gateway.networking.k8s.io/web ["shop.example.com"]"#,
                        "shop gateway.gateway.networking.k8s.io/kubelb kubelb 10.77.100.11 True",
                    ])
                let management = try await kubectl(
                    "sandbox-management", "get ingress,httproute,gateway,routes.kubelb.k8c.io,gc -A --no-headers")
                #expect(management.errors == "")
                #expect(rows(management.output).count == 7)
                #expect(management.output.contains("Ingress.networking.k8s.io\n"))
                #expect(management.output.contains("gateway.envoyproxy.io/gatewayclass-controller"))
            }
        }

        @Test func kubectlReadsWholeObjects() async throws {
            try await withBundle { _, kubectl in
                let words = "get ingress,httproute,gateway,routes.kubelb.k8c.io -A -o json"
                let all = try await kubectl("sandbox-management", words)
                let items = try JSONValue(parsing: Array(all.output.utf8))["items"]?.array ?? []
                #expect(
                    items.compactMap { $0["kind"]?.string } == [
                        "Ingress", "HTTPRoute", "Gateway", "Route", "Route", "Route",
                    ])
                #expect(items.allSatisfy { $0["spec"]?.object != nil && $0["status"]?.object != nil })
                let one = try await kubectl(
                    "sandbox-management", "get httproute shop-web -n tenant-demo -o jsonpath={.spec.hostnames[0]}")
                #expect(one.output == "shop.example.com")
                let issuer = try await kubectl("sandbox-management", "get clusterissuer -o name")
                #expect(issuer.output == "clusterissuer.cert-manager.io/letsencrypt\n")
                let classes = try await kubectl("sandbox-management", "get ingressclass,referencegrant -A -o name")
                #expect(classes.output == "ingressclass.networking.k8s.io/nginx\n")
            }
        }

        @Test func selectorsAndWatchesWork() async throws {
            try await withBundle { _, kubectl in
                let labelled = try await kubectl(
                    "sandbox-management",
                    "get routes.kubelb.k8c.io -A -o name -l kubelb.k8c.io/origin-resource-kind=Ingress.networking.k8s.io"
                )
                #expect(labelled.output.split(separator: "\n").count == 1)
                let named = try await kubectl(
                    "sandbox-tenant", "get httproute -A -o name --field-selector metadata.name=other")
                #expect(named.output == "")
                let waited = try await kubectl(
                    "sandbox-tenant", "wait --for=condition=Programmed gateway/kubelb -n shop --timeout 30s")
                #expect(waited.output == "gateway.gateway.networking.k8s.io/kubelb condition met\n", "\(waited.errors)")
            }
        }

        @Test func aKindThatWasNotServedIsNotServed() async throws {
            try await withBundle { pair, kubectl in
                let missing = try await kubectl("sandbox-tenant", "get routes.kubelb.k8c.io -A")
                #expect(missing.status != 0)
                #expect(missing.errors.contains("the server doesn't have a resource type \"routes\""))
                let token = try await pair.userValue("token", context: "sandbox-tenant-reader")
                let path = "/apis/kubelb.k8c.io/v1alpha1/loadbalancers"
                let answer = try await pair.curl(path, token: token)
                #expect(answer.status == 404)
                #expect(answer.body == "404 page not found\n")
            }
            try await withBundle(without: { $0.hasPrefix("management/") && $0.contains("gateway.networking") }) {
                _, kubectl in
                // Its groups still name the versions, but nothing is known of them.
                let missing = try await kubectl("sandbox-management", "get gateways -A")
                #expect(missing.errors.contains("the server doesn't have a resource type \"gateways\""))
                let present = try await kubectl("sandbox-management", "get ingress -A -o name")
                #expect(present.output == "ingress.networking.k8s.io/shop-web\n")
            }
        }

        @Test func secretsHaveNoDataButTheKubeconfigOfTheCCM() async throws {
            try await withBundle { _, kubectl in
                let all = try await kubectl("sandbox-management", "get secrets -A -o json")
                let items = try JSONValue(parsing: Array(all.output.utf8))["items"]?.array ?? []
                #expect(items.count == 6)
                let filled = items.filter { $0["data"] != nil }.compactMap { $0["metadata"]?["name"]?.string }
                #expect(filled == ["kubelb-ccm-kubeconfig"])
                // Under the metadata that was recorded.
                #expect(items.allSatisfy { $0["metadata"]?["resourceVersion"]?.string != "1" })
            }
            // A cluster whose Secrets are known gets none that was not there.
            var files = try BundleFolder.read(Self.folder)
            files["tenant/secrets.metadata.json"] = Array(
                #"{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[]}"#.utf8)
            try await withServedPair(echo: false, files: files) { pair in
                let token = try pair.addIdentity(ReadyIdentities.machinery, to: .tenant)
                let answer = try await pair.curl("/api/v1/namespaces/kubelb/secrets/kubelb-cluster", token: token)
                #expect(answer.status == 404)
            }
        }

        @Test func identitiesHaveThePermissionsOfTheRecordedClusters() async throws {
            try await withBundle { _, kubectl in
                for resource in ["ingresses", "gateways", "httproutes", "syncsecrets", "secrets"] {
                    let own = try await kubectl("sandbox-tenant-ccm", "get \(resource) -A -o name")
                    #expect(own.status == 0, "\(own.errors)")
                    let nobody = try await kubectl("sandbox-tenant-nobody", "get \(resource) -A")
                    #expect(nobody.errors.contains("Forbidden"))
                }
                // Not in the ClusterRole that was recorded.
                let namespaces = try await kubectl("sandbox-tenant-ccm", "get namespaces")
                #expect(namespaces.errors.contains("Forbidden"))
                let routes = try await kubectl(
                    "sandbox-management-ccm", "get routes.kubelb.k8c.io -n tenant-demo -o name")
                #expect(routes.output.split(separator: "\n").count == 3)
                let gateways = try await kubectl("sandbox-management-ccm", "get gateways -n tenant-demo")
                #expect(gateways.errors.contains("Forbidden"))
                let allowed = try await kubectl("sandbox-tenant-ccm", "auth can-i list ingresses.networking.k8s.io -A")
                #expect(allowed.output == "yes\n", "\(allowed.errors)")
                let reader = try await kubectl("sandbox-management-reader", "get gateways,clusterissuers -A -o name")
                #expect(reader.output.split(separator: "\n").count == 2)
                let secrets = try await kubectl("sandbox-management-reader", "get secrets -A")
                #expect(secrets.errors.contains("Forbidden"))
            }
        }

        @Test func logsOfNeighboursAreServedWithTheirTimesMoved() async throws {
            try await withBundle { _, kubectl in
                let proxy = try await kubectl(
                    "sandbox-management", "logs -n ingress-nginx ingress-nginx-controller-8bf8c65b-f2z2f --tail 1")
                #expect(proxy.output.hasPrefix("I") && !proxy.output.hasPrefix("I1128 23:24:06"), "\(proxy.errors)")
                let gateway = try await kubectl(
                    "sandbox-management", "logs -n envoy-gateway-system envoy-gateway-57f9b88866-jd2cn --tail 1")
                #expect(gateway.output.contains("e+09\tinfo\tinfrastructure"), "\(gateway.errors)")
                #expect(!gateway.output.hasPrefix("1.7959082540144932e+09"))
            }
        }
    }
#endif
