#if Sandbox
    import APIServer
    import Documents
    import Sandbox
    import Testing

    /// What is wrong with the CCM's kubeconfig is seen in its Secret.
    @Suite(.serialized)
    struct CCMSecretTests {
        private func codes(_ change: @escaping @Sendable (ServedSide, String) -> String?) async throws -> Set<String> {
            var options = ServeOptions()
            options.ccmKubeconfig = change
            // A cluster has other Secrets, too.
            options.extraObjects[.tenant] = [
                ServedObject(resource: "secrets", object: ["metadata": ["name": "other", "namespace": "kubelb"]])
            ]
            let pair = try await ServedPair.start(bundle: ExamplePair(changes: "").files, options: options)
            let run = await pair.run(["doctor", "-o", "json"])
            await pair.stop()
            return Set(FoundFact.all(in: run.report).map(\.code))
        }

        @Test func `the Secret is right`() async throws {
            #expect(try await codes { _, text in text } == [])
        }

        @Test func `there is none`() async throws {
            #expect(try await codes { side, text in side == .tenant ? nil : text }.contains("KLC-C009"))
        }

        /// Replaces the value of one key, wherever it stands.
        private static func replacing(_ key: String, in text: String, with value: String) -> String {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.contains("\(key):") ? line.prefix { $0 != ":" } + ": \(value)" : line
            }.joined(separator: "\n")
        }

        @Test func `its token is not the one that was issued`() async throws {
            let codes = try await codes { side, text in
                side == .tenant ? Self.replacing("token", in: text, with: "another-token") : text
            }
            #expect(codes.contains("KLC-C011"), "\(codes)")
        }

        @Test func `its server does not answer`() async throws {
            let codes = try await codes { side, text in
                side == .tenant ? Self.replacing("server", in: text, with: "https://127.0.0.1:1") : text
            }
            #expect(codes.contains("KLC-C010"), "\(codes)")
        }
    }
#endif
