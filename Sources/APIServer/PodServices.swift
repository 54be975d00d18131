/// What stands behind `pods/log` and `pods/proxy`: the kubelets of a cluster.
package protocol PodServices: Sendable {
    /// The container is one of the pod's; what is wrong with the log itself is a refusal.
    func log(_ request: PodLogRequest) async -> APIResponse
    func proxy(_ request: PodProxyRequest) async -> APIResponse
}

/// `GET …/pods/NAME/log` (Kubernetes API reference, "read log of the specified Pod").
package struct PodLogRequest: Sendable {
    package var namespace: String
    package var pod: String
    package var container: String
    package var follows = false
    package var isPrevious = false
    package var hasTimestamps = false
    package var tailLines: Int?
    package var limitBytes: Int?
    /// Lines written at this time or later, in milliseconds since 1970: of `sinceTime` or `sinceSeconds`.
    package var since: Int?

    package init(namespace: String, pod: String, container: String) {
        self.namespace = namespace
        self.pod = pod
        self.container = container
    }
}

/// `…/pods/NAME:PORT/proxy/PATH`.
package struct PodProxyRequest: Sendable {
    package var namespace: String
    package var pod: String
    /// nil: the pod's first port, or 80.
    package var port: Int?
    package var method: String
    /// With its leading slash, and the query.
    package var path: String
    package var body: [UInt8]

    package init(namespace: String, pod: String, port: Int?, method: String, path: String, body: [UInt8] = []) {
        self.namespace = namespace
        self.pod = pod
        self.port = port
        self.method = method
        self.path = path
        self.body = body
    }
}
