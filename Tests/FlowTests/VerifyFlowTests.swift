#if Sandbox
    import Commands
    import Documents
    import Sandbox
    import Testing

    @Suite(.serialized)
    struct VerifyFlowTests {
        @Test("every Service of a healthy sandbox passes, over TCP and UDP")
        func passes() async throws {
            try await withSandbox({ $0.services = 2 }) { sandbox in
                try await sandbox.createService("names", port: 5353, isUDP: true)
                try await sandbox.waitUntilHealthy()
                let run = await sandbox.tool([
                    "verify", "-A", "-o", "json", "--udp-payload", "who\\n", "--wait=30s", "--interval", "1s",
                ])
                let checks = run.report["checks"]?.array ?? []
                let failed = checks.filter { $0["state"]?.string == "failed" }
                #expect(run.status == .success, "\(failed) \(run.error)")
                let passed = checks.filter { $0["state"]?.string == "passed" }.compactMap { $0["name"]?.string }
                #expect(passed.count { $0.hasPrefix("TCP connect") } == 2)
                #expect(passed.count { $0.hasPrefix("UDP response") } == 1)
                #expect(passed.count { $0.hasPrefix("Envoy reaches the node port") } == 2)
                #expect(run.report["services"]?.array?.count == 3)
            }
        }

        @Test("waiting ends when the address answers, and with status 4 when it never does")
        func waits() async throws {
            try await withSandbox { sandbox in
                try await sandbox.inject("node-ports-blocked")
                try await sandbox.createService("late")
                let gaveUp = await sandbox.tool(["verify", "svc/late", "--wait=2s", "--interval", "500ms"])
                #expect(gaveUp.status == .timedOut, "\(gaveUp.output) \(gaveUp.error)")
                #expect(gaveUp.output.contains("FAIL"))
                async let waiting = sandbox.tool(["verify", "svc/late", "--wait=60s", "--interval", "500ms"])
                try await sandbox.clear("node-ports-blocked")
                let run = await waiting
                #expect(run.status == .success, "\(run.output) \(run.error)")
            }
        }
    }
#endif
