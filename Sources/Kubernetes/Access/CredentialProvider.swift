import LocalSystem

/// Gives each request to a cluster its credential: reads token files again, and runs credential plugins when it has to.
package actor CredentialProvider {
    private let access: ClusterAccess
    private let surroundings: ExecPlugin.Surroundings
    private let onWait: (@Sendable (String) -> Void)?
    private let onMessage: (@Sendable (String) -> Void)?
    private let now: @Sendable () -> Timestamp

    private var tokenFromFile: (token: String, readAt: Timestamp)?
    private var issued: IssuedCredential?
    private var run: SharedRun<IssuedCredential>?

    /// client-go reads a token file again after a minute.
    private static let tokenFileSeconds = 60.0

    /// - Parameters:
    ///   - access: the cluster.
    ///   - variables: the environment of credential plugins, and their `PATH`.
    ///   - isTerminal: whether stdin is a terminal, at which plugins may ask.
    ///   - now: the time of day, for what expires.
    ///   - onWait: told what is waited for when a plugin starts: `the credential plugin NAME`.
    ///   - onMessage: told each line that a plugin which succeeds wrote to stderr, without credentials.
    package init(
        _ access: ClusterAccess, variables: [String: String], isTerminal: Bool,
        now: @escaping @Sendable () -> Timestamp = { Timestamp(milliseconds: WallClock.milliseconds) },
        onWait: (@Sendable (String) -> Void)? = nil, onMessage: (@Sendable (String) -> Void)? = nil
    ) {
        self.access = access
        surroundings = ExecPlugin.Surroundings(access: access, variables: variables, isTerminal: isTerminal)
        self.now = now
        self.onWait = onWait
        self.onMessage = onMessage
    }

    /// The credential for the next request. All who ask while a plugin runs wait for that one run; cancelling the last of
    /// them ends it.
    package func current(until deadline: ContinuousClock.Instant) async throws(CredentialError) -> RequestCredential {
        let authorization: String?
        var certificate: [UInt8]?
        var key: [UInt8]?
        switch access.credential {
        case .none: authorization = nil
        case .token(let token): authorization = "Bearer \(token)"
        case .tokenFile(let path): authorization = "Bearer \(try token(from: path))"
        case .basic(let user, let password):
            authorization = "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))"
        case .exec(let plugin):
            let issued = try await issued(by: plugin, until: deadline)
            authorization = issued.token.map { "Bearer \($0)" }
            certificate = issued.clientCertificate
            key = issued.clientKey
        }
        return RequestCredential(
            headers: (authorization.map { [.init("Authorization", $0)] } ?? [])
                + (access.impersonation?.headers ?? []),
            clientCertificate: certificate, clientKey: key)
    }

    /// Forgets a credential that the server has answered with 401, unless there is a newer one by now.
    package func refused(_ used: RequestCredential) {
        let authorization = used.headers.first { $0.name == "Authorization" }?.value
        if let token = tokenFromFile?.token, authorization == "Bearer \(token)" { tokenFromFile = nil }
        if let issued, authorization == issued.token.map({ "Bearer \($0)" }),
            used.clientCertificate == issued.clientCertificate
        {
            self.issued = nil
        }
    }

    private func token(from path: String) throws(CredentialError) -> String {
        let now = now()
        if let (token, readAt) = tokenFromFile, (0..<Self.tokenFileSeconds).contains(now.seconds(since: readAt)) {
            return token
        }
        let token = try TokenFile.read(path)
        tokenFromFile = (token, now)
        return token
    }

    private func issued(
        by plugin: ExecPlugin, until deadline: ContinuousClock.Instant
    ) async throws(CredentialError) -> IssuedCredential {
        if let issued, issued.isValid(at: now()) { return issued }
        if let run, let ticket = run.join() {
            return try await run.value(ticket, until: deadline, waitingFor: plugin.description)
        }
        let run = start(plugin, until: deadline)
        guard let ticket = run.join() else { throw CredentialError("\(plugin) was cancelled", isCancellation: true) }
        return try await run.value(ticket, until: deadline, waitingFor: plugin.description)
    }

    private func start(
        _ plugin: ExecPlugin, until deadline: ContinuousClock.Instant
    ) -> SharedRun<IssuedCredential> {
        onWait?(plugin.description)
        let surroundings = surroundings
        let run = SharedRun<IssuedCredential>(until: deadline) { [weak self] run throws(CredentialError) in
            do throws(CredentialError) {
                let (credential, messages) = try await plugin.issue(surroundings, until: deadline)
                await self?.end(run, credential, messages)
                return credential
            } catch {
                await self?.end(run, nil, [])
                throw error
            }
        }
        self.run = run
        return run
    }

    private func end(_ run: SharedRun<IssuedCredential>, _ credential: IssuedCredential?, _ messages: [String]) {
        // A run that was cancelled may end when the next one has begun.
        if self.run === run { self.run = nil }
        if let credential { issued = credential }
        for message in messages { onMessage?(message) }
    }
}
