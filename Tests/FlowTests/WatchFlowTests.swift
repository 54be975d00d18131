#if Sandbox
    import Commands
    import Documents
    import Kubernetes
    import LocalSystem
    import Sandbox
    import Testing

    /// `status` and `doctor` that look again, over a sandbox.
    @Suite(.serialized)
    struct WatchFlowTests {
        private func changes(_ text: String, of name: String) -> [(type: String, stage: String, state: String)] {
            text.split(separator: "\n").compactMap { line in
                guard let change = try? JSONValue(parsing: Array(line.utf8)),
                    change["service"]?["name"]?.string == name
                else { return nil }
                let service = change["service"]
                return (
                    change["type"]?.string ?? "", service?["stage"]?.string ?? "", service?["state"]?.string ?? ""
                )
            }
        }

        @Test("a watch shows a Service come and go")
        func showsChanges() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                _ = try await sandbox.watching(["status", "-A", "--watch", "-o", "json"]) { written in
                    try await eventually {
                        changes(written(), of: "web-1").last?.stage == "routed" ? nil : "web-1 is not shown as routed"
                    }
                    try await sandbox.createService("late")
                    try await eventually {
                        changes(written(), of: "late").last?.stage == "routed" ? nil : "late is not shown as routed"
                    }
                    try await sandbox.deleteService("late")
                    try await eventually {
                        changes(written(), of: "late").last?.type == "DELETED" ? nil : "late is not shown as deleted"
                    }
                    #expect(changes(written(), of: "late").first?.type == "ADDED")
                    #expect(changes(written(), of: "late").count { $0.type == "DELETED" } == 1)
                    #expect(changes(written(), of: "web-1").count { $0.type != "MODIFIED" } == 1, "\(written())")
                }
            }
        }

        @Test("a change is shown as the watches tell it, before the clusters are read again")
        func showsWhatIsTold() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                // Longer than the test between two looks, once the watches have begun.
                _ = try await sandbox.watching(["status", "-A", "--watch", "-o", "json", "--interval", "10m"]) {
                    written in
                    try await eventually {
                        changes(written(), of: "web-1").last?.stage == "routed" ? nil : "web-1 is not shown as routed"
                    }
                    let requests = { sandbox.requestCount(of: "kubelb-ctl") }
                    try await eventually {
                        let before = requests()
                        try await Task.sleep(for: .seconds(2))
                        return requests() == before ? nil : "it is still looking"
                    }
                    let before = requests()
                    try await sandbox.createService("late")
                    try await eventually { changes(written(), of: "late").isEmpty ? "late is not shown" : nil }
                    #expect(requests() == before, "\(written())")
                    #expect(!written().contains("DELETED"))
                }
            }
        }

        @Test("a Service that is turned into another type is not shown as gone while KubeLB holds it")
        func showsTurnedServices() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                _ = try await sandbox.watching(["status", "-A", "--watch", "-o", "json"]) { written in
                    func shown() -> [(type: String, stage: String, state: String)] { changes(written(), of: "web-1") }
                    try await eventually { shown().last?.stage == "routed" ? nil : "\(shown())" }
                    try await sandbox.turnService("web-1", into: "ClusterIP")
                    try await eventually { shown().last?.state == "leftBehind" ? nil : "\(shown())" }
                    #expect(!written().contains("DELETED"))
                }
            }
        }

        @Test("a watch goes on over connections that break, and never takes what it cannot read for gone")
        func survivesDrops() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                _ = try await sandbox.watching(["status", "-A", "--watch", "-o", "json", "--interval", "500ms"]) {
                    written in
                    try await eventually { changes(written(), of: "web-1").isEmpty ? "web-1 is not shown" : nil }
                    try await sandbox.inject("management-api-resetting")
                    try await sandbox.createService("late")
                    try await eventually { changes(written(), of: "late").isEmpty ? "late is not shown" : nil }
                    try await sandbox.clear("management-api-resetting")
                    try await eventually {
                        changes(written(), of: "late").last?.stage == "routed" ? nil : "late is not shown as routed"
                    }
                    #expect(!written().contains("DELETED"))
                }
            }
        }

        @Test("waiting ends with the address, with health and when all is gone")
        func waits() async throws {
            try await withSandbox { sandbox in
                try await sandbox.createService("late")
                let address = await sandbox.tool([
                    "status", "svc/late", "--wait=address", "--timeout", "60s", "-o", "json",
                ])
                #expect(address.report["services"]?[0]?["addresses"]?.array?.isEmpty == false, "\(address.error)")
                let healthy = await sandbox.tool(["status", "svc/late", "--wait", "--timeout", "60s", "-o", "short"])
                #expect(healthy.status == .success, "\(healthy.output) \(healthy.error)")
                #expect(healthy.output.contains("HEALTHY"))
                let doctor = await sandbox.tool(["doctor", "--wait", "--timeout", "60s"])
                #expect(doctor.status == .success, "\(doctor.output) \(doctor.error)")
                async let gone = sandbox.tool(["status", "svc/late", "--wait=deleted", "--timeout", "60s"])
                try await sandbox.deleteService("late")
                #expect(await gone.status == .success)
                let missing = await sandbox.tool(["status", "svc/late"])
                #expect(missing.status == .notFound)
                let left = await sandbox.tool(["doctor", "-o", "json"])
                #expect(!left.codes.contains { $0.hasPrefix("KLC-X") }, "\(left.codes)")
            }
        }

        @Test("when the time is up, the last state is printed, and the status is 4")
        func givesUp() async throws {
            try await withSandbox { sandbox in
                try await sandbox.inject("pool-absent")
                try await sandbox.createService("late")
                let run = await sandbox.tool(["status", "svc/late", "--wait=address", "--timeout", "2s", "-o", "json"])
                #expect(run.status == .timedOut)
                #expect(run.report["summary"]?["exitStatus"]?.int == 4)
                #expect(run.report["services"]?[0]?["name"]?.string == "late")
                #expect(run.error.contains("timed out before an address was assigned: default/late has no address"))
            }
        }
    }
#endif
