#if Sandbox
    import APIServer
    import Documents
    import Kubernetes

    /// Answers other processes of the same user on behalf of a sandbox.
    struct ControlServer: APIHandler {
        let sandbox: RunningSandbox
        let stop: @Sendable () -> Void

        static let identity = Identity(name: "control", user: "sandbox-control", rules: [])

        func respond(to request: APIRequest) async -> APIResponse {
            guard request.identity == Self.identity else { return .unauthorized }
            guard let asked = ControlRequest(method: request.method, path: request.path) else {
                return .failure(404, reason: "NotFound", message: "unknown request \(request.path)")
            }
            do {
                switch asked {
                case .status: return Self.json(await sandbox.status())
                case .faults: return Self.json(await sandbox.faults.listing())
                case .inject(let name, let tenant):
                    return Self.json(try await sandbox.faults.inject(name, tenant: tenant, into: sandbox))
                case .clear(let name, let tenant):
                    return Self.json(try await sandbox.faults.clear(name, tenant: tenant, from: sandbox))
                case .stop:
                    stop()
                    return Self.json([:])
                }
            } catch let error as SandboxFaults.Unknown {
                return .failure(400, reason: "BadRequest", message: error.description)
            } catch let error as SandboxFaults.Refused {
                return .failure(409, reason: "Conflict", message: error.description)
            } catch {
                return .failure(500, reason: "InternalError", message: Self.text(of: error))
            }
        }

        static func text(of error: any Error) -> String { (error as? APIError)?.summary ?? "\(error)" }

        private static func json(_ value: JSONValue) -> APIResponse {
            APIResponse(status: 200, headers: [("Content-Type", "application/json")], body: value.encoded())
        }
    }
#endif
