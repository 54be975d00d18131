import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One exchange with a server, from its request to the end of its body. Lives on the thread of libcurl.
///
/// The callbacks only append bytes; who waits is resumed here, each continuation once.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    let endpoint: String
    private let isTLS: Bool
    /// What the host resolved to, if that is why no connection was opened.
    private var refusedAddress: IPAddress?
    /// How far another request to the same server had come that this one waited for, to share its connection.
    private var phaseOfPeer: TransferPhase?
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private var head: HTTPHead?
    private var headIsComplete = false
    private var buffer: [UInt8] = []
    private var isPaused = false
    private var ending: Result<Void, TransportError>?
    private var headWaiter: CheckedContinuation<Result<HTTPHead, TransportError>, Never>?
    private var bodyWaiter: CheckedContinuation<Result<[UInt8]?, TransportError>, Never>?

    /// Bytes that may wait for their reader before the server is made to wait.
    private static let bufferLimit = 1 << 18

    init(_ request: HTTPRequest) throws(TransportError) {
        guard let url = RequestURL(request.url) else { throw .unusable("\"\(request.url)\" is no HTTP address") }
        guard let handle = kubelb_curl_easy_init() else { throw .unusable("libcurl has no memory") }
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
    func receivedHeader(_ line: UnsafeRawBufferPointer) {
        var text = Substring(decoding: line, as: UTF8.self)
        while let last = text.unicodeScalars.last, last == "\r" || last == "\n" { text.unicodeScalars.removeLast() }
        if text.hasPrefix("HTTP/") {
            let words = text.split(separator: " ")
            head = HTTPHead(status: words.count > 1 ? Int(words[1]) ?? 0 : 0)
        } else if text.isEmpty {
            // An interim answer (100, 103) has a head of its own.
            guard let head, head.status >= 200, !headIsComplete else { return }
            headIsComplete = true
            headWaiter.take()?.resume(returning: .success(head))
        } else if !headIsComplete, let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            head?.headers.append(HTTPHeader(name: text[..<colon].lowercased(), value: String(value)))
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
        guard other.endpoint == endpoint, phase == .handshake || phase == .waiting else { return }
        phaseOfPeer = phase
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

// MARK: - Options

extension Transfer {
    private func configure(_ request: HTTPRequest, _ url: RequestURL) throws(TransportError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        // SAFETY: the callbacks run within curl_multi_perform and curl_easy_pause, while the transfer is held by
        // `CurlTransfers` or by its caller; the buffers are valid for the call, with the length given.
        set(CURLOPT_HEADERDATA, context)
        set(CURLOPT_WRITEDATA, context)
        set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        _ = kubelb_curl_set_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            transfer.receivedHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        _ = kubelb_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let isTaken = transfer.received(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return isTaken ? size * count : Int(CURL_WRITEFUNC_PAUSE)
        }
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        setSharing(request)
        if request.connection.refusesLinkLocal {
            kubelb_curl_filter_addresses(
                handle,
                { address, context in
                    guard let address, let context else { return false }
                    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().mayConnect(to: address)
                }, context)
        }
        if request.connection.allowsCompression { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
        try setDeadline(request.deadline)
        setMethod(request)
        setAddress(request, url)
        setProxy(request.connection.proxy)
        try setTLS(request.connection.tls)
    }

    private func mayConnect(to address: UnsafePointer<sockaddr>) -> Bool {
        guard let address = IPAddress(address), address.isLinkLocal || address.isMetadataService else { return true }
        refusedAddress = address
        return false
    }

    private func setSharing(_ request: HTTPRequest) {
        if request.connectsOnly {
            set(CURLOPT_CONNECT_ONLY, 1)
            // The server may speak anything within TLS: no protocol is offered that it would have to know.
            set(CURLOPT_SSL_ENABLE_ALPN, 0)
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        } else {
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        }
        if request.connection.isShared {
            // Wait for the first connection to say whether it can be shared, instead of opening one for each request.
            set(CURLOPT_PIPEWAIT, 1)
        } else {
            set(CURLOPT_FRESH_CONNECT, 1)
            set(CURLOPT_FORBID_REUSE, 1)
        }
    }

    private func setDeadline(_ deadline: ContinuousClock.Instant?) throws(TransportError) {
        guard let deadline else { return set(CURLOPT_CONNECTTIMEOUT_MS, 30_000) }
        let (seconds, attoseconds) = (deadline - .now).components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        guard milliseconds > 0 else { throw .failed(.timedOut(endpoint: endpoint), during: .connecting) }
        set(CURLOPT_TIMEOUT_MS, milliseconds)
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds)
    }

    private func setMethod(_ request: HTTPRequest) {
        if let body = request.body {
            set(CURLOPT_POST, 1)
            _ = kubelb_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            // SAFETY: COPYPOSTFIELDS copies as many bytes as were announced, within the call.
            body.withUnsafeBytes { bytes in
                set(CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            }
        }
        if request.method != (request.body == nil ? "GET" : "POST") { set(CURLOPT_CUSTOMREQUEST, request.method) }
    }

    /// The URL and headers; with another TLS name the connection still goes to the URL's own server.
    private func setAddress(_ request: HTTPRequest, _ url: RequestURL) {
        var headers = request.headers.map { "\($0.name): \($0.value)" }
        // Without it libcurl would first ask whether the body is welcome, and wait.
        headers.append("Expect:")
        if let name = request.connection.tls.serverName, url.isTLS {
            set(CURLOPT_URL, url.text(forHost: name))
            list(CURLOPT_CONNECT_TO, ["\(RequestURL.bracketed(name)):\(url.port):\(url.host):\(url.port)"])
            headers.append("Host: \(url.authority)")
        } else {
            set(CURLOPT_URL, request.url)
            if let address = request.connection.address {
                list(
                    CURLOPT_CONNECT_TO, ["\(url.host):\(url.port):\(RequestURL.bracketed(address)):\(url.port)"])
            }
        }
        list(CURLOPT_HTTPHEADER, headers)
    }

    private func setProxy(_ proxy: String?) {
        // Empty values keep libcurl from looking into the environment of the process.
        set(CURLOPT_NOPROXY, "")
        guard let proxy else { return set(CURLOPT_PROXY, "") }
        // client-go lets the proxy resolve the name; for libcurl that is another scheme.
        set(CURLOPT_PROXY, proxy.hasPrefix("socks5://") ? "socks5h://" + proxy.dropFirst("socks5://".count) : proxy)
    }

    private func setTLS(_ tls: TLSSettings) throws(TransportError) {
        guard isTLS else { return }
        if tls.skipsVerification {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        } else if let authority = tls.certificateAuthority {
            try set(CURLOPT_CAINFO_BLOB, authority, "certificate authority")
        }
        if let certificate = tls.clientCertificate, let key = tls.clientKey {
            try set(CURLOPT_SSLCERT_BLOB, certificate, "client certificate")
            try set(CURLOPT_SSLKEY_BLOB, key, "client key")
        }
    }

    private func set(_ option: CURLoption, _ value: Int) { _ = kubelb_curl_set_long(handle, option, value) }

    private func set(_ option: CURLoption, _ value: String) { _ = kubelb_curl_set_string(handle, option, value) }

    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        _ = kubelb_curl_set_pointer(handle, option, value)
    }

    private func set(_ option: CURLoption, _ bytes: [UInt8], _ what: String) throws(TransportError) {
        // SAFETY: the bytes are copied within the call.
        let result = bytes.withUnsafeBytes { kubelb_curl_set_blob(handle, option, $0.baseAddress, $0.count) }
        guard result == CURLE_OK else {
            throw .unusable("libcurl does not take the \(what): \(CurlLibrary.text(of: result))")
        }
    }

    private func list(_ option: CURLoption, _ texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        // SAFETY: each call copies its text; the list is freed after the handle.
        for text in texts { list = kubelb_curl_list_append(list, text) ?? list }
        guard let list else { return }
        lists.append(list)
        set(option, UnsafeMutableRawPointer(list))
    }
}
