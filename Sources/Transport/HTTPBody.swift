/// The body of an answer, for one reader. The server is made to wait while nobody reads; a body that is let go of ends
/// its transfer.
package final class HTTPBody: Sendable {
    private let engine: HTTPEngine
    private let number: Int

    init(engine: HTTPEngine, number: Int) {
        self.engine = engine
        self.number = number
    }

    deinit {
        let (engine, number) = (engine, number)
        Task { await engine.cancel(number) }
    }

    /// All that has come in since the last call, at least one byte; nil at the end. Cancelling the task ends the transfer.
    package func next() async throws(TransportError) -> [UInt8]? {
        let result = await withTaskCancellationHandler {
            await engine.chunk(of: number)
        } onCancel: {
            Task { [engine, number] in await engine.cancel(number) }
        }
        return try result.get()
    }

    /// The whole body.
    package func collect(limit: Int) async throws(TransportError) -> [UInt8] {
        var bytes: [UInt8] = []
        var taken = 0
        defer { engine.budget.release(taken) }
        while let chunk = try await next() {
            guard bytes.count + chunk.count <= limit else { throw .tooLarge(limit: limit) }
            guard engine.budget.take(chunk.count) else {
                throw .unusable("concurrent responses exceed \(BodyBudget.limit >> 20) MiB")
            }
            taken += chunk.count
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        }
        return bytes
    }

    /// Reads what is left without keeping it, so that the connection can be used again.
    package func discard() async {
        while let chunk = try? await next(), !chunk.isEmpty {}
    }
}
