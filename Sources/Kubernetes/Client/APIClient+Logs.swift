import Transport

/// Which lines of a container's log are read.
package struct LogQuery: Sendable, Hashable {
    package var namespace: String
    package var pod: String
    package var container: String
    /// Of the run before the last restart.
    package var isPrevious = false
    package var tailLines: Int?
    /// Without it a log can be as large as a disk.
    package var limitBytes: Int?
    package var follows = false
    package var hasTimestamps = false
    package var sinceTime: Timestamp?

    package init(namespace: String, pod: String, container: String) {
        self.namespace = namespace
        self.pod = pod
        self.container = container
    }

    fileprivate var call: APICall {
        var call = APICall(Pod.path(namespace: namespace) + "/\(APICall.encoded(pod))/log")
        call.accept = "text/plain, */*"
        call.bodyLimit = 64 << 20
        call.right = MissingRight(verb: "get", resource: "pods/log", namespace: namespace)
        call.object = ObjectIdentity(resource: Pod.resource, name: pod)
        call.query = [("container", container)]
        if isPrevious { call.query.append(("previous", "true")) }
        if let tailLines { call.query.append(("tailLines", "\(tailLines)")) }
        if let limitBytes { call.query.append(("limitBytes", "\(limitBytes)")) }
        if follows { call.query.append(("follow", "true")) }
        if hasTimestamps { call.query.append(("timestamps", "true")) }
        if let sinceTime { call.query.append(("sinceTime", sinceTime.description)) }
        return call
    }
}

extension APIClient {
    /// Reads a log as far as it goes now.
    package func log(_ query: LogQuery) async throws(APIError) -> [UInt8] {
        var call = query.call
        // Kubelets may end a log a line later than asked for.
        if let limit = query.limitBytes, limit < call.bodyLimit / 2 { call.bodyLimit = limit * 2 }
        return try await document(call)
    }

    /// Reads a log line by line, each with its stamp.
    ///
    /// With `limit` it ends with an error after that time; `patience` is how long the next bytes may take, any time where it
    /// is nil, as of a log that is followed. One that is not followed is read up to 64 MB, and no longer than the client's
    /// timeout is waited for it.
    package func logStream(
        _ query: LogQuery, limit: Duration? = nil, patience: Duration? = nil
    ) async throws(APIError) -> LogStream {
        var query = query
        query.hasTimestamps = true
        let call = query.call
        let bounds = query.follows ? nil : LogStream.Bounds(lines: query.tailLines, waiting: settings.timeout)
        let body = try await stream(call, for: limit)
        return LogStream(body, request: call.description, patience: patience, bounds: bounds)
    }
}
