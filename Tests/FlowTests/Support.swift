#if Sandbox
    import Commands
    import Documents
    import FoundationEssentials
    import Kubernetes
    import LocalSystem
    import Sandbox
    import Synchronization
    import Testing

    /// What a run of the tool wrote, and how it ended.
    struct Run {
        let status: Commands.ExitStatus
        let output: String
        let error: String

        var report: JSONValue { (try? JSONValue(parsing: Array(output.utf8))) ?? .null }

        /// The codes of the findings, in their order.
        var codes: [String] { (report["findings"]?.array ?? []).compactMap { $0["code"]?.string } }
    }

    private final class Streams: Sendable {
        let output = Mutex("")
        let error = Mutex("")
    }

    /// A condition that did not come true in time.
    struct NotInTime: Error, CustomStringConvertible {
        let description: String
    }

    /// Looks again and again until `condition` gives no objection; the last one is thrown when time is up.
    func eventually(
        within limit: Duration = .seconds(45), every pause: Duration = .milliseconds(100),
        _ condition: () async throws -> String?
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while let objection = try await condition() {
            guard .now < deadline else { throw NotInTime(description: objection) }
            try await Task.sleep(for: pause)
        }
    }

    /// Runs a sandbox for the time of a test.
    func withSandbox<Result>(
        _ change: (inout SandboxOptions) -> Void = { _ in }, _ body: (RunningSandbox) async throws -> Result
    ) async throws -> Result {
        var options = SandboxOptions()
        options.timing = .quick
        change(&options)
        let sandbox = try await RunningSandbox.start(options)
        do {
            let result = try await body(sandbox)
            await sandbox.stop()
            return result
        } catch {
            await sandbox.stop()
            throw error
        }
    }

    extension RunningSandbox {
        /// Runs the tool with the contexts of both clusters.
        func tool(
            _ words: [String], tenant: String = "sandbox-tenant",
            changing change: (inout Environment) -> Void = { _ in }
        ) async -> Run {
            let contexts = ["--context", tenant, "--management-context", "sandbox-management"]
            return await offline(words + contexts, changing: change)
        }

        /// Runs the tool without naming a cluster: on a bundle.
        func offline(_ words: [String], changing change: (inout Environment) -> Void = { _ in }) async -> Run {
            let streams = Streams()
            var environment = Environment(
                variables: ["KUBECONFIG": kubeconfigPath], terminalWidth: nil, toolVersion: "0.0.0-test",
                now: { Timestamp(milliseconds: WallClock.milliseconds) },
                writeOutput: { text in streams.output.withLock { $0 += text } },
                writeError: { text in streams.error.withLock { $0 += text } })
            change(&environment)
            let status = await Tool.run(words, in: environment)
            return Run(status: status, output: streams.output.withLock { $0 }, error: streams.error.withLock { $0 })
        }

        /// What is not as it has to be while `verify` should fail at a line that begins like this, or nil.
        func objection(toFailing line: String) async throws -> String? {
            let run = await tool(["verify", "-A", "-o", "json", "--probe-timeout", "2s"])
            let failed = (run.report["checks"]?.array ?? []).filter { $0["state"]?.string == "failed" }
                .compactMap { $0["name"]?.string }
            guard run.status == .findings, failed.contains(where: { $0.hasPrefix(line) }) else {
                return "verify ends with \(run.status), and fails at \(failed), not at \(line)"
            }
            return nil
        }

        /// What is not as it has to be while `trace` should mark this hop, and no other as the cause, or nil.
        func objection(toMarking role: String) async -> String? {
            let run = await tool(["trace", "-A", "-o", "json"])
            let hops = (run.report["trace"]?.array ?? []).flatMap { trace in
                (trace["hops"]?.array ?? []) + (trace["ports"]?.array ?? []).flatMap { $0["hops"]?.array ?? [] }
            }
            let causes = Set(hops.filter { $0["cause"]?.bool == true }.compactMap { $0["role"]?.string })
            let marked = hops.filter { ["failed", "warning"].contains($0["state"]?.string) }
                .compactMap { $0["role"]?.string }
            guard marked.contains(role), causes.isSubset(of: [role]) else {
                return "trace marks \(marked), with \(causes) as the causes, and not \(role)"
            }
            return nil
        }

        /// Watches as long as the body goes on; gives what was written.
        func watching(
            _ words: [String],
            _ body: (_ written: @escaping @Sendable () -> String) async throws -> Void
        ) async throws -> String {
            let written = Locked("")
            let isOver = Locked(false)
            let task = Task {
                await tool(words) { environment in
                    environment.writeOutput = { text in written.withLock { $0 += text } }
                    environment.catchSignals = { _ in { isOver.withLock { $0 } ? 2 : nil } }
                }
            }
            do {
                try await body { written.withLock { $0 } }
            } catch {
                isOver.withLock { $0 = true }
                _ = await task.value
                throw error
            }
            isOver.withLock { $0 = true }
            #expect(await task.value.status == .interrupted)
            return written.withLock { $0 }
        }

        /// Waits until `doctor` finds nothing but what is worth knowing.
        func waitUntilHealthy(within limit: Duration = .seconds(60), skipping codes: String = "") async throws {
            let words = ["doctor", "-o", "json"] + (codes.isEmpty ? [] : ["--skip-checks", codes])
            try await eventually(within: limit) {
                let run = await tool(words)
                let summary = run.report["summary"]
                let isHealthy =
                    run.status == .success && summary?["error"]?.int == 0 && summary?["warning"]?.int == 0
                return isHealthy ? nil : "doctor ends with \(run.status): \(run.codes) \(run.error)"
            }
        }
    }
#endif
