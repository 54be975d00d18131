#if Sandbox
    import Documents
    import Kubernetes
    import Transport

    /// Asks the sandbox that runs in a directory.
    struct ControlClient: Sendable {
        private let client: APIClient
        let running: StateDirectory.Running

        /// Throws where no sandbox runs there.
        init(directory: String) throws {
            let found: StateDirectory.Running?
            do {
                found = try StateDirectory.running(in: directory)
            } catch {
                throw CommandFailure(
                    message: "\(error)", hint: "remove \(directory), or start a new one there with: up")
            }
            guard let found else {
                throw CommandFailure(
                    message: "no sandbox is running in \(directory)",
                    hint: "start one with: kubelb-sandbox up --dir \(directory)")
            }
            running = found
            let access = try Kubernetes.Kubeconfig.parse(Array(found.control.utf8), source: "\(directory)/state.json")
            var settings = APIClient.Settings()
            settings.userAgent = "kubelb-sandbox"
            // A fault may wait for what it brings about.
            settings.timeout = .seconds(120)
            client = APIClient(access, engine: try HTTPEngine(), settings: settings)
        }

        func ask(_ request: ControlRequest) async throws -> JSONValue {
            var call = APICall(request.path)
            call.method = request.method
            let answer: APIAnswer
            do throws(APIError) {
                answer = try await client.answer(to: call)
            } catch {
                switch error {
                case .conflict(let message), .refused(_, let message):
                    throw CommandFailure(message: message, hint: nil)
                default: throw CommandFailure(message: error.summary, hint: nil)
                }
            }
            return try JSONValue(parsing: answer.body)
        }
    }
#endif
