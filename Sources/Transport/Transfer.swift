import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One exchange with a server, from its request to the end of its body. Lives on the thread of libcurl.
///
/// The callbacks only append bytes; who waits is resumed here, each continuation once.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    let endpoint: String
    let isTLS: Bool
    /// What the host resolved to, if that is why no connection was opened.
    var refusedAddress: IPAddress?
    /// How far another request to the same server had come that this one waited for, to share its connection.
    private var phaseOfPeer: TransferPhase?
    /// Of libcurl; they have to outlive the handle.
    var lists: [UnsafeMutablePointer<curl_slist>] = []
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private var head: HTTPHead?
    /// Headers after the body.
    private(set) var trailers: [HTTPHeader] = []
    private var headIsComplete = false
    private var buffer: [UInt8] = []
    private var isPaused = false
    private var ending: Result<Void, TransportError>?
    private var headWaiter: CheckedContinuation<Result<HTTPHead, TransportError>, Never>?
    private var bodyWaiter: CheckedContinuation<Result<[UInt8]?, TransportError>, Never>?

    /// Bytes that may wait for their reader before the server is made to wait.
    private static let bufferLimit = 1 << 18
    /// Bytes of headers, those of interim answers included; nginx and Envoy allow some 60 KiB.
    private static let headerLimit = 1 << 18
    private var headerBytes = 0

    init(_ request: HTTPRequest) throws(TransportError) {
        guard let url = RequestURL(request.url) else { throw .unusable("\"\(request.url)\" is not an HTTP URL") }
        guard let handle = kubelb_curl_easy_init() else { throw .unusable("libcurl is out of memory") }
        self.handle = handle
        endpoint = url.endpoint
        isTLS = url.isTLS
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure(request, url)
    }

    deinit {
        // SAFETY: a transfer is released after it was taken out of the multi handle, or was never in it. The lists and
        // the error buffer have to outlive the handle.
        kubelb_curl_easy_cleanup(handle)
        lists.forEach { kubelb_curl_list_free($0) }
        errorText.deallocate()
    }

    // MARK: Reading

    func waitForHead(_ continuation: CheckedContinuation<Result<HTTPHead, TransportError>, Never>) {
        if let head, headIsComplete {
            continuation.resume(returning: .success(head))
        } else if case .failure(let error) = ending {
            continuation.resume(returning: .failure(error))
        } else {
            headWaiter = continuation
        }
    }

    /// All that has come in since the last call; nil at the end.
    func waitForBody(_ continuation: CheckedContinuation<Result<[UInt8]?, TransportError>, Never>) {
        if !buffer.isEmpty {
            continuation.resume(returning: .success(take()))
        } else if let ending {
            continuation.resume(returning: ending.map { nil })
        } else if bodyWaiter != nil {
            continuation.resume(returning: .failure(.unusable("a body has two readers")))
        } else {
            bodyWaiter = continuation
        }
    }

    private func take() -> [UInt8] {
        let taken = buffer
        buffer = []
        if isPaused {
            isPaused = false
            // Calls `received` at once with what it held back.
            _ = kubelb_curl_easy_unpause(handle)
        }
        return taken
    }

    // MARK: Called by libcurl

    /// One header line, with its line end.
    /// - Returns: false if the server has sent more of them than any sensible one does.
    func receivedHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.headerLimit else { return false }
        readHeader(line)
        return true
    }

    private func readHeader(_ line: UnsafeRawBufferPointer) {
        var text = Substring(decoding: line, as: UTF8.self)
        while let last = text.unicodeScalars.last, last == "\r" || last == "\n" { text.unicodeScalars.removeLast() }
        if text.hasPrefix("HTTP/") {
            let words = text.split(separator: " ")
            head = HTTPHead(status: words.count > 1 ? Int(words[1]) ?? 0 : 0)
        } else if text.isEmpty {
            // An interim answer (100, 103) has a head of its own.
            guard var head, head.status >= 200, !headIsComplete else { return }
            head.certificate = kubelb_curl_certificate(handle).map { String(cString: $0) }
            self.head = head
            headIsComplete = true
            headWaiter.take()?.resume(returning: .success(head))
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let header = HTTPHeader(name: text[..<colon].lowercased(), value: String(value))
            if headIsComplete { trailers.append(header) } else { head?.headers.append(header) }
        }
    }

    /// - Returns: false where the bytes are not taken and have to be offered again.
    func received(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard buffer.count < Self.bufferLimit else {
            isPaused = true
            return false
        }
        buffer.append(contentsOf: bytes)
        if let waiter = bodyWaiter.take() { waiter.resume(returning: .success(take())) }
        return true
    }

    // MARK: The end

    func end(_ code: CURLcode) {
        guard code != CURLE_OK else { return finish(.success(())) }
        guard headerBytes <= Self.headerLimit else {
            return finish(
                .failure(.unusable("the response headers are larger than \(Self.headerLimit >> 10) KiB")))
        }
        if let refusedAddress {
            return finish(.failure(.unusable(UntrustedServer.reason(refusedAddress.text, endpoint))))
        }
        finish(.failure(CurlFailure(code, text: errorMessage, transfer: self).error))
    }

    func end(_ error: TransportError) { finish(.failure(error)) }

    private func finish(_ result: Result<Void, TransportError>) {
        guard ending == nil else { return }
        ending = result
        if let waiter = headWaiter.take() {
            switch result {
            case .success: waiter.resume(returning: .success(head ?? HTTPHead(status: 0)))
            case .failure(let error): waiter.resume(returning: .failure(error))
            }
        }
        bodyWaiter.take()?.resume(returning: result.map { nil })
    }

    private var errorMessage: String {
        // SAFETY: libcurl writes a zero-terminated text of at most CURL_ERROR_SIZE bytes.
        String(cString: errorText)
    }

    /// How far it had come when it failed.
    var phase: TransferPhase {
        if headIsComplete { return .reading }
        if microseconds(CURLINFO_PRETRANSFER_TIME_T) > 0 { return .waiting }
        // CURLINFO_CONNECT_TIME is set only after the handshake (seen with libcurl 7.88); the port is there before.
        if isTLS, number(CURLINFO_LOCAL_PORT) > 0 { return .handshake }
        return phaseOfPeer ?? .connecting
    }

    /// A request that waits for the connection of another one has none of its own, although the server has accepted it.
    func noteEnd(ofPeer other: Transfer, in phase: TransferPhase) {
        guard other.endpoint == endpoint, phase != .connecting else { return }
        phaseOfPeer = phase == .reading ? .waiting : phase
    }

    private func microseconds(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        // SAFETY: the times are curl_off_t (curl_easy_getinfo(3)), and `value` outlives the call.
        return kubelb_curl_get_size(handle, info, &value) == CURLE_OK ? Int(value) : 0
    }

    /// The system's own error number of a failed connect; 0 where there is none.
    var systemError: Int32 { Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO)) }

    private func number(_ info: CURLINFO) -> Int {
        var value = 0
        // SAFETY: only asked for what is a long (curl_easy_getinfo(3)), and `value` outlives the call.
        return kubelb_curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
    }
}
