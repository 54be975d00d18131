/// What runs in a container of a sandbox's pod: the CCM, the manager, Envoy's place, an echo server.
package protocol ContainerProgram: Sendable {
    /// Runs until the task is cancelled, which stands for SIGTERM. A return is an exit with status 0; a throw one with
    /// status 1, whose description is the last line of the log.
    func run(_ container: ContainerContext) async throws

    /// What listens on a port of the pod, as `pods/proxy` and probes see it; nil: nothing does.
    func respond(to request: ContainerRequest) async -> ContainerResponse?
}

extension ContainerProgram {
    package func respond(to request: ContainerRequest) async -> ContainerResponse? { nil }
}

/// What a container knows of itself.
package struct ContainerContext: Sendable {
    package var namespace: String
    package var pod: String
    package var container: String
    package var node: String
    package var podIP: String
    /// `args` of the container.
    package var arguments: [String] = []
    package var environment: [String: String] = [:]
    /// The container ports of its pod: port and protocol.
    package var ports: [(port: Int, protocol: String)] = []
    /// Reads a file that a Secret or a ConfigMap is mounted as, at its path in the container; nil where there is none. Asks
    /// the API server when it is called.
    package var file: @Sendable (_ path: String) async -> [UInt8]? = { _ in nil }
    /// Writes one line to the container's log.
    package var log: @Sendable (String) -> Void = { _ in }
    /// What the container's readiness probe would find; a container is ready as soon as it runs unless it says otherwise.
    package var setReady: @Sendable (Bool) -> Void = { _ in }

    package init(namespace: String, pod: String, container: String, node: String, podIP: String) {
        self.namespace = namespace
        self.pod = pod
        self.container = container
        self.node = node
        self.podIP = podIP
    }
}

/// A request to a port of a pod.
package struct ContainerRequest: Sendable {
    package var port: Int
    package var method: String
    /// With its leading slash, and the query.
    package var path: String
    package var body: [UInt8]

    package init(port: Int, method: String, path: String, body: [UInt8] = []) {
        self.port = port
        self.method = method
        self.path = path
        self.body = body
    }
}

package struct ContainerResponse: Sendable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]

    package init(status: Int = 200, contentType: String = "text/plain; charset=utf-8", body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
