import KubeLB
import Kubernetes

extension Topology {
    /// What all of the tenant's Envoys together count for the backends of a Route, by cluster.
    package func traffic(of exposure: RouteExposure) -> [RouteUpstream] {
        let clusters = upstreams(of: exposure)
        let envoys = envoys
        return clusters.map { upstream in
            var sum = EnvoyStatistics.Cluster()
            for (_, statistics) in envoys {
                if let counters = statistics.clusters[upstream.cluster] { sum.add(counters) }
            }
            return RouteUpstream(backend: upstream.backend, cluster: upstream.cluster, counters: sum)
        }
    }

    /// Whether requests to a Route fail at an Envoy that an old manager has limited to 15 seconds for each.
    func endsRequests(of exposure: RouteExposure) -> Bool {
        release(of: manager) != nil && !has(.unlimitedRequests)
            && traffic(of: exposure).contains { $0.counters.serverErrors > 0 }
    }

    /// The requests to a Route that its Envoys ended without an answer after 15 seconds, as their access logs say, the newest
    /// first.
    package func endedRequests(of exposure: RouteExposure) -> [(access: EnvoyAccess, source: LogSource)] {
        recorder?.note(.managerLogs)
        let ports = Set(
            (exposure.route.value?.services ?? []).flatMap(\.ports).compactMap(\.nodePort).filter { $0 > 0 })
        return envoys.flatMap { pod, _ -> [(access: EnvoyAccess, source: LogSource)] in
            let source = LogSource(envoy: pod)
            return (observation.logs[source]?.value?.lines ?? []).compactMap { line in
                guard let access = EnvoyAccess(line.message), access.flags.contains("UT"), access.status == 504,
                    (14_900...16_000).contains(access.milliseconds), access.nodePort.map(ports.contains) ?? false
                else { return nil }
                return (access, source)
            }
        }.sorted { $0.access.end > $1.access.end }
    }

    /// What the tenant's Envoys have logged about requests and connections to node ports.
    package var envoyTraffic: EnvoyTraffic { EnvoyTraffic(self) }

    /// Whether a timeout of a route, or of a policy that may be for it, ends requests: which ones, its Envoys log, too.
    package var hasRouteTimeouts: Bool {
        let policies = inTenantNamespace(BackendTrafficPolicy.self).value ?? []
        return policies.contains { $0.settings["timeout"] != nil }
            || takenRoutes.contains { exposure in
                exposure.source.spec.rules.contains { $0.others["timeouts"] != nil }
            }
    }
}

/// What the tenant's Envoys have logged, read once for all routes.
package struct EnvoyTraffic: Sendable {
    package struct Entry: Sendable {
        package let access: EnvoyAccess
        package let source: LogSource
    }

    /// By node port, in the logs' order.
    private let entries: [Int: [Entry]]

    init(_ topology: Topology) {
        topology.recorder?.note(.managerLogs)
        var found: [Int: [Entry]] = [:]
        for pod in topology.servingEnvoyPods ?? [] {
            let source = LogSource(envoy: pod)
            for line in topology.observation.logs[source]?.value?.lines ?? [] {
                guard let access = EnvoyAccess(line.message), let port = access.nodePort else { continue }
                found[port, default: []].append(Entry(access: access, source: source))
            }
        }
        entries = found
    }

    /// What they logged about the backends of a Route since it was changed last.
    package func entries(of exposure: RouteExposure) -> [Entry] {
        let ports = (exposure.route.value?.services ?? []).flatMap(\.ports).compactMap(\.nodePort).filter { $0 > 0 }
        return ports.uniqued().flatMap { entries[$0] ?? [] }.filter { entry in
            exposure.lastChange.map { entry.access.start.seconds(since: $0) >= 0 } ?? true
        }
    }
}
