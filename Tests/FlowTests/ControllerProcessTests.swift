#if Sandbox
    import FoundationEssentials
    import LocalSystem
    import Sandbox
    import Testing

    /// `kubelb-sandbox ccm` and `manager`, as processes beside a sandbox whose own controllers are scaled to 0.
    @Suite(.serialized)
    struct ControllerProcessTests {
        /// The executable stands beside the tests.
        private static let program: String? = {
            let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appending(path: "kubelb-sandbox").path()
            return FileManager.default.isExecutableFile(atPath: path) ? path : nil
        }()

        /// Runs it until `stop` is there, then asks it to end.
        private func run(_ words: [String], until stop: String) async throws -> Subprocess.Outcome {
            let script = #"""
                stop=$1; shift; "$@" & pid=$!
                while [ ! -e "$stop" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
                kill -TERM "$pid" 2>/dev/null; wait "$pid"
                """#
            let shell = Subprocess("bash", ["-c", script, "bash", stop, try #require(Self.program)] + words)
            return try await shell.run(until: .now + .seconds(120))
        }

        private func withStop<Result>(_ body: (_ directory: String, _ stop: String) async throws -> Result) async throws
            -> Result
        {
            let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: directory) }
            let stop = directory.appending(path: "stop").path()
            do {
                return try await body(directory.path(), stop)
            } catch {
                try? Data().write(to: URL(filePath: stop))
                throw error
            }
        }

        @Test("a Service comes up and goes by the two processes alone")
        func carryServices() async throws {
            try await withSandbox { sandbox in
                try await sandbox.inject("ccm-scaled-down")
                try await sandbox.inject("manager-scaled-down")
                try await withStop { directory, stop in
                    let kubeconfig = try String(contentsOfFile: sandbox.kubeconfigPath, encoding: .utf8)
                    let kubelb = directory + "/kubelb"
                    try Data(
                        kubeconfig.replacing(
                            "current-context: sandbox-tenant", with: "current-context: sandbox-management"
                        ).utf8
                    ).write(to: URL(filePath: kubelb))
                    let tenant = ["--kubeconfig", sandbox.kubeconfigPath, "--context", "sandbox-tenant"]
                    async let ccm = run(
                        ["ccm", "--kubelb-kubeconfig", kubelb, "--cluster-name", "demo"] + tenant, until: stop)
                    async let manager = run(
                        ["manager", "--kubeconfig", sandbox.kubeconfigPath, "--context", "sandbox-management"],
                        until: stop)
                    try await sandbox.createService("carried")
                    var uid = ""
                    try await eventually {
                        let service = try await sandbox.inventory().services["carried"]
                        uid = service?.uid ?? ""
                        return service?.address == nil ? "carried has no address" : nil
                    }
                    try await sandbox.deleteService("carried")
                    try await eventually {
                        let left = try await sandbox.inventory()
                        return left.services["carried"] == nil && !left.loadBalancers.contains(uid)
                            ? nil : "carried stays"
                    }
                    try Data().write(to: URL(filePath: stop))
                    for outcome in [try await ccm, try await manager] {
                        #expect(outcome.ending == .exited(0), "\(String(decoding: outcome.errors, as: UTF8.self))")
                        #expect(String(decoding: outcome.output, as: UTF8.self).contains("\"level\":\"info\""))
                    }
                }
            }
        }

        @Test("what it cannot run with is said at once")
        func refusesBadInput() async throws {
            try await withStop { directory, stop in
                let missing = directory + "/nothing"
                for (words, message) in [
                    (["ccm"], "ccm needs --cluster-name"),
                    (["ccm", "--cluster-name", "demo"], "ccm needs --kubelb-kubeconfig"),
                    (["manager", "--kubeconfig", missing], "\(missing) does not exist"),
                ] {
                    let outcome = try await run(words, until: stop)
                    #expect(outcome.ending == .exited(2))
                    #expect(String(decoding: outcome.errors, as: UTF8.self).contains(message))
                }
            }
        }
    }
#endif
