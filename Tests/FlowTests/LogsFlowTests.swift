#if Sandbox
    import Commands
    import Documents
    import Kubernetes
    import LocalSystem
    import Sandbox
    import Synchronization
    import Testing
    import Transport

    /// `logs -f` over a sandbox in which nothing stays as it is: every line of every pod once.
    @Suite(.serialized)
    struct LogsFlowTests {
        @Test("logs -f shows each line once over restarts, new pods and connections that are reset")
        func follows() async throws {
            try await withSandbox({
                $0.services = 1
                // A node keeps two runs, and waits for 10 s between them: longer than the longest pause between two tries to
                // read. What crashes faster is lost for everyone who was not connected.
                $0.timing.backOff = .seconds(6)
                $0.timing.longestBackOff = .seconds(6)
            }) { sandbox in
                try await sandbox.waitUntilHealthy()
                let record = try LogRecord(of: sandbox)
                let recording = Task { await record.run() }
                let tool = FollowedTool(["logs", "-f", "--since", "1h", "-o", "json"], sandbox)
                do {
                    try await Self.disturb(sandbox, tool, record)
                    try await eventually { await Self.objection(to: tool, record) }
                } catch {
                    recording.cancel()
                    _ = await tool.interrupt()
                    throw error
                }
                recording.cancel()
                #expect(await tool.interrupt() == .interrupted)
                #expect(tool.notes.contains("retrying"), "\(tool.notes)")
                #expect(tool.lines.keys.count(where: \.isPanic) >= 2)
            }
        }

        private static func disturb(
            _ sandbox: RunningSandbox, _ tool: FollowedTool, _ record: LogRecord
        ) async throws {
            for round in 1...3 {
                for fault in ["tenant-api-resetting", "management-api-resetting"] {
                    try await sandbox.inject(fault)
                    try await Task.sleep(for: .milliseconds(500))
                    try await sandbox.clear(fault)
                }
                for program in [RunningSandbox.Program.ccm, .manager] {
                    // Nodes keep the logs of two runs: who is away for more of them has lost the others.
                    try await eventually { await objection(to: tool, record) }
                    let before = panics(of: program, in: tool)
                    sandbox.toggleCrashing(program)
                    try await eventually { panics(of: program, in: tool) > before ? nil : "no panic of \(program)" }
                    sandbox.toggleCrashing(program)
                }
                for server in [RunningSandbox.Server.tenant, .management] {
                    await sandbox.toggleServer(server)
                    await sandbox.toggleServer(server)
                }
                if round == 2 {
                    // Another pod, with another log.
                    try await sandbox.inject("ccm-scaled-down")
                    try await sandbox.clear("ccm-scaled-down")
                }
                try await eventually {
                    // An API server that is not up yet takes none.
                    do { try await sandbox.createService("round-\(round)") } catch { return "\(error)" }
                    return nil
                }
            }
        }

        private static func panics(of program: RunningSandbox.Program, in tool: FollowedTool) -> Int {
            let prefix = program == .ccm ? "kubelb-ccm-" : "kubelb-manager-"
            return tool.lines.filter { $0.key.isPanic && $0.key.pod.hasPrefix(prefix) }.values
                .reduce(0, +)
        }

        /// What is not as it has to be with the lines that were shown, or nil.
        private static func objection(to tool: FollowedTool, _ record: LogRecord) async -> String? {
            let shown = tool.lines
            let (written, living) = await record.lines()
            guard written.count > 5 else { return "only \(written.count) lines are there" }
            let missing = written.filter { line, count in shown[line] != count }
                .map { line, count in
                    "written ×\(count), shown ×\(shown[line] ?? 0): \(line.pod) \(line.stamp ?? "") \(line.line)"
                }
            guard missing.isEmpty else { return missing.sorted().joined(separator: "\n") + "\n\(tool.notes)" }
            for (line, count) in shown where written[line] == nil {
                // What a pod said at its end is gone with it, and a run that panics at once soon after, for those who were not
                // listening.
                if living.contains(line.pod) && !line.isPanic || count > 1 {
                    return "shown ×\(count), never written: \(line)"
                }
            }
            return nil
        }
    }

    /// One line of one pod.
    private struct PodLine: Hashable {
        let pod: String
        let line: String
        /// To the millisecond, of lines that do not say it themselves: each panic has the same text.
        let stamp: String?

        init(pod: String, line: String, stamp: String) {
            self.pod = pod
            self.line = line
            self.stamp = line.hasPrefix(Self.panic) ? String(stamp.prefix(23)) : nil
        }

        private static let panic = "panic: "
        var isPanic: Bool { line.hasPrefix(Self.panic) }
    }

    /// The tool while it goes on, and what it has written so far.
    private final class FollowedTool: Sendable {
        private let output = Locked("")
        private let error = Locked("")
        private let signal = Locked<Int32?>(nil)
        private let task: Task<Commands.ExitStatus, Never>

        init(_ words: [String], _ sandbox: RunningSandbox) {
            let (output, error, signal) = (output, error, signal)
            var environment = Environment(
                variables: ["KUBECONFIG": sandbox.kubeconfigPath], terminalWidth: nil, toolVersion: "0.0.0-test",
                now: { Timestamp(milliseconds: WallClock.milliseconds) },
                writeOutput: { text in output.withLock { $0 += text } },
                writeError: { text in error.withLock { $0 += text } })
            environment.catchSignals = { _ in { signal.withLock { $0 } } }
            let contexts = ["--context", "sandbox-tenant", "--management-context", "sandbox-management"]
            task = Task { [environment] in await Tool.run(words + contexts, in: environment) }
        }

        var notes: String { error.withLock { $0 } }

        /// How often each line was shown.
        var lines: [PodLine: Int] {
            var lines: [PodLine: Int] = [:]
            for text in output.withLock({ $0 }).split(separator: "\n") {
                guard let object = try? JSONValue(parsing: Array(text.utf8)) else { continue }
                let line = PodLine(
                    pod: object["pod"]?.string ?? "", line: object["line"]?.string ?? "",
                    stamp: object["time"]?.string ?? "")
                lines[line, default: 0] += 1
            }
            return lines
        }

        func interrupt() async -> Commands.ExitStatus {
            signal.withLock { $0 = 2 }
            return await task.value
        }
    }

    /// Reads all logs again and again, the whole of them, without following any: what is to be compared with.
    private final class LogRecord: Sendable {
        private let clients: [APIClient]
        /// Every run of every pod, known by its first line, as far as it was ever seen.
        private let runs = Locked([String: [PodLine]]())
        private let living = Locked(Set<String>())

        init(of sandbox: RunningSandbox) throws {
            let engine = try HTTPEngine()
            clients = try ["sandbox-tenant", "sandbox-management"].map { context in
                let request = KubeconfigRequest(path: sandbox.kubeconfigPath, context: context)
                var settings = APIClient.Settings()
                settings.timeout = .seconds(2)
                return APIClient(try Kubeconfig.resolve(request, variables: [:]), engine: engine, settings: settings)
            }
        }

        func run() async {
            while !Task.isCancelled {
                _ = await read()
                try? await Task.sleep(for: .milliseconds(50))
            }
        }

        /// How often each line was written, and the pods that are there now.
        func lines() async -> (lines: [PodLine: Int], living: Set<String>) {
            let living = await read()
            var lines: [PodLine: Int] = [:]
            for run in runs.withLock({ Array($0.values) }) {
                // A run whose beginning was gone when it was read again counts as another one: what bears the same stamp
                // was written once.
                lines.merge(Dictionary(run.map { ($0, 1) }, uniquingKeysWith: +), uniquingKeysWith: max)
            }
            return (lines, living)
        }

        private func read() async -> Set<String> {
            var living: Set<String> = []
            for client in clients {
                for pod in await client.list(Pod.self).value?.items ?? [] {
                    guard
                        let container = pod.containerStatuses.map(\.name).first(where: {
                            ["ccm", "manager", "envoy-proxy"].contains($0)
                        })
                    else { continue }
                    living.insert(pod.metadata.name)
                    for isPrevious in [false, true] {
                        var query = LogQuery(
                            namespace: pod.metadata.namespace, pod: pod.metadata.name, container: container)
                        query.isPrevious = isPrevious
                        query.hasTimestamps = true
                        if let bytes = try? await client.log(query) { take(bytes, of: pod.metadata.name) }
                    }
                }
            }
            return living
        }

        private func take(_ bytes: [UInt8], of pod: String) {
            let lines = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
            guard let first = lines.first else { return }
            let read = lines.compactMap { line -> PodLine? in
                let parts = line.split(separator: " ", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                return PodLine(pod: pod, line: String(parts[1]), stamp: String(parts[0]))
            }
            runs.withLock { runs in
                if read.count > runs["\(pod) \(first)"]?.count ?? 0 { runs["\(pod) \(first)"] = read }
            }
        }
    }
#endif
