/// Tries targets, all at the same time, each with a deadline, and says what came of each.
///
/// Nothing is sent but what a target asks for, and that once.
package struct Prober: Sendable {
    package struct Settings: Sendable {
        /// For each probe, and for the resolution of each name before it.
        package var timeout = Duration.seconds(5)
        /// For all of them.
        package var deadline: ContinuousClock.Instant?
        package var userAgent = "kubelb-ctl"
        /// How long a TCP connection that stands is watched for the other side to end it.
        var settling = Duration.milliseconds(300)

        package init() {}
    }

    let settings: Settings
    private let turns = Turns(HostProbes.limit)
    var resolver: NameResolution.Resolver = SocketAddress.resolve

    package init(_ settings: Settings = Settings()) {
        self.settings = settings
    }

    /// The results in the order of the targets. Cancelling the task ends them early.
    package func probe(_ targets: [ProbeTarget]) async -> [ProbeResult] {
        let hosts = Dictionary(grouping: targets.indices) { targets[$0].address }
        let literals = Dictionary(
            uniqueKeysWithValues: hosts.keys.compactMap { host in SocketAddress(host).map { (host, $0) } })
        return await withTaskGroup(of: [(Int, ProbeResult)].self) { group in
            // Names, each when it is resolved; what has an address waits for none of them.
            for (name, indices) in hosts where literals[name] == nil {
                group.addTask { await probe(name, indices.map { ($0, targets[$0]) }) }
            }
            let ready = targets.indices.compactMap { index in
                literals[targets[index].address].map { (index, targets[index], [$0]) }
            }
            group.addTask { await attempt(ready) }
            var results = targets.map { ProbeResult(target: $0, outcome: .failed("nothing was tried")) }
            for await part in group {
                for (index, result) in part { results[index] = result }
            }
            return results
        }
    }

    private func probe(_ name: String, _ targets: [(Int, ProbeTarget)]) async -> [(Int, ProbeResult)] {
        let resolution = NameResolution(resolver: resolver, timeout: remaining)
        let start = ContinuousClock.now
        switch await resolution.addresses(of: name) {
        case .success(let addresses):
            let time = ContinuousClock.now - start
            var results: [(Int, ProbeResult)] = []
            for (position, target) in targets {
                guard case .lookup(let expected) = target.kind else { continue }
                let outcome = ProbeOutcome.resolved(
                    addresses.map(\.text), expected: await resolved(expected), after: time)
                results.append((position, ProbeResult(target: target, outcome: outcome)))
            }
            let others = targets.filter { $0.1.kind.connects }
            return results + (await attempt(others.map { ($0.0, $0.1, addresses) }))
        case .failure(let failure):
            let outcome: ProbeOutcome =
                switch failure {
                case .timedOut: .noAnswer(.name)
                case .refused(let reason): .notResolved(reason)
                }
            return targets.map { ($0.0, ProbeResult(target: $0.1, outcome: outcome)) }
        }
    }

    /// The IP addresses that some addresses and names stand for; nothing for a name that does not resolve.
    private func resolved(_ names: [String]) async -> [String] {
        var found: [String] = []
        for name in names {
            if let literal = SocketAddress(name) {
                found.append(literal.text)
            } else if case .success(let addresses) = await NameResolution(resolver: resolver, timeout: remaining)
                .addresses(of: name)
            {
                found += addresses.map(\.text)
            }
        }
        return found
    }

    private var remaining: Duration {
        let left = settings.deadline.map { max(.zero, $0 - .now) } ?? settings.timeout
        return min(left, settings.timeout)
    }

    private func attempt(_ targets: [(Int, ProbeTarget, [SocketAddress])]) async -> [(Int, ProbeResult)] {
        var sockets: [(position: Int, job: ProbeSocket.Job)] = []
        var requests: [(position: Int, job: HTTPProbes.Job)] = []
        var hosts: [(position: Int, job: HTTPProbes.Job)] = []
        for (position, (_, target, addresses)) in targets.enumerated() {
            for address in addresses {
                switch target.kind {
                case .tcp: sockets.append((position, .init(address: address, port: target.port, datagram: nil)))
                case .udp(let payload):
                    sockets.append((position, .init(address: address, port: target.port, datagram: payload)))
                case .tls, .http: requests.append((position, .init(target: target, address: address)))
                case .request: hosts.append((position, .init(target: target, address: address)))
                case .lookup: break
                }
            }
        }
        let http = HTTPProbes(timeout: settings.timeout, deadline: settings.deadline, userAgent: settings.userAgent)
        let socket = SocketProbes(
            timeout: settings.timeout, settling: settings.settling, deadline: settings.deadline)
        let host = HostProbes(
            timeout: settings.timeout, deadline: settings.deadline, userAgent: settings.userAgent, turns: turns)
        let (jobs, hostJobs) = (requests.map(\.job), hosts.map(\.job))
        async let answers = http.run(jobs)
        async let responses = host.run(hostJobs)
        let outcomes = await socket.run(sockets.map(\.job))
        var attempts = [[ProbeResult.Attempt]](repeating: [], count: targets.count)
        for (entry, outcome) in zip(sockets, outcomes) {
            attempts[entry.position].append(.init(address: entry.job.address.text, outcome: outcome))
        }
        for (entry, outcome) in zip(requests + hosts, await answers + responses) {
            attempts[entry.position].append(.init(address: entry.job.address.text, outcome: outcome))
        }
        return targets.indices.map { position in
            (targets[position].0, ProbeResult(target: targets[position].1, attempts: attempts[position]))
        }
    }
}
