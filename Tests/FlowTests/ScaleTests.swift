#if Sandbox
    import Documents
    import Sandbox
    import TestSupport
    import Testing

    @Suite(.serialized)
    struct ScaleTests {
        private static let count = TestExtent.isWhole ? 1000 : 80

        @Test("many Services come up")
        func manyServices() async throws {
            // Two checks of each of 2,000 node ports a second would be a test of the machine.
            try await withSandbox({ $0.timing.healthCheckInterval = .seconds(10) }) { sandbox in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for creator in 0..<8 {
                        group.addTask {
                            for number in 1...Self.count where number % 8 == creator {
                                try await sandbox.createService("web-\(number)", app: "web-1")
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await eventually(within: .seconds(240), every: .seconds(2)) {
                    let services = try await sandbox.inventory().services.values
                    let waiting = services.filter { $0.address == nil }.count
                    return services.count == Self.count && waiting == 0 ? nil : "\(waiting) of \(services.count) wait"
                }
                let addresses = Set(try await sandbox.inventory().services.values.compactMap(\.address))
                #expect(addresses.count == Self.count)
                for address in addresses.sorted().prefix(20) {
                    try await eventually {
                        try await sandbox.answer(of: address, "8080/TCP") == nil ? "\(address) does not answer" : nil
                    }
                }
                try await watch(sandbox)
            }
        }

        /// A watch over all of them asks for nothing while nothing changes, and for few pages when something has.
        private func watch(_ sandbox: RunningSandbox) async throws {
            try await eventually(within: .seconds(120), every: .seconds(2)) {
                let run = await sandbox.tool(["status", "-A", "-o", "json"])
                let routed = (run.report["services"]?.array ?? []).count { $0["stage"]?.string == "routed" }
                return routed == Self.count ? nil : "\(routed) of \(Self.count) are routed"
            }
            _ = try await sandbox.watching(["status", "-A", "--watch", "-o", "json"]) { written in
                func lines() -> Int { written().utf8.count { $0 == 0x0A } }
                try await eventually { lines() >= Self.count ? nil : "\(lines()) lines" }
                let requests = { sandbox.requestCount(of: "kubelb-ctl") }
                // Whatever came of the last Services' own changes has to have been looked at.
                try await eventually(within: .seconds(60)) {
                    let before = requests()
                    try await Task.sleep(for: .seconds(3))
                    return requests() == before ? nil : "\(requests() - before) requests while nothing changes"
                }
                let (before, shown) = (requests(), lines())
                try await sandbox.createService("late", app: "web-1")
                try await eventually { lines() > shown ? nil : "nothing is shown" }
                try await eventually {
                    written().contains(#""late""#) ? nil : "late is not shown"
                }
                // What the watches do not tell is looked at soon after.
                try await eventually { requests() > before ? nil : "it does not look again" }
                #expect(requests() - before < 200, "for one Service")
            }
        }
    }
#endif
