#if Sandbox
    import CommandLineKit
    import Controllers
    import Documents
    import FoundationEssentials
    import Kubernetes
    import Transport

    /// A controller that runs in this process alone, against clusters that its kubeconfig leads to.
    struct ControllerProcess: Sendable {
        private let access: ClusterAccess
        private let isForced: Bool

        init(_ options: ControllerOptions, command: String) throws {
            isForced = options.isForced
            var request = KubeconfigRequest(path: options.kubeconfig)
            request.context = options.context
            do throws(KubeconfigError) {
                access = try Kubernetes.Kubeconfig.resolve(
                    request, variables: ProcessInfo.processInfo.environment)
            } catch {
                throw UsageError(message: error.message, hint: error.hint, command: command)
            }
        }

        func runCCM(arguments: [String], kubelbKubeconfig path: String) async throws {
            guard let kubeconfig = FileManager.default.contents(atPath: path) else {
                throw UsageError(message: "--kubelb-kubeconfig \(path): no such file", command: "ccm")
            }
            let management: ClusterAccess
            do throws(KubeconfigError) {
                management = try Kubernetes.Kubeconfig.parse(Array(kubeconfig), source: path)
            } catch {
                throw UsageError(message: error.message, hint: error.hint, command: "ccm")
            }
            let own = access
            for access in [own, management] { try await refuseForeign(access) }
            try await run(
                CCMProgram(connect: { kubeconfig in
                    try Self.client(kubeconfig == nil ? own : management, agent: "ccm")
                }), named: "ccm", arguments: arguments, files: [path: Array(kubeconfig)])
        }

        func runManager(arguments: [String]) async throws {
            let own = access
            try await refuseForeign(own)
            // The kubeconfigs of the tenants are the sandbox's own business, and there by now.
            try await run(
                ManagerProgram(connect: { try Self.client(own, agent: "kubelb") }, kubeconfig: { _, _ in nil }),
                named: "manager", arguments: arguments, files: [:])
        }

        private static func client(_ access: ClusterAccess, agent: String) throws -> APIClient {
            var settings = APIClient.Settings()
            settings.userAgent = "\(agent)/\(Manifests.version)"
            settings.variables = ProcessInfo.processInfo.environment
            return APIClient(access, engine: try HTTPEngine(), settings: settings)
        }

        /// A real KubeLB must not run beside this one.
        private func refuseForeign(_ access: ClusterAccess) async throws {
            guard !isForced else { return }
            let client = try Self.client(access, agent: "kubelb-sandbox")
            let answer: APIAnswer
            do throws(APIError) {
                answer = try await client.answer(to: APICall("/version"))
            } catch {
                throw CommandFailure(message: "\(access.server): \(error.summary)", hint: nil)
            }
            let version = (try? JSONValue(parsing: answer.body))?["gitVersion"]?.string ?? ""
            guard version.hasSuffix("+kubelb-sandbox") else {
                throw CommandFailure(
                    message:
                        "\(access.server) is not a sandbox (its version is \(version.isEmpty ? "empty" : version))",
                    hint: "this must not run alongside a real KubeLB; use --force to run it anyway")
            }
        }

        private func run(
            _ program: any ContainerProgram, named name: String, arguments: [String], files: [String: [UInt8]]
        ) async throws {
            var context = ContainerContext(
                namespace: "kubelb", pod: "\(name)-\(ProcessInfo.processInfo.processIdentifier)", container: name,
                node: "", podIP: "127.0.0.1")
            context.arguments = arguments
            context.file = { files[$0] }
            context.log = { StandardStream.output.write($0 + "\n") }
            let signals = TerminationSignals()
            let work = Task { [context] in try await program.run(context) }
            let watcher = Task {
                await signals.first()
                work.cancel()
            }
            defer { watcher.cancel() }
            do {
                try await work.value
            } catch is CancellationError {
                return
            } catch let error as ControllerExit {
                throw CommandFailure(message: error.description, hint: nil)
            }
        }
    }
#endif
