import Transport

/// The lines of a body that comes in bit by bit. Lines end at byte 0x0A only; a last line without it counts as well.
package struct LineStream: AsyncSequence, Sendable {
    private let body: HTTPBody
    private let limit: Int

    /// A line of more than `limit` bytes is an error, as nothing may grow without bound.
    package init(_ body: HTTPBody, limit: Int = 1 << 24) {
        self.body = body
        self.limit = limit
    }

    package func makeAsyncIterator() -> Iterator { Iterator(body: body, limit: limit) }

    package struct Iterator: AsyncIteratorProtocol {
        let body: HTTPBody
        let limit: Int
        private var buffer: [UInt8] = []
        /// Where the next line begins, and how far no line end was found.
        private var start = 0
        private var searched = 0
        private var hasEnded = false

        init(body: HTTPBody, limit: Int) {
            self.body = body
            self.limit = limit
        }

        /// The next line without its end; nil after the last one.
        package mutating func next() async throws(TransportError) -> [UInt8]? {
            while true {
                if let end = buffer[searched...].firstIndex(of: 0x0A) {
                    defer {
                        start = end + 1
                        searched = start
                    }
                    return Array(buffer[start..<end])
                }
                searched = buffer.count
                guard !hasEnded else {
                    defer { start = buffer.count }
                    return start < buffer.count ? Array(buffer[start...]) : nil
                }
                guard buffer.count - start <= limit else { throw .tooLarge(limit: limit) }
                buffer.removeFirst(start)
                searched -= start
                start = 0
                if let chunk = try await body.next() { buffer += chunk } else { hasEnded = true }
            }
        }
    }
}
