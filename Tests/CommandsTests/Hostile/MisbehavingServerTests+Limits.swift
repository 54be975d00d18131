import LocalSystem
import TestSupport
import Testing

/// Answers without an end, in place of everything or of parts only: each command ends, after a bounded number of requests and of
/// waits. Both are counted, since how long they take depends on the machine.
extension MisbehavingServerTests {
    @Test(arguments: cases(Misbehaviour.endless))
    func everyCommandEnds(example: Case) async throws {
        let commands: [[String]] = [
            ["doctor"], ["logs"], ["status"], ["events"], ["cleanup"], ["trace", "-A"], ["verify", "-A"], ["collect"],
        ]
        try await HostilePair.with("01-healthy", example.misbehaviour, on: example.side) { pair in
            for (number, command) in (TestExtent.isWhole ? commands : Array(commands.prefix(2))).enumerated() {
                let before = [pair.tenant.requests.count, pair.management.requests.count]
                try await withTemporaryDirectory { directory in
                    let words = command == ["collect"] ? command + ["\(directory)/bundle"] : command
                    let run = await pair.run(words, timeout: "500ms")
                    #expect(run.status != .success, "\(command): \(run.output)")
                }
                // Each wait takes `--request-timeout`: at most two in each of the three rounds of reads. A slow machine may make
                // requests that are sent together wait one after another.
                if example.misbehaviour.keepsWaiting {
                    #expect(pair.consecutiveWaits <= 6 * (number + 1), "\(command)")
                }
                for (server, count) in zip([pair.tenant, pair.management], before) {
                    Self.expectFew(Array(server.requests.dropFirst(count)), "\(command) of \(server.side)")
                }
            }
        }
    }

    /// Every request of a command to one server: each read is tried four times at most, and may be part of each of the three
    /// rounds of reads. `collect` alone reads about 90 lists and objects.
    private static func expectFew(_ requests: [String], _ what: String) {
        let reads = Dictionary(grouping: requests.filter { $0.hasPrefix("GET ") }) { $0 }.mapValues(\.count)
        let most = reads.max { $0.value < $1.value }
        #expect((most?.value ?? 0) <= 4 * 3, "\(what): \(most?.key ?? "")")
        #expect(reads.count <= 150, "\(what)")
        // Reviews of permissions.
        #expect(requests.count - reads.values.reduce(0, +) <= 100, "\(what)")
    }

    /// A server that sends nothing is waited for until the timeout. Everything else ends at a limit of its size, for which there
    /// is time enough.
    @Test(arguments: Misbehaviour.endless)
    func theCauseIsNamed(misbehaviour: Misbehaviour) async throws {
        try await HostilePair.with("01-healthy", misbehaviour, on: .tenant, at: "/version") { pair in
            let run = await pair.run(["doctor"], timeout: misbehaviour.keepsWaiting ? "2s" : "5m")
            #expect(!misbehaviour.cause.isEmpty && run.output.contains(misbehaviour.cause), "\(run.output)")
        }
    }

    /// Commands that read metrics, and logs of healthy clusters.
    private static let readers = [
        "/proxy/": ["doctor", "-o", "json"], "/log?": ["trace", "-A", "--timeline", "-o", "json"],
    ]

    @Test(arguments: readers.keys.sorted()) func metricsAndLogsAreRead(place: String) async throws {
        try await HostilePair.honest("d01-healthy") { pair in
            let run = await pair.run(Self.readers[place] ?? [], timeout: "60s")
            #expect(run.status != .usage, "\(run.error)")
            for server in [pair.tenant, pair.management] { #expect(server.requests.contains { $0.contains(place) }) }
        }
    }

    /// Metrics and logs only explain: without them the clusters are judged by their objects.
    @Test(
        arguments: TestExtent.sample(
            cases(
                Misbehaviour.endless + Misbehaviour.lies + Misbehaviour.broken,
                [(.tenant, "/proxy/"), (.management, "/proxy/"), (.tenant, "/log?"), (.management, "/log?")]),
            oneIn: 3))
    func metricsAndLogsAloneAreNoFindings(example: Case) async throws {
        try await HostilePair.with("d01-healthy", example.misbehaviour, on: example.side, at: example.place) { pair in
            let run = await pair.run(Self.readers[example.place] ?? [])
            let found = try await falseCodes(run, of: "d01-healthy")
            #expect(found.isEmpty)
            #expect(run.status != .usage, "\(run.error)")
            for server in [pair.tenant, pair.management] { Self.expectFew(server.requests, "\(server.side)") }
        }
    }

    @Test(arguments: Misbehaviour.endless)
    func logsEnd(misbehaviour: Misbehaviour) async throws {
        try await HostilePair.with("01-healthy", misbehaviour, on: .tenant, at: "/log?") { pair in
            let run = await pair.run(["logs", "--tail", "5"], timeout: "500ms")
            #expect(run.error.contains("log"), "\(run.error)")
        }
    }

    /// What watches report wrongly, or for ever: they are begun again at the pace of the back-off, and the clusters are read once
    /// a second at most. The more time a slow machine takes, the more of both there may be.
    @Test(
        arguments: TestExtent.sample(
            cases(
                Misbehaviour.watches + Misbehaviour.endless + Misbehaviour.broken,
                [(.tenant, "watch=true"), (.management, "watch=true")]), oneIn: 3, offset: 1))
    func watchesAreBounded(example: Case) async throws {
        try await HostilePair.with("01-healthy", example.misbehaviour, on: example.side, at: example.place) { pair in
            let server = example.side == .tenant ? pair.tenant : pair.management
            let begin = ContinuousClock.now
            let polls = Locked(0)
            let run = await pair.run(["status", "-A", "--watch"]) { environment in
                // Until watches have been begun again, or for a while if none ends.
                environment.catchSignals = { _ in
                    {
                        let watches = server.requests.count { $0.contains(example.place) }
                        let count = polls.withLock { count in
                            if watches >= 1 { count += 1 }
                            return count
                        }
                        return watches >= 40 || count >= 20 ? 2 : nil
                    }
                }
            }
            #expect(run.status == .interrupted, "\(run.error)")
            let seconds = (ContinuousClock.now - begin) / .seconds(1)
            #expect(Double(server.requests.count) < 150 + 50 * seconds)
            #expect(Double(server.requests.count { $0.hasSuffix(" /version") }) < 4 + seconds)
            #expect(!run.output.contains("\u{1B}") && !run.error.contains("\u{1B}"))
        }
    }
}
