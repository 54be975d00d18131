#if Sandbox
    import FoundationEssentials
    import LocalSystem
    import Testing

    /// The kubectl of the system.
    struct Kubectl {
        struct Failure: Error, CustomStringConvertible {
            let description: String
        }

        let kubeconfig: String

        /// nil where there is none in `PATH`.
        static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .map { "\($0)/kubectl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

        @discardableResult
        func run(
            _ words: String..., context: String = "sandbox-tenant", status expected: Int32 = 0
        ) async throws -> String {
            try await run(words, context: context, status: expected)
        }

        private func run(_ words: [String], context: String, status expected: Int32 = 0) async throws -> String {
            let program = Subprocess(
                Self.path ?? "kubectl", ["--context", context] + words,
                environment: ["KUBECONFIG": kubeconfig, "HOME": "/nonexistent", "PATH": "/usr/bin:/bin"])
            let outcome = try await program.run(until: .now + .seconds(60))
            let output = String(decoding: outcome.output, as: UTF8.self)
            guard outcome.ending == .exited(expected) else {
                throw Failure(
                    description: "kubectl \(words.joined(separator: " ")): \(outcome.ending): "
                        + String(decoding: outcome.errors, as: UTF8.self) + output)
            }
            return output
        }

        /// `kubectl apply -f` of a manifest.
        func apply(_ manifest: String) async throws {
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml").path()
            try Data(manifest.utf8).write(to: URL(filePath: file))
            defer { try? FileManager.default.removeItem(atPath: file) }
            try await run("apply", "-f", file)
        }

        /// What `kubectl get svc` shows as soon as it is there.
        func waitForAddress(of service: String) async throws -> String {
            var address = ""
            try await eventually {
                address = try await run(
                    "get", "svc", service, "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}")
                return address.isEmpty ? "\(service) has no address" : nil
            }
            return address
        }
    }
#endif
