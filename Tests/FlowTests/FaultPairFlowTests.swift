#if Sandbox
    import Diagnosis
    import Documents
    import KubeLB
    import Sandbox
    import TestSupport
    import Testing

    /// `doctor` names both of two faults, in the order in which they have to be fixed.
    @Suite(.serialized)
    struct FaultPairFlowTests {
        @Test("doctor names both faults of each pair, for each Service the earlier stage first")
        func pairs() async throws {
            var pending = TestExtent.sample(FaultPair.all, oneIn: 60)[...]
            while !pending.isEmpty {
                try await withSandbox({ $0.services = 1 }) { sandbox in
                    try await sandbox.waitUntilHealthy()
                    while let pair = pending.popFirst() {
                        do {
                            try await Self.check(pair, in: sandbox)
                        } catch {
                            Issue.record("\(pair): \(error)")
                            // What a fault has left must not be taken for the next one.
                            return
                        }
                    }
                }
            }
        }

        private static func check(_ pair: FaultPair, in sandbox: RunningSandbox) async throws {
            let (first, second) = (pair.injected[0], pair.injected[1])
            try await sandbox.inject(first.name)
            try await eventually(within: .seconds(40)) {
                let run = await sandbox.tool(["doctor", "-o", "json", "--request-timeout", "8s"])
                return Set(first.codes).isDisjoint(with: run.codes)
                    ? "\(first.name) alone: doctor names \(run.codes), and none of \(first.codes)" : nil
            }
            try await sandbox.inject(second.name)
            try await eventually(within: .seconds(40), every: .milliseconds(300)) {
                let run = await sandbox.tool(["doctor", "-o", "json", "--request-timeout", "8s"])
                for fault in [pair.earlier, pair.later] where Set(fault.codes).isDisjoint(with: run.codes) {
                    return "doctor names \(run.codes), and none of \(fault.codes)"
                }
                guard let first = run.codes.first, (pair.earlier.codes + pair.later.codes).contains(first) else {
                    return "doctor names \(run.codes), first neither of \(pair.earlier.codes) and \(pair.later.codes)"
                }
                for service in run.report["services"]?.array ?? [] {
                    if let objection = await objection(to: pair, of: service, in: sandbox) { return objection }
                }
                return nil
            }
            for fault in pair.injected.reversed() { try await sandbox.clear(fault.name) }
            // A server that is slow for long restarts controllers, which is known for a while.
            try await sandbox.waitUntilHealthy(skipping: "C018,M013")
        }

        /// What is wrong with the order of the two for one Service, or nil.
        private static func objection(
            to pair: FaultPair, of service: JSONValue, in sandbox: RunningSandbox
        ) async -> String? {
            let name = service["name"]?.string ?? ""
            let run = await sandbox.tool(
                [
                    "doctor", "svc/\(name)", "-n", service["namespace"]?.string ?? "", "-o", "json",
                    "--request-timeout", "8s",
                ])
            let findings = (run.report["findings"]?.array ?? []).filter { $0["severity"]?.string != "info" }
            let codes = findings.compactMap { $0["code"]?.string }
            func place(_ fault: SandboxFault) -> (Int, Stage)? {
                guard let index = codes.firstIndex(where: fault.codes.contains), let stage = stages[codes[index]] else {
                    return nil
                }
                return (index, stage)
            }
            guard let one = place(pair.earlier), let other = place(pair.later), one.1 != other.1 else { return nil }
            return (one.0 < other.0) == (one.1 < other.1)
                ? nil : "doctor svc/\(name) names \(codes), a later stage's first"
        }

        /// The earliest stage that each check explains.
        private static let stages: [String: Stage] = Dictionary(
            uniqueKeysWithValues: Catalogue.checks.compactMap { check in
                check.documentation.stage.map { ("\(check.documentation.code)", $0) }
            })
    }
#endif
