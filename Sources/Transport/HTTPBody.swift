/// The body of an answer, for one reader. The server is made to wait while nobody reads; a body that is let go of ends
/// its transfer.
package final class HTTPBody: Sendable {
    private let engine: HTTPEngine
    private let number: Int
    private let measured: (head: HTTPHead, meter: ExchangeMeter)?

    init(engine: HTTPEngine, number: Int, measured: (head: HTTPHead, meter: ExchangeMeter)?) {
        self.engine = engine
        self.number = number
        self.measured = measured
    }

    deinit {
        measured?.meter.end(.success(measured?.head ?? HTTPHead(status: 0)))
        let (engine, number) = (engine, number)
        Task { await engine.cancel(number) }
    }

    /// All that has come in since the last call, at least one byte; nil at the end. Cancelling the task ends the transfer.
    package func next() async throws(TransportError) -> [UInt8]? {
        if case .bytes(let bytes) = try await chunk() { bytes } else { nil }
    }

    private func chunk() async throws(TransportError) -> HTTPEngine.Chunk {
        let result = await withTaskCancellationHandler {
            await engine.chunk(of: number)
        } onCancel: {
            Task { [engine, number] in await engine.cancel(number) }
        }
        if let measured {
            switch result {
            case .success(.bytes(let bytes)): measured.meter.count(bytes.count)
            case .success(.end): measured.meter.end(.success(measured.head))
            case .failure(let error): measured.meter.end(.failure(error))
            }
        }
        return try result.get()
    }

    /// The first bytes of the body, and the headers after it if it ends before the limit. A body that breaks off counts as far
    /// as it was received.
    package func beginning(limit: Int) async -> (bytes: [UInt8], trailers: [HTTPHeader]) {
        var bytes: [UInt8] = []
        while bytes.count < limit, let chunk = try? await chunk() {
            switch chunk {
            case .bytes(let more): bytes += more.prefix(limit - bytes.count)
            case .end(let trailers): return (bytes, trailers)
            }
        }
        return (bytes, [])
    }

    /// The whole body.
    package func collect(limit: Int) async throws(TransportError) -> [UInt8] { try await hold(limit: limit).bytes }

    /// The whole body, which counts among those that are read at the same time as long as the share is kept.
    package func hold(limit: Int) async throws(TransportError) -> (bytes: [UInt8], share: BodyShare) {
        var bytes: [UInt8] = []
        let share = BodyShare(engine.budget)
        while let chunk = try await next() {
            let size = bytes.count + chunk.count
            guard size <= limit else { throw .tooLarge(limit: limit) }
            try share.take(chunk.count)
            if bytes.isEmpty {
                bytes = chunk
            } else {
                // A copy while the array grows counts, too. Room that is not used takes no memory, so it grows in large steps.
                let copied = size > bytes.capacity ? bytes.count : 0
                try share.take(copied)
                if copied > 0 { bytes.reserveCapacity(min(limit, size * 4)) }
                bytes += chunk
                share.release(copied)
            }
        }
        return (bytes, share)
    }
}
