import Synchronization

/// An HTTP client over libcurl: all transfers of a process run on its one thread, requests to one server share an HTTP/2
/// connection where it speaks HTTP/2.
package actor HTTPEngine {
    private let thread: CurlThread
    private var transfers: [Int: Transfer] = [:]
    private var lastNumber = 0
    nonisolated let budget = MemoryBudget(limit: BodyBudget.limit)

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Loads libcurl and starts the thread.
    package init() throws(TransportError) {
        let thread = CurlThread(transfers: try CurlTransfers())
        try thread.start()
        self.thread = thread
    }

    deinit {
        thread.stop()
    }

    /// Sends a request and waits for the head of the answer. Cancelling the task ends the transfer.
    package nonisolated func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let meter = request.onEnd.map(ExchangeMeter.init)
        let number: Int
        do throws(TransportError) {
            number = try await add(request)
        } catch {
            meter?.end(.failure(error))
            throw error
        }
        let answer = await withTaskCancellationHandler {
            await head(of: number)
        } onCancel: {
            Task { [self] in await self.cancel(number) }
        }
        switch answer {
        case .success(let head):
            return HTTPResponse(
                head: head, body: HTTPBody(engine: self, number: number, measured: meter.map { (head, $0) }))
        case .failure(let error):
            meter?.end(.failure(error))
            await cancel(number)
            throw error
        }
    }

    private func add(_ request: HTTPRequest) throws(TransportError) -> Int {
        if Task.isCancelled { throw .cancelled }
        let transfer = try Transfer(request)
        lastNumber += 1
        transfers[lastNumber] = transfer
        thread.transfers.add(transfer)
        return lastNumber
    }

    private func head(of number: Int) async -> Result<HTTPHead, TransportError> {
        guard let transfer = transfers[number] else { return .failure(.cancelled) }
        return await withCheckedContinuation { transfer.waitForHead($0) }
    }

    /// What comes next of a response.
    enum Chunk {
        case bytes([UInt8])
        case end(trailers: [HTTPHeader])
    }

    func chunk(of number: Int) async -> Result<Chunk, TransportError> {
        guard let transfer = transfers[number] else { return .failure(.cancelled) }
        switch await withCheckedContinuation({ transfer.waitForBody($0) }) {
        case .success(let bytes?): return .success(.bytes(bytes))
        case .success(nil):
            transfers[number] = nil
            return .success(.end(trailers: transfer.trailers))
        case .failure(let error):
            transfers[number] = nil
            return .failure(error)
        }
    }

    /// Ends a transfer, if it has not ended, and forgets it.
    func cancel(_ number: Int) {
        guard let transfer = transfers.removeValue(forKey: number) else { return }
        thread.transfers.cancel(transfer)
    }
}
