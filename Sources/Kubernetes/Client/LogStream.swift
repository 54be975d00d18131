import Transport

/// One line of a container's log as the API server gives it with `timestamps=true`.
package struct LogRecord: Sendable, Hashable {
    package let stamp: LogStamp?
    /// Without the stamp and the line end.
    package let bytes: ArraySlice<UInt8>
    /// The number of bytes dropped at its end.
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
    private var bounds: Bounds?
    private var size = 0
    /// The time spent waiting for the server, unless the log is followed.
    package private(set) var waited = Duration.zero
    private var lines = 0

    /// Lines that may be written while the last ones are read.
    private static let spareLines = 5000

    /// Bytes of a line that are kept.
    package static let lineLimit = 1 << 20

    /// What one log may cost that is not followed.
    struct Bounds: Sendable {
        /// A little more than readers of lines take, who can say which log it is: this is for a line without an end.
        var size = 65 << 20
        /// The last lines that were asked for; nil for all.
        var lines: Int?
        /// Time spent waiting for the server; what the reader of the lines takes does not count.
        var waiting: Duration
    }

    init(
        _ body: HTTPBody, request: String, patience: Duration?, bounds: Bounds? = nil, limit: Int = LogStream.lineLimit
    ) {
        self.body = body
        self.request = request
        self.patience = patience
        self.bounds = bounds
        cutter = LineCutter(limit: limit)
    }

    /// The next line; nil at the end.
    package mutating func next() async throws(APIError) -> LogRecord? {
        while true {
            // Many lines may have come that nobody wants any more.
            if Task.isCancelled {
                hasEnded = true
                throw .transport(.cancelled, request: request)
            }
            if let line = cutter.next() {
                lines += 1
                if let limit = bounds?.lines, lines / 2 > limit + Self.spareLines {
                    hasEnded = true
                    throw .malformed(
                        "\(request): the server does not stop after the last \(limit) lines that were requested")
                }
                return LogRecord(line)
            }
            guard !hasEnded else { return nil }
            let chunk: [UInt8]?
            do throws(TransportError) {
                chunk = try await nextChunk()
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

extension LogStream {
    private mutating func nextChunk() async throws(TransportError) -> [UInt8]? {
        guard let bounds else { return try await body.next(within: patience) }
        let rest = bounds.waiting - waited
        guard rest > .zero else { throw .failed(.timedOut(endpoint: nil), during: .reading) }
        let start = ContinuousClock.now
        let chunk = try await body.next(within: min(patience ?? rest, rest))
        waited += .now - start
        size += chunk?.count ?? 0
        guard size <= bounds.size else { throw .tooLarge(limit: bounds.size) }
        return chunk
    }
}

extension HTTPBody {
    /// The next bytes, if they come in time: a server that has vanished is not waited for.
    fileprivate func next(within patience: Duration?) async throws(TransportError) -> [UInt8]? {
        guard let patience else { return try await next() }
        let chunk = await withDeadline(.now + patience) {
            await result { () throws(TransportError) in try await self.next() }
        }
        guard let chunk else {
            throw Task.isCancelled ? .cancelled : .failed(.timedOut(endpoint: nil), during: .reading)
        }
        return try chunk.get()
    }
}
