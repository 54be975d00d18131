#if Sandbox
    import APIServer
    import Documents
    import Foundation
    import Testing

    @testable import Sandbox

    /// Bundles behind the whole server, as clients see them.
    @Suite(.timeLimit(.minutes(15))) struct ServedClientTests {
        @Test(.enabled(if: isInstalled("kubectl"), "kubectl is not installed"))
        func kubectlReadsBothClusters() async throws {
            let recorded = URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "../../Recorded/01-healthy")
            try await withServedPair(echo: false, files: try BundleFolder.read(recorded.standardized.path())) { pair in
                func kubectl(_ words: String, context: String) async throws -> Outcome {
                    let cache = try TemporaryFolder()
                    return try await run(
                        "kubectl",
                        ["--kubeconfig", pair.kubeconfigPath, "--context", context, "--cache-dir", cache.path]
                            + words.split(separator: " ").map(String.init))
                }
                let services = try await kubectl("get svc -A -o name", context: "sandbox-tenant")
                #expect(services.errors == "")
                #expect(services.output.split(separator: "\n").contains("service/web"))
                let balancers = try await kubectl("get loadbalancers -A -o name", context: "sandbox-management")
                #expect(balancers.output.hasPrefix("loadbalancer.kubelb.k8c.io/"))
                let own = try await kubectl(
                    "get loadbalancers -n tenant-demo -o name", context: "sandbox-management-ccm")
                #expect(own.output == balancers.output)
                let refused = try await kubectl("get secrets -n kubelb", context: "sandbox-tenant-reader")
                #expect(refused.status != 0)
                #expect(refused.errors.contains("Forbidden"))
                #expect(!pair.requests(of: .tenant).contains { $0.httpVersion != "h2" })
            }
        }

        @Test func theCCMsSecretLeadsToTheManagementCluster() async throws {
            try await withServedPair(echo: false) { pair in
                let tenant = try #require(await secret(pair, .tenant, "kubelb/kubelb-cluster"))
                let management = try #require(await secret(pair, .management, "tenant-acme/kubelb-ccm-kubeconfig"))
                #expect(tenant == management)
                let document = try #require(try YAMLDocument.parse(Array(tenant.utf8), name: "kubeconfig").first).json
                #expect(document["clusters"]?[0]?["cluster"]?["server"]?.string == pair.url(of: .management))
                let token = try #require(document["users"]?[0]?["user"]?["token"]?.string)
                let path = "/apis/kubelb.k8c.io/v1alpha1/namespaces/tenant-acme/loadbalancers"
                #expect(try await pair.curl(path, .management, token: token).status == 200)
                #expect(try await pair.curl("/api/v1/services", .management, token: token).status == 403)
            }
        }

        @Test func theCCMsSecretCanBeWrongOrMissing() async throws {
            var options = ServeOptions()
            options.ccmKubeconfig = { side, text in side == .tenant ? text.replacing("token:", with: "token: x") : nil }
            options.extraObjects[.management] = [
                ServedObject(
                    resource: "namespaces", object: ["metadata": ["name": "other"], "status": ["phase": "Active"]])
            ]
            let pair = try await ServedPair.start(bundle: ExamplePair().files, options: options)
            let changed = try? await secret(pair, .tenant, "kubelb/kubelb-cluster")
            let missing = try? await secret(pair, .management, "tenant-acme/kubelb-ccm-kubeconfig")
            let token = try await pair.userValue("token", context: "sandbox-management-reader")
            let extra = try await pair.curl("/api/v1/namespaces/other", .management, token: token)
            await pair.stop()
            #expect(changed?.contains("token: x ") == true)
            #expect(missing == nil)
            #expect(extra.status == 200)
        }

        /// The kubeconfig in a Secret, read by an identity that may read no more than it.
        private func secret(_ pair: ServedPair, _ side: ServedSide, _ path: String) async throws -> String? {
            let parts = path.split(separator: "/").map(String.init)
            let token = try pair.addIdentity(
                Identity(
                    name: "secret-reader", user: "secret-reader",
                    rules: [
                        AccessRule(
                            verbs: ["get"], groups: [""], resources: ["secrets"], names: [parts[1]], namespace: parts[0]
                        )
                    ]), to: side)
            let answer = try await pair.curl("/api/v1/namespaces/\(parts[0])/secrets/\(parts[1])", side, token: token)
            let object = try JSONValue(parsing: Array(answer.body.utf8))
            return object["data"]?["kubelb"]?.string.map(KubeconfigText.decoded)
        }
    }
#endif
