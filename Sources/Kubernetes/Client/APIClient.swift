import Transport

/// A client of one API server with one identity.
package struct APIClient: Sendable {
    package let access: ClusterAccess
    let engine: HTTPEngine
    let settings: Settings
    private let credentials: CredentialProvider
    private let proxy: String?
    /// Of retries, and of lists and watches that are requested again.
    let retryPace = RetryPace()
    /// nil: each document of discovery is requested whenever it is needed.
    var discovery: DiscoveryMemory?

    package struct Settings: Sendable {
        /// For one request with all its tries.
        package var timeout = Duration.seconds(20)
        /// Objects a page of a list.
        package var pageSize = 5000
        package var userAgent = "kubelb-ctl"
        /// The environment: for proxies where the kubeconfig names none, and for credential plugins.
        package var variables: [String: String] = [:]
        /// Whether a credential plugin may ask the user.
        package var isTerminal = false
        /// Gets what a credential plugin writes to stderr.
        package var note: (@Sendable (String) -> Void)?
        /// What the server is called where a request that is on its way is named: `management`.
        package var name = ""
        /// Gets a description of every request.
        package var log: RequestLog?
        /// Notified of every request in flight.
        package var activity: RequestActivity?
        /// Whether no connection is opened to a link-local address: the server is one that a cluster names.
        package var refusesLinkLocal = false

        package init() {}
    }

    package init(_ access: ClusterAccess, engine: HTTPEngine, settings: Settings = Settings()) {
        self.access = access
        self.engine = engine
        self.settings = settings
        credentials = CredentialProvider(
            access, variables: settings.variables, isTerminal: settings.isTerminal, onMessage: settings.note)
        proxy = access.proxyURL ?? ProxyEnvironment(settings.variables).proxy(forURL: access.server)
    }

    /// Sends a request and reads the whole answer.
    ///
    /// GETs are retried, each client's 20 times a second at most, after 429, 503 and a dropped connection, and any request after a 401 where the credentials
    /// can be renewed: as long as the deadline leaves time. It is the client's timeout from now on, or `limit` if that is sooner.
    package func answer(
        to call: APICall, until limit: ContinuousClock.Instant? = nil
    ) async throws(APIError) -> APIAnswer {
        try await reading(call, until: limit) { response throws(Attempt.Failure) in
            do throws(TransportError) {
                let (body, share) = try await response.body.hold(limit: call.bodyLimit)
                return APIAnswer(head: response.head, body: body, share: share)
            } catch {
                throw Attempt.Failure(.transport(error, request: call.description))
            }
        }
    }

    /// The same, with each answer of 2xx read by `read`, which begins afresh with every try.
    func reading<Value: Sendable>(
        _ call: APICall, until limit: ContinuousClock.Instant?,
        _ read: (HTTPResponse) async throws(Attempt.Failure) -> Value
    ) async throws(APIError) -> Value {
        try await tracked(call, until: limit) { deadline throws(APIError) in
            try await retrying(call, until: deadline) { credential throws(Attempt.Failure) in
                try await read(try await open(call, credential, until: deadline))
            }
        }
    }

    /// Sends a request whose answer has no end of its own: a watch, a log that is followed. Its head has the client's timeout;
    /// its body ends with an error after the time given, so that a server that vanished is not waited for for ever.
    package func stream(_ call: APICall, for limit: Duration? = nil) async throws(APIError) -> HTTPBody {
        try await tracked(call) { deadline throws(APIError) in
            try await retrying(call, until: deadline) { credential throws(Attempt.Failure) in
                let end = limit.map { ContinuousClock.now + $0 }
                let head = await withDeadline(min(deadline, end ?? deadline)) {
                    await result { () throws(Attempt.Failure) in try await open(call, credential, until: end) }
                }
                guard let head else {
                    throw Attempt.Failure(
                        .transport(.failed(.timedOut(endpoint: nil), during: .waiting), request: call.description))
                }
                return try head.get().body
            }
        }
    }

    private func tracked<Value: Sendable>(
        _ call: APICall, until limit: ContinuousClock.Instant? = nil,
        _ body: (ContinuousClock.Instant) async throws(APIError) -> Value
    ) async throws(APIError) -> Value {
        let ticket = settings.activity?.begin((settings.name.isEmpty ? "" : settings.name + ": ") + call.description)
        defer { if let ticket { settings.activity?.end(ticket) } }
        let deadline = ContinuousClock.now + settings.timeout
        return try await body(min(deadline, limit ?? deadline))
    }

    private func retrying<Value: Sendable>(
        _ call: APICall, until deadline: ContinuousClock.Instant,
        _ attempt: (RequestCredential) async throws(Attempt.Failure) -> Value
    ) async throws(APIError) -> Value {
        var tries = 0
        var hasRenewed = false
        while true {
            let credential = try await credential(until: deadline)
            do throws(Attempt.Failure) {
                return try await attempt(credential)
            } catch {
                tries += 1
                if case .unauthorized = error.error, !hasRenewed, access.credential.isRenewable {
                    hasRenewed = true
                    await credentials.refused(credential)
                    continue
                }
                guard let least = error.pause(afterTries: tries, of: call), .now + least < deadline else {
                    throw error.error
                }
                let pause = retryPace.pause(least)
                guard .now + pause < deadline else { throw error.error }
                guard (try? await Task.sleep(for: pause)) != nil else {
                    throw .transport(.cancelled, request: call.description)
                }
            }
        }
    }

    private func credential(until deadline: ContinuousClock.Instant) async throws(APIError) -> RequestCredential {
        do {
            return try await credentials.current(until: deadline)
        } catch {
            throw .credentials(error)
        }
    }

    /// One try: sends the request and waits for a head of 2xx.
    private func open(
        _ call: APICall, _ credential: RequestCredential, until deadline: ContinuousClock.Instant?
    ) async throws(Attempt.Failure) -> HTTPResponse {
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await engine.send(request(call, credential, until: deadline))
        } catch {
            throw Attempt.Failure(.transport(error, request: call.description))
        }
        guard !(200..<300).contains(response.head.status) else { return response }
        // A refusal is small; what is larger, or breaks off, is none that can be understood.
        let body = (try? await response.body.collect(limit: 1 << 20)) ?? []
        throw Attempt.Failure(APIError(response.head, body: body, call: call), head: response.head, body: body)
    }

    private func request(
        _ call: APICall, _ credential: RequestCredential, until deadline: ContinuousClock.Instant?
    ) -> HTTPRequest {
        var request = HTTPRequest(url: access.server + call.target)
        request.method = call.method
        request.headers = [("Accept", call.accept), ("User-Agent", settings.userAgent)]
        if let body = call.body {
            request.headers.append(("Content-Type", call.contentType))
            request.body = body
        }
        request.deadline = deadline
        request.connection.tls = access.tls
        credential.apply(to: &request)
        request.connection.allowsCompression = !access.disablesCompression
        request.connection.proxy = proxy
        request.connection.refusesLinkLocal = settings.refusesLinkLocal
        settings.log?.follow(&request)
        return request
    }
}

/// The whole answer to a request that was granted.
package struct APIAnswer: Sendable {
    package let head: HTTPHead
    package let body: [UInt8]
    /// Counts the body among those that are read at the same time, as long as it is kept.
    fileprivate(set) var share: BodyShare?
}

extension APIClient {
    /// A client of another server over the same connections and settings.
    package func forOtherServer(
        _ access: ClusterAccess, name: String, timeout: Duration? = nil, refusesLinkLocal: Bool
    ) -> APIClient {
        var settings = settings
        settings.name = name
        settings.refusesLinkLocal = refusesLinkLocal
        if let timeout { settings.timeout = min(timeout, settings.timeout) }
        return APIClient(access, engine: engine, settings: settings)
    }
}
