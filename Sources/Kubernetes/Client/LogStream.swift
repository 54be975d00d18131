import Transport

/// One line of a container's log as the API server gives it with `timestamps=true`.
package struct LogRecord: Sendable, Hashable {
    package let stamp: LogStamp?
    /// Without the stamp and the line end.
    package let bytes: ArraySlice<UInt8>
    /// Bytes left out at its end.
    package let cut: Int
    /// False for a last line without a line end: a connection that broke off may have cut it.
    package let isWhole: Bool

    package init(_ line: LineCutter.Line, isWhole: Bool = true) {
        (stamp, bytes) = LogStamp.split(line.bytes)
        cut = line.cut
        self.isWhole = isWhole
    }
}

/// A container's log line by line. The server waits while nobody reads; lines have a bounded length.
package struct LogStream: Sendable {
    private let body: HTTPBody
    private let request: String
    private let patience: Duration?
    private var cutter: LineCutter
    private var hasEnded = false

    /// Bytes of a line that are kept.
    package static let lineLimit = 1 << 16

    init(_ body: HTTPBody, request: String, patience: Duration?, limit: Int = LogStream.lineLimit) {
        self.body = body
        self.request = request
        self.patience = patience
        cutter = LineCutter(limit: limit)
    }

    /// The next line; nil at the end.
    package mutating func next() async throws(APIError) -> LogRecord? {
        while true {
            if let line = cutter.next() { return LogRecord(line) }
            guard !hasEnded else { return nil }
            let chunk: [UInt8]?
            do throws(TransportError) {
                chunk = try await body.next(within: patience)
            } catch {
                hasEnded = true
                throw .transport(error, request: request)
            }
            if let chunk {
                cutter.feed(chunk)
            } else {
                hasEnded = true
                if let line = cutter.rest() { return LogRecord(line, isWhole: false) }
            }
        }
    }
}

extension HTTPBody {
    /// The next bytes, if they come in time: a server that has vanished is not waited for.
    fileprivate func next(within patience: Duration?) async throws(TransportError) -> [UInt8]? {
        guard let patience else { return try await next() }
        let result: Result<[UInt8]?, TransportError>? = await withTaskGroup { group in
            group.addTask { () -> Result<[UInt8]?, TransportError>? in
                do throws(TransportError) {
                    return .success(try await self.next())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let result else {
            throw Task.isCancelled ? .cancelled : .failed(.timedOut(endpoint: nil), during: .reading)
        }
        return try result.get()
    }
}
