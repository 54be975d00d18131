import Documents
import Transport

/// The one loop of all watches: find out where to begin, follow the watch until the server ends it, pause, go on.
struct WatchLoop<Kind: KubernetesObject>: Sendable {
    let client: APIClient
    let query: ListQuery

    /// What follows a failure.
    enum Next: Sendable {
        /// Go on where the watch broke off.
        case resume
        /// Begin again: what has changed since is not known.
        case restart
        case stop
    }

    /// How long the server is asked to keep a watch; like client-go's, but not spread over time.
    private static var watchLimit: Duration { .seconds(300) }

    /// Watches until the task is cancelled or `onFailure` stops it. `begin` returns the version to watch from; `take` gets
    /// each line, and returns the version that the line brings.
    func run(
        begin: @Sendable () async throws(APIError) -> String,
        take: @Sendable ([UInt8]) async throws(APIError) -> String?, onFailure: @Sendable (APIError) async -> Next
    ) async {
        var version: String?
        var backoff = Backoff()
        var isRetry = false
        while !Task.isCancelled {
            let start = ContinuousClock.now
            do throws(APIError) {
                if version == nil {
                    version = try await begin()
                    // A second request.
                    if isRetry { try? await Task.sleep(for: client.retryPace.pause(.zero)) }
                }
                try await follow(&version, take)
            } catch {
                if Task.isCancelled { return }
                switch await onFailure(error) {
                case .resume: break
                case .restart: version = nil
                case .stop: return
                }
            }
            isRetry = true
            try? await Task.sleep(for: client.retryPace.pause(backoff.pause(after: .now - start)))
        }
    }

    private func follow(
        _ version: inout String?, _ take: @Sendable ([UInt8]) async throws(APIError) -> String?
    ) async throws(APIError) {
        let lines = try await client.watchDocuments(Kind.self, query, from: version ?? "", for: Self.watchLimit)
        var iterator = lines.makeAsyncIterator()
        while true {
            let line: [UInt8]?
            do throws(TransportError) {
                line = try await iterator.next()
            } catch {
                throw .transport(error, request: "WATCH \(Kind.resource)")
            }
            guard let line else { return }
            if !line.isEmpty { version = try await take(line) ?? version }
        }
    }
}
