#if Sandbox
    import Commands
    import Documents
    import Sandbox
    import TestSupport
    import Testing

    /// Each fault is named by `doctor`, live, and is gone when it is cleared.
    @Suite(.serialized)
    struct FaultFlowTests {
        /// The faults share a sandbox, since each has to leave it healthy.
        @Test("doctor names each fault first, and nothing when it is cleared")
        func faults() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                for fault in TestExtent.sample(SandboxFault.all, oneIn: 5) {
                    do {
                        try await Self.check(fault, in: sandbox)
                    } catch {
                        Issue.record("\(fault.name): \(error)")
                    }
                }
            }
        }

        /// A platform operator sees whose fault it is.
        @Test("a fault of one tenant of two")
        func ofOneTenant() async throws {
            try await withSandbox({
                $0.services = 1
                $0.tenants = 2
            }) { sandbox in
                try await sandbox.waitUntilHealthy()
                func states() async -> [String] {
                    let run = await sandbox.tool(
                        ["doctor", "--all-tenants", "--context", "sandbox-management", "-o", "json"])
                    return (run.report["tenants"]?.array ?? []).map {
                        "\($0["name"]?.string ?? "") \($0["state"] == "healthy")"
                    }.sorted()
                }
                await #expect(throws: (any Error).self) {
                    try await sandbox.inject("namespace-label-missing", tenant: "demo-3")
                }
                // It would affect both.
                await #expect(throws: (any Error).self) {
                    try await sandbox.inject("envoy-not-ready", tenant: "demo-2")
                }
                try await eventually(within: .seconds(40)) {
                    let found = await states()
                    return found == ["demo true", "demo-2 true"] ? nil : "before: \(found)"
                }
                try await sandbox.inject("namespace-label-missing", tenant: "demo-2")
                try await eventually(within: .seconds(40)) {
                    let found = await states()
                    return found == ["demo true", "demo-2 false"] ? nil : "injected: \(found)"
                }
                await #expect(throws: (any Error).self) {
                    try await sandbox.clear("namespace-label-missing", tenant: "demo")
                }
                try await sandbox.clear("namespace-label-missing")
                try await eventually(within: .seconds(40)) {
                    let found = await states()
                    return found == ["demo true", "demo-2 true"] ? nil : "cleared: \(found)"
                }
            }
        }

        private static func check(_ fault: SandboxFault, in sandbox: RunningSandbox) async throws {
            try await sandbox.inject(fault.name)
            do {
                try await eventually(within: .seconds(120)) { try await objection(to: fault, in: sandbox) }
            } catch {
                try? await sandbox.clear(fault.name)
                try? await sandbox.waitUntilHealthy()
                throw error
            }
            if let place = Self.places[fault.name] {
                do {
                    try await eventually(within: .seconds(90)) { try await sandbox.objection(toFailing: place.line) }
                    try await eventually(within: .seconds(90)) { await sandbox.objection(toMarking: place.hop) }
                } catch {
                    Issue.record("\(fault.name): \(error)")
                }
            }
            try await sandbox.clear(fault.name)
            do {
                try await sandbox.waitUntilHealthy()
            } catch {
                throw NotInTime(description: "cleared, and \(error)")
            }
        }

        /// For the faults that stop traffic: how the line begins that `verify` fails at, and the hop that `trace` marks.
        private static let places = [
            "no-node-address": (line: "objects agree", hop: "nodes"),
            "layer4-disabled": (line: "TCP connect", hop: "tenant"),
            "layer4-disabled-everywhere": (line: "TCP connect", hop: "manager"),
            "pool-absent": (line: "objects agree", hop: "envoyService"),
            "pool-exhausted": (line: "objects agree", hop: "envoyService"),
            "envoy-not-ready": (line: "TCP connect", hop: "envoy"),
            "status-overwritten": (line: "objects agree", hop: "serviceStatus"),
            "nodes-not-ready": (line: "objects agree", hop: "nodes"),
            "node-ports-blocked-on-one-node": (line: "Envoy reaches the node port", hop: "nodePort"),
            "node-ports-blocked": (line: "TCP connect", hop: "nodePort"),
            "pods-not-ready": (line: "ready endpoints", hop: "endpoints"),
            "wrong-target-port": (line: "ready endpoints", hop: "endpoints"),
        ]

        /// What is not as it has to be while the fault is there, or nil.
        private static func objection(to fault: SandboxFault, in sandbox: RunningSandbox) async throws -> String? {
            let run = await sandbox.tool(["doctor", "-o", "json", "--request-timeout", "8s"])
            guard fault.statuses.contains(run.status.rawValue) else {
                return "doctor ends with \(run.status), not with \(fault.statuses); it names \(run.codes)"
            }
            guard let first = run.codes.first, fault.codes.contains(first) else {
                return "doctor names \(run.codes), and none of \(fault.codes) first"
            }
            return nil
        }

        @Test("every fault has its action, and every action its fault")
        func everyFaultIsThere() {
            #expect(Set(SandboxFault.all.map(\.name)) == Set(SandboxFault.actionNames))
            #expect(Set(SandboxFault.all.map(\.name)).count == SandboxFault.all.count)
            #expect(SandboxFault.all.allSatisfy { !$0.codes.isEmpty })
        }
    }
#endif
