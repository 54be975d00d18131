#if Sandbox
    import Commands
    import Documents
    import Sandbox
    import Testing

    /// What an identity may not see is unknown, and never a finding about the cluster.
    @Suite(.serialized)
    struct IdentityTests {
        @Test(arguments: ["reader", "ccm", "nobody"], ["reader", "ccm", "nobody"])
        func `missing rights make no findings`(tenant: String, management: String) async throws {
            try await withExample { pair in
                let run = await pair.run(
                    ["doctor", "-o", "json"], tenant: "sandbox-tenant-\(tenant)",
                    management: "sandbox-management-\(management)")
                #expect(FoundFact.all(in: run.report).isEmpty, "\(run.output)")
                // The CCM's own view of the management cluster decides every stage.
                let isComplete = tenant == "reader" && management != "nobody"
                #expect(run.status == (isComplete ? .success : .undetermined), "\(run.output)")
            }
        }

        @Test func `with the CCM's identity the stages are still decided`() async throws {
            try await withExample { pair in
                let run = await pair.run(
                    ["status", "svc/web", "-n", "shop", "-o", "json"], management: "sandbox-management-ccm")
                let service = run.report["services"]?[0]
                #expect(service?["state"]?.string == "healthy", "\(run.output)")
                #expect(run.report["clusters"]?["management"]?["access"]?.string == "ccm-identity")
            }
        }

        /// Routes are found by their labels in all namespaces, or else in the tenant's.
        @Test func `with the CCM's identity the Routes of the tenant are read`() async throws {
            try await withExample(hasRoutes: true) { pair in
                let run = await pair.run(
                    ["status", "ing/site", "-n", "shop", "-o", "json"], management: "sandbox-management-ccm")
                #expect(!run.error.contains("only part of routes"), "\(run.error)")
                #expect(run.report["resources"]?[0]?["name"]?.string == "site", "\(run.output)")
            }
        }

        @Test func `one kubeconfig leads to both clusters`() async throws {
            try await withExample { pair in
                let run = await pair.run(["status", "svc/web", "-n", "shop", "-o", "json"], management: nil)
                #expect(run.error.contains("using the CCM's own credentials (Secret kubelb/kubelb-cluster)"))
                #expect(run.report["services"]?[0]?["state"]?.string == "healthy", "\(run.output)\(run.error)")
                #expect(pair.requests(of: .management).allSatisfy { $0.identity == "ccm" })
                let without = await pair.run(
                    ["status", "svc/web", "-n", "shop", "--no-ccm-credentials"], management: nil)
                #expect(without.status == .undetermined)
                #expect(!without.error.contains("credentials"))
            }
        }

        @Test func `without the right to the Secret it is said why there is no management side`() async throws {
            try await withExample { pair in
                let run = await pair.run(["doctor", "-o", "json"], tenant: "sandbox-tenant-reader", management: nil)
                #expect(run.output.contains("needs get secrets in namespace kubelb"), "\(run.output)")
                #expect(run.status == .undetermined)
                #expect(FoundFact.all(in: run.report).isEmpty)
            }
        }

        @Test func `a wrong token is refused, and said to be`() async throws {
            try await withExample { pair in
                let run = await pair.run(["doctor", "-o", "json", "--management-user", "sandbox-management-nobody"])
                #expect(run.status == .undetermined || run.status == .usage)
            }
        }
    }
#endif
