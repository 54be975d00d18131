import KubeLB
import Kubernetes
import Probes

extension ProbePlan {
    /// The requests for the hosts of an object of Layer 7, by address, then the lookups of these hosts. Requests go to the
    /// addresses of its status: what the hosts resolve to is a test of its own.
    package func probes(of exposure: RouteExposure) -> [PlannedProbe] {
        let addresses = exposure.addresses.uniqued()
        let tests = exposure.hostTests(path: options.path).filter { test in
            options.ports.isEmpty
                || options.ports.contains { $0.port == test.port && ($0.protocol ?? "TCP") == "TCP" }
        }
        let obstacle = options.obstacle ?? (exposure.isTerminating ? "it is being deleted" : nil)
        let owner = exposure.source.reference
        var probes: [PlannedProbe] = []
        if options.sendsRequests {
            for address in addresses {
                for test in tests { probes.append(request(test, at: address, of: owner, obstacle)) }
            }
        }
        guard options.looksUpHosts, !addresses.isEmpty else { return probes }
        let hosts = tests.compactMap(\.host).uniqued().map(Self.resolvable).filter { HostRequest.isHostName($0.name) }
        return probes
            + hosts.map { name, note in
                PlannedProbe(
                    service: owner, place: .address, address: name, port: 53, protocol: "DNS",
                    target: ProbeTarget(address: name, port: 53, kind: .lookup(expected: addresses)),
                    skipped: obstacle, note: note)
            }
    }

    private func request(
        _ test: HostTest, at address: String, of owner: String, _ obstacle: String?
    ) -> PlannedProbe {
        let host = test.host.map(Self.resolvable)
        let target: ProbeTarget?
        var refusal = test.refusal
        do throws(HostRequest.Refusal) {
            let request = try HostRequest(
                host: host?.name, path: test.path, usesTLS: test.usesTLS, isGRPC: test.isGRPC,
                allowsQuery: options.path != nil)
            target = ProbeTarget(address: address, port: test.port, kind: .request(request))
        } catch {
            target = nil
            refusal = refusal ?? error.reason
        }
        return PlannedProbe(
            service: owner, place: .address, address: address, port: test.port, protocol: "TCP", target: target,
            title: target == nil ? "request for \(test.host ?? address) at \(address)" : nil,
            skipped: refusal ?? obstacle, note: host?.note ?? (test.host == nil ? "for any host" : nil))
    }

    /// The first label of hosts that stand for a wildcard.
    private static let madeUpLabel = "kubelb-ctl"

    /// A host name for `*.example.org`, and what is to be said about it; any other name as it is.
    private static func resolvable(_ host: String) -> (name: String, note: String?) {
        guard host.hasPrefix("*.") else { return (host, nil) }
        return (madeUpLabel + host.dropFirst(), "\(madeUpLabel) stands for * in \(host)")
    }

    /// Requests that one run sends at most, and lookups.
    package static let hostLimit = 50

    /// The probes without those beyond the limit: of each resource the first one of them stands for the others, skipped.
    package static func limited(_ probes: [PlannedProbe], to limit: Int = hostLimit) -> [PlannedProbe] {
        var counts: [Bool: Int] = [:]
        var beyond: [String: Int] = [:]
        let kept = probes.filter { probe in
            guard let kind = probe.target?.kind else { return true }
            let isLookup: Bool
            switch kind {
            case .request: isLookup = false
            case .lookup: isLookup = true
            case .tcp, .udp, .tls, .http: return true
            }
            counts[isLookup, default: 0] += 1
            if counts[isLookup, default: 0] <= limit { return true }
            beyond[probe.service, default: 0] += 1
            return false
        }
        return kept
            + beyond.sorted { $0.key < $1.key }.map { owner, count in
                PlannedProbe(
                    service: owner, place: .address, address: "", port: 0, protocol: "TCP", target: nil,
                    title: "\(count) more request\(count == 1 ? "" : "s") or lookup\(count == 1 ? "" : "s")",
                    skipped: "at most \(limit) requests and \(limit) lookups are made; name fewer objects")
            }
    }
}

extension Topology {
    /// Whether an object of Layer 7 was tested, and what came of it; nil if no tests were requested.
    package func probes(of exposure: RouteExposure) -> [MadeProbe]? {
        recorder?.note(.probes)
        return observation.probes == nil ? nil : probesByService[exposure.source.reference] ?? []
    }
}
