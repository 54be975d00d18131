#if Sandbox
    import APIServer
    import Commands
    import Sandbox
    import TestSupport
    import Testing

    /// Each fault of a server is named rightly, in time, and the other side is diagnosed all the same.
    @Suite(.serialized)
    struct FaultTests {
        struct Case: Sendable, CustomStringConvertible {
            let fault: String
            /// Stands in the finding.
            let says: String
            var code: String? = nil

            var description: String { fault }
        }

        static let cases = [
            Case(fault: "hang", says: "timed out"),
            Case(fault: "hang-connect", says: "timed out"),
            Case(fault: "hang-body", says: "timed out"),
            Case(fault: "drop", says: "connection dropped"),
            Case(fault: "reset", says: "connection dropped"),
            Case(fault: "wrong-name", says: "not valid for 127.0.0.1"),
            Case(fault: "unknown-authority", says: "not signed by a trusted authority"),
            Case(fault: "expired", says: "has expired"),
            Case(fault: "not-yet-valid", says: "not valid yet"),
            Case(fault: "http", says: "does not speak TLS"),
            Case(fault: "429", says: "HTTP 429"),
            Case(fault: "503", says: "HTTP 503"),
            Case(fault: "401", says: "401", code: "KLC-A003"),
        ]

        /// Each fault on each side, or on one of them in turn.
        static let placed: [(Case, ServedSide)] = cases.enumerated().flatMap { number, fault in
            let sides: [ServedSide] = [.tenant, .management]
            return TestExtent.sample(sides, oneIn: 2, offset: number).map { (fault, $0) }
        }

        @Test(arguments: placed)
        func `a server that fails is named, and the other one read`(example: Case, side: ServedSide) async throws {
            let fault = try ServedFault(parsing: example.fault)
            try await withExample(faults: [side: [fault]]) { pair in
                // Only what never answers has to wait for the timeout.
                let timeout = example.says == "timed out" ? "4s" : "10s"
                let run = await pair.run(["doctor", "-o", "json", "--request-timeout", timeout])
                let report = run.report
                let findings = report["findings"]?.array ?? []
                let code = example.code ?? (side == .tenant ? "KLC-A001" : "KLC-A002")
                let finding = findings.first { $0["code"]?.string == code }
                let words = "\(finding?["message"]?.string ?? "") \(finding?["evidence"]?[0]?["value"]?.string ?? "")"
                #expect(words.contains(example.says), "\(example.fault): \(words)\n\(run.output)")
                // A management cluster that takes no credentials takes none of the CCM's either: that is a finding.
                #expect(run.status == (example.fault == "401" && side == .management ? .findings : .undetermined))
                // What only the other side knows is there.
                let other = side == .tenant ? "management" : "tenant"
                #expect(report["clusters"]?[other]?["version"]?.string?.hasPrefix("v") == true)
            }
        }

        @Test(arguments: ["latency=300ms", "429=3", "503=3", "drop=2", "no-h2"])
        func `what passes is not reported`(fault: String) async throws {
            let fault = try ServedFault(parsing: fault)
            try await withExample(faults: [.tenant: [fault], .management: [fault]]) { pair in
                let run = await pair.run(["doctor"])
                #expect(run.status == .success, "\(run.output) \(run.error)")
            }
        }

        @Test func `a clock that is off is told`() async throws {
            let fault = try ServedFault(parsing: "clock-skew=90s")
            try await withExample(faults: [.management: [fault]]) { pair in
                let run = await pair.run(["doctor", "-o", "json"])
                #expect(FoundFact.all(in: run.report).contains { $0.code == "KLC-A006" }, "\(run.output)")
            }
        }

        @Test(arguments: ["/services", "/loadbalancers"])
        func `a list that is cut off is no list of what is there`(path: String) async throws {
            let fault = try ServedFault(parsing: "truncate@\(path)")
            try await withExample(faults: [.tenant: [fault], .management: [fault]]) { pair in
                let run = await pair.run(["doctor", "-o", "json"])
                #expect(run.status == .undetermined)
                #expect(FoundFact.all(in: run.report).isEmpty, "\(run.output)")
            }
        }

        @Test func `nothing listens`() async throws {
            let changes = "failedReads: {management: 'connection refused'}"
            try await withExample(changes) { pair in
                let run = await pair.run(["doctor", "-o", "json"])
                #expect(FoundFact.all(in: run.report).contains { $0.code == "KLC-A002" }, "\(run.output)")
                #expect(run.output.contains("connection refused"))
            }
        }
    }
#endif
