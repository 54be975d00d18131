#if Sandbox
    import APIServer
    import Documents
    import Sandbox
    import Testing

    /// `--dry-run-apply`: what is sent, and what is said of the answers.
    @Suite(.serialized)
    struct DryRunLiveTests {
        private static let missing =
            "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: null}}\n"

        private static let denied =
            missing + """
                ---
                management:
                  validatingadmissionpolicies.admissionregistration.k8s.io: {hosts: {spec: {matchConstraints: {resourceRules: [{
                    apiGroups: [networking.k8s.io], resources: [ingresses], operations: [CREATE, UPDATE]}]},
                    validations: [{expression: 'false', message: only hosts of example.org}]}}}
                  validatingadmissionpolicybindings.admissionregistration.k8s.io: {hosts: {spec: {policyName: hosts,
                    validationActions: [Deny]}}}
                """

        private func reported(_ run: Run) -> JSONValue? {
            run.report["findings"]?.array?.first { $0["code"]?.string == "KLC-P004" }
        }

        private func writes(_ pair: ServedPair) -> [String] {
            (pair.requests(of: .tenant) + pair.requests(of: .management)).filter { request in
                !["GET", "HEAD"].contains(request.method) && !request.path.contains("reviews")
            }.map { "\($0.method) \($0.path)" }
        }

        private let path =
            "/apis/networking.k8s.io/v1/namespaces/tenant-acme/ingresses/shop-site"
            + "?dryRun=All&fieldManager=kubelb-ctl&force=true"

        @Test(arguments: [["doctor"], ["status", "ing/site", "-n", "shop"], ["trace", "ing/site", "-n", "shop"]])
        func `a refusal is reported, and only a dry run is sent`(words: [String]) async throws {
            try await withExample(Self.denied, hasRoutes: true) { pair in
                let run = await pair.run(words + ["--dry-run-apply", "-o", "json"])
                let finding = try #require(reported(run))
                #expect(finding["message"]?.string?.contains("only hosts of example.org") == true, "\(finding)")
                #expect(finding["severity"]?.string == "error")
                #expect(writes(pair) == ["PATCH \(path)"])
            }
        }

        @Test func `without the option nothing is sent`() async throws {
            try await withExample(Self.denied, hasRoutes: true) { pair in
                _ = await pair.run(["doctor", "-o", "json"])
                #expect(writes(pair).isEmpty)
            }
        }

        @Test func `what is accepted is no longer rejected`() async throws {
            try await withExample(Self.missing, hasRoutes: true) { pair in
                let run = await pair.run(["doctor", "--dry-run-apply", "-o", "json"])
                let finding = try #require(reported(run))
                #expect(finding["message"]?.string?.contains("accepts the object now") == true, "\(finding)")
                #expect(writes(pair) == ["PATCH \(path)"])
            }
        }

        @Test func `without the permission the answer is unknown`() async throws {
            try await withExample(Self.missing, hasRoutes: true) { pair in
                let run = await pair.run(
                    ["doctor", "--dry-run-apply", "-o", "json"], management: "sandbox-management-reader")
                let evidence = reported(run)?["evidence"]?.array ?? []
                #expect(
                    evidence.contains { $0["value"]?.string?.contains("patch ingresses.networking.k8s.io") == true },
                    "\(evidence)")
            }
        }
    }
#endif
