#if Sandbox
    import Commands
    import Documents
    import FoundationEssentials
    import Sandbox
    import Testing

    /// What users of kubectl type, against served clusters.
    @Suite(.serialized) struct KubectlOptionsTests {
        @Test func aMissingNamespaceIsProven() async throws {
            try await withExample { pair in
                let run = await pair.run(["status", "-n", "shpo"])
                #expect(run.status == .notFound && run.output.isEmpty, "\(run.output)")
                #expect(
                    run.error.contains(
                        "error: namespace shpo not found in the tenant cluster\nhint: did you mean shop?"),
                    "\(run.error)")
                let events = await pair.run(["events", "-n", "shpo"])
                #expect(events.status == .notFound, "\(events.error)")
                let empty = await pair.run(["status", "-n", "kube-system"])
                #expect(empty.status == .success, "\(empty.error)")
            }
        }

        /// What is forbidden proves nothing.
        @Test func aForbiddenNamespaceStaysAnEmptyList() async throws {
            try await withExample("tenant: {namespaces: forbidden}") { pair in
                let run = await pair.run(["status", "-n", "shpo"])
                #expect(run.status != .notFound, "\(run.error)")
            }
        }

        @Test func whatExistsIsShownBesideWhatIsMissing() async throws {
            try await withExample { pair in
                let run = await pair.run(["status", "shop/wbe", "shop/web", "-o", "json"])
                #expect(run.status == .notFound)
                #expect(run.report["services"]?.array?.map { $0["name"]?.string } == ["web"])
                #expect(
                    run.error.contains("error: Service shop/wbe not found\nhint: did you mean shop/web?"),
                    "\(run.error)")
            }
        }

        @Test func aNameOfAnotherKindIsFound() async throws {
            try await withExample("tenant: {ingresses.networking.k8s.io: {}}") { pair in
                let run = await pair.run(["status", "ing/web", "-n", "shop"])
                #expect(run.status == .notFound)
                #expect(
                    run.error.contains(
                        "error: Ingress shop/web not found\nhint: Service shop/web exists: use svc/web\n"),
                    "\(run.error)")
            }
        }

        @Test func requestsAreLoggedWithoutCredentials() async throws {
            try await withExample { pair in
                let plain = await pair.run(["status", "-A", "-v"])
                #expect(!plain.error.contains("GET https://"))
                let six = await pair.run(["status", "-A", "-v=6"])
                let lines = six.error.split(separator: "\n").filter { $0.hasPrefix("GET https://") }
                #expect(lines.count > 10 && !six.error.contains("headers:"), "\(six.error)")
                #expect(
                    lines.contains {
                        $0.contains("/api/v1/services?") && $0.contains(" 200 in ") && $0.hasSuffix(" bytes")
                    },
                    "\(lines)")
                let eight = await pair.run(["status", "-A", "-v=8", "--token", "canary-token"])
                #expect(eight.error.contains("    Authorization: <masked>"), "\(eight.error.prefix(2000))")
                #expect(eight.error.contains("Response headers:"))
                #expect(!eight.error.contains("canary") && !eight.output.contains("canary"))
            }
        }

        @Test func serverAndCredentialsMayBeOptions() async throws {
            try await withExample { pair in
                let other = await pair.run(["status", "-A", "-s", "https://127.0.0.1:1"])
                #expect(other.error.isEmpty || !other.error.contains("canary"))
                #expect(other.status != .success && other.output.contains("127.0.0.1:1"), "\(other.output)")
                let untrusted = await pair.run(["status", "-A", "--tls-server-name", "elsewhere"])
                #expect(untrusted.status != .success)
                let skipped = await pair.run(
                    ["status", "-A", "--tls-server-name", "elsewhere", "--insecure-skip-tls-verify", "-o", "name"])
                #expect(skipped.output.contains("shop/service/web"), "\(skipped.error)")
                let wrong = await pair.run(["status", "-A", "--token", "canary-token", "-o", "json"])
                // The served users have certificates, too.
                #expect(!wrong.output.contains("canary") && !wrong.error.contains("canary"))
            }
        }

        @Test func versionsOfBothServersAreShown() async throws {
            try await withExample { pair in
                let run = await pair.run(["version", "--server"])
                #expect(run.status == .success, "\(run.error)")
                #expect(run.output.contains("tenant cluster: v") && run.output.contains("management cluster: v"))
                let json = await pair.run(["version", "--server", "-o", "json"])
                #expect(json.report["servers"]?.array?.count == 2)
            }
        }

        @Test func rowsAreSortedAndSelected() async throws {
            try await withExample { pair in
                let run = await pair.run(["status", "-A", "--field-selector", "metadata.namespace=shop", "-o", "name"])
                let names = run.output.split(separator: "\n").filter { $0.contains("/service/") }
                #expect(!names.isEmpty && names.allSatisfy { $0.hasPrefix("shop/") }, "\(run.output)")
            }
        }
    }
#endif
