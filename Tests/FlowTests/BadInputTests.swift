#if Sandbox
    import FoundationEssentials
    import Sandbox
    import Testing

    /// What cannot work is said clearly, and leaves nothing running.
    @Suite(.serialized)
    struct BadInputTests {
        @Test("a second sandbox in the same directory is refused; another directory is fine")
        func secondUp() async throws {
            try await withSandbox { sandbox in
                var options = SandboxOptions()
                options.directory = sandbox.directoryPath
                await #expect(throws: (any Error).self) { try await RunningSandbox.start(options) }
                // The first one goes on, and a second one elsewhere gets addresses of its own.
                try await withSandbox { other in
                    #expect(other.network != sandbox.network)
                }
                #expect(FileManager.default.fileExists(atPath: sandbox.kubeconfigPath))
            }
        }

        @Test("a directory that holds something else is refused and left as it is")
        func strangersDirectory() async throws {
            let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            try Data("mine".utf8).write(to: URL(filePath: directory + "/notes"))
            var options = SandboxOptions()
            options.directory = directory
            do {
                _ = try await RunningSandbox.start(options)
                Issue.record("a sandbox started in somebody's directory")
            } catch {
                #expect("\(error)".contains("notes"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["notes"])
        }

        @Test("what a killed sandbox left is taken over")
        func staleDirectory() async throws {
            let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for name in ["lock", "kubeconfig"] { try Data("".utf8).write(to: URL(filePath: "\(directory)/\(name)")) }
            try Data(#"{"process": 1, "control": ""}"#.utf8).write(to: URL(filePath: "\(directory)/state.json"))
            try await withSandbox({ $0.directory = directory }) { sandbox in
                #expect(sandbox.kubeconfigPath.hasPrefix("/"))
            }
            #expect(!FileManager.default.fileExists(atPath: directory))
        }

        @Test("faults of no name, twice, and not injected are refused")
        func faults() async throws {
            try await withSandbox { sandbox in
                await #expect(throws: (any Error).self) { try await sandbox.inject("no-such-fault") }
                try await sandbox.inject("envoy-not-ready")
                await #expect(throws: (any Error).self) { try await sandbox.inject("envoy-not-ready") }
                try await sandbox.clear("envoy-not-ready")
                await #expect(throws: (any Error).self) { try await sandbox.clear("envoy-not-ready") }
            }
        }
    }
#endif
