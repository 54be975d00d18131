#if Sandbox
    import Documents
    import Foundation
    import Testing

    @testable import Sandbox

    @Suite(.timeLimit(.minutes(15))) struct ServedPairTests {
        @Test func oneKubeconfigIsWrittenForItsOwnerAloneAndRemovedAtTheEnd() async throws {
            let folder = try TemporaryFolder()
            var options = ServeOptions(directory: folder.path)
            options.handler = { _ in EchoHandler() }
            let pair = try await ServedPair.start(bundle: ExamplePair().files, options: options)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["kubeconfig"])
            let attributes = try FileManager.default.attributesOfItem(atPath: pair.kubeconfigPath)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let document = try #require(
                try YAMLDocument.parse(Array(Data(contentsOf: URL(filePath: pair.kubeconfigPath))), name: "k").first)
            #expect(document.json["current-context"]?.string == "sandbox-tenant")
            let contexts = (document.json["contexts"]?.array ?? []).compactMap { $0["name"]?.string }
            let names = ["", "-ccm", "-reader", "-nobody"]
            #expect(contexts == ["sandbox-tenant", "sandbox-management"].flatMap { side in names.map { side + $0 } })
            await pair.stop()
            // What was there before stays: the directory is not ours.
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }

        @Test func aDirectoryOfItsOwnGoesAtTheEnd() async throws {
            var directory = ""
            try await withServedPair { pair in
                directory = pair.directory
                #expect(FileManager.default.fileExists(atPath: pair.kubeconfigPath))
            }
            #expect(directory != "")
            #expect(!FileManager.default.fileExists(atPath: directory))
        }

        @Test func stopDoesNotWaitForRequestsThatHang() async throws {
            try await withServedPair(faults: [
                .tenant: [ServedFault(.hang, path: "/hang"), ServedFault(.hangBody)],
                .management: [ServedFault(.latency, duration: .seconds(600))],
            ]) { pair in
                async let hung = pair.curl("/hang", arguments: ["--http2"])
                async let half = pair.curl("/half", arguments: ["--http1.1"])
                async let slow = pair.curl("/slow", .management)
                while pair.requests(of: .tenant).count < 2 || pair.requests(of: .management).isEmpty {
                    try await Task.sleep(for: .milliseconds(5))
                }
                await pair.stop()
                for answer in [try await hung, try await half, try await slow] {
                    #expect(answer.exit != 0 && answer.exit != 28)
                }
                // Somebody else may have got the port meanwhile.
                #expect(try await pair.curl("/api").exit != 0)
                await pair.stop()
            }
        }

        @Test func stopHoldsWhileClientsKeepComing() async throws {
            for faults in [[], [ServedFault(.noHTTP2)], [ServedFault(.plainHTTP)], [ServedFault(.hang)]] {
                for _ in 0..<3 {
                    try await withServedPair(faults: [.tenant: faults]) { pair in
                        async let first = pair.curl("/[1-100]?size=100000", arguments: ["--parallel"])
                        async let second = pair.curl("/[1-100]", arguments: ["--http1.1", "--parallel"])
                        async let third = pair.curl("/[1-100]", arguments: ["--parallel"], scheme: "http")
                        try await Task.sleep(for: .milliseconds(30))
                        await pair.stop()
                        for answer in [try await first, try await second, try await third] {
                            #expect(answer.exit != 28)
                        }
                    }
                }
            }
        }

        @Test func aSideOutOfReachRefusesConnections() async throws {
            let pair = try ExamplePair(changes: "failedReads: {management: connection refused}")
            try await withServedPair(files: pair.files) { pair in
                let refused = try await pair.curl("/api", .management)
                #expect(refused.exit == 7)
                #expect(try await pair.curl("/api").status == 200)
                #expect(pair.unreachableReason(of: .management) == "connection refused")
                #expect(pair.unreachableReason(of: .tenant) == nil)
                #expect(try await pair.userValue("token", context: "sandbox-management-ccm") != "")
            }
        }

        @Test func whatIsNoBundleIsRefusedAndNothingIsLeftBehind() async throws {
            let folder = try TemporaryFolder()
            let options = ServeOptions(directory: folder.path + "/new")
            await #expect(throws: (any Error).self) {
                try await ServedPair.start(folder: folder.path, options: options)
            }
            await #expect(throws: (any Error).self) {
                try await ServedPair.start(bundle: ["bundle.json": Array("{}".utf8)], options: options)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }
#endif
