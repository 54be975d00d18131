import CCurl

/// libcurl's multi handle and the transfers in it. Only the thread of its `CurlThread` may touch it, but for `wakeUp()`.
final class CurlTransfers: @unchecked Sendable {
    // SAFETY: `handle` is set once. All calls but curl_multi_wakeup, which is made for that, come from one thread.
    private let handle: UnsafeMutableRawPointer
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]

    /// Connections to one server where HTTP/2 is not spoken; with HTTP/2 all requests share one.
    private static let connectionsPerServer = 8

    init() throws(TransportError) {
        if let failure = CurlLibrary.failure { throw .unusable(failure) }
        guard let multi = kubelb_curl_multi_init() else { throw .unusable("libcurl is out of memory") }
        handle = multi
        // Without the two descriptors of a wake-up the thread would not notice a new transfer, or its end.
        guard kubelb_curl_multi_wakeup(multi) == CURLM_OK else {
            kubelb_curl_multi_cleanup(multi)
            throw .unusable("libcurl has no file descriptors; raise the limit of open files (ulimit -n)")
        }
        _ = kubelb_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, Self.connectionsPerServer)
    }

    func wakeUp() { _ = kubelb_curl_multi_wakeup(handle) }

    /// Waits for the network or a wake-up. libcurl wakes by itself for its own deadlines.
    func wait() { _ = kubelb_curl_multi_poll(handle, 60_000) }

    func add(_ transfer: Transfer) {
        let result = kubelb_curl_multi_add(handle, transfer.handle)
        guard result == CURLM_OK else {
            transfer.end(.unusable("libcurl rejected the request (\(result.rawValue))"))
            return
        }
        transfers[transfer.handle] = transfer
    }

    /// Ends a transfer before its time.
    func cancel(_ transfer: Transfer) {
        guard transfers.removeValue(forKey: transfer.handle) != nil else { return }
        let phase = transfer.phase
        for other in transfers.values { other.noteEnd(ofPeer: transfer, in: phase) }
        _ = kubelb_curl_multi_remove(handle, transfer.handle)
        transfer.end(.cancelled)
    }

    /// Moves all transfers on, and hands out those that have ended.
    func perform() {
        _ = kubelb_curl_multi_perform(handle)
        var result = CURLE_OK
        // SAFETY: the handle is one that was added and not yet removed; `result` outlives the call.
        while let ended = kubelb_curl_multi_ended(handle, &result) {
            _ = kubelb_curl_multi_remove(handle, ended)
            guard let transfer = transfers.removeValue(forKey: ended) else { continue }
            if result == CURLE_OPERATION_TIMEDOUT {
                // Whichever of those that share a connection ends first.
                let phase = transfer.phase
                for other in transfers.values {
                    other.noteEnd(ofPeer: transfer, in: phase)
                    transfer.noteEnd(ofPeer: other, in: other.phase)
                }
            }
            transfer.end(result)
        }
    }

    func close() {
        for transfer in transfers.values {
            _ = kubelb_curl_multi_remove(handle, transfer.handle)
            transfer.end(.cancelled)
        }
        transfers = [:]
        kubelb_curl_multi_cleanup(handle)
    }
}
