import Transport

/// Probes by TLS and HTTP over libcurl. Certificates are not checked: whether the way is there is the question.
struct HTTPProbes: Sendable {
    /// One try at one address.
    struct Job: Sendable {
        let target: ProbeTarget
        let address: SocketAddress
    }

    let timeout: Duration
    let deadline: ContinuousClock.Instant?
    let userAgent: String

    /// Requests at the same time.
    private static let limit = 64

    /// The outcomes in the order of the jobs.
    func run(_ jobs: [Job]) async -> [ProbeOutcome] {
        await Self.run(jobs, limit: Self.limit) { job, engine in await run(job, engine) }
    }

    /// The same for any way to try them, so many at the same time.
    static func run(
        _ jobs: [Job], limit: Int, _ attempt: @escaping @Sendable (Job, HTTPEngine) async -> ProbeOutcome
    ) async -> [ProbeOutcome] {
        guard !jobs.isEmpty else { return [] }
        let engine: HTTPEngine
        do throws(TransportError) {
            engine = try HTTPEngine()
        } catch {
            return jobs.map { _ in .failed(error.summary) }
        }
        return await withTaskGroup(of: (Int, ProbeOutcome).self) { group in
            var outcomes = [ProbeOutcome](repeating: .failed("nothing was tried"), count: jobs.count)
            for (index, job) in jobs.enumerated() {
                if index >= limit, let (done, outcome) = await group.next() { outcomes[done] = outcome }
                group.addTask { (index, await attempt(job, engine)) }
            }
            for await (done, outcome) in group { outcomes[done] = outcome }
            return outcomes
        }
    }

    private func run(_ job: Job, _ engine: HTTPEngine) async -> ProbeOutcome {
        guard let request = request(for: job) else { return .failed("nothing to request") }
        // libcurl does not tell a machine without a way there from a network without one.
        if let reason = job.address.missingRoute { return .noRoute(reason) }
        let start = ContinuousClock.now
        do throws(TransportError) {
            let response = try await engine.send(request)
            let time = ContinuousClock.now - start
            return request.connectsOnly ? .open(after: time) : .status(response.head.status, after: time)
        } catch {
            return Self.outcome(of: error)
        }
    }

    private func request(for job: Job) -> HTTPRequest? {
        let target = job.target
        let (name, path, usesTLS, connectsOnly): (String?, String, Bool, Bool)
        switch target.kind {
        case .tls(let serverName): (name, path, usesTLS, connectsOnly) = (serverName, "/", true, true)
        case .http(let asked, let tls, let serverName):
            (name, path, usesTLS, connectsOnly) = (serverName, asked, tls, false)
        case .tcp, .udp, .request, .lookup: return nil
        }
        let host = ProbeTarget.bracketed(name ?? target.address)
        var request = HTTPRequest(url: "\(usesTLS ? "https" : "http")://\(host):\(target.port)\(path)")
        request.connectsOnly = connectsOnly
        request.headers = [("User-Agent", userAgent)]
        request.connection.isShared = false
        request.connection.tls.skipsVerification = true
        request.connection.address = job.address.text
        let own = ContinuousClock.now + timeout
        request.deadline = deadline.map { min($0, own) } ?? own
        return request
    }

    static func outcome(of error: TransportError) -> ProbeOutcome {
        guard case .failed(let failure, let phase) = error else { return .failed(error.summary) }
        switch failure {
        case .refused: return .refused
        case .reset: return .reset
        case .timedOut:
            switch phase {
            case .connecting: return .noAnswer(.connection)
            case .handshake: return .noAnswer(.handshake)
            case .waiting, .reading: return .noAnswer(.answer)
            }
        case .unreachable, .notConnected: return .unreachable(failure.summary)
        case .nameNotResolved: return .notResolved(failure.summary)
        case .tls(let reason, _): return .noTLS(reason.summary)
        case .other: return .noHTTP(failure.summary)
        case .proxy: return .failed(failure.summary)
        }
    }
}
