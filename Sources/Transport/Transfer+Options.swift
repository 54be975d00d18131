import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Transfer {
    /// Sets everything that the request asks for.
    func configure(_ request: HTTPRequest, _ url: RequestURL) throws(TransportError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        // SAFETY: the callbacks run within curl_multi_perform and curl_easy_pause, while the transfer is held by
        // `CurlTransfers` or by its caller; the buffers are valid for the call, with the length given.
        set(CURLOPT_HEADERDATA, context)
        set(CURLOPT_WRITEDATA, context)
        set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        _ = kubelb_curl_set_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let isTaken = transfer.receivedHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return isTaken ? size * count : 0
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
        if request.connection.readsCertificate { set(CURLOPT_CERTINFO, 1) }
        // To the same machine, compression costs more than the bytes.
        if request.connection.allowsCompression, !url.isLoopback { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
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
        } else if request.connection.usesHTTP2WithoutTLS, !isTLS {
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE))
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
            throw .unusable("libcurl rejected the \(what): \(CurlLibrary.text(of: result))")
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
