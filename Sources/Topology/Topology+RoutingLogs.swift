import Characters
import KubeLB
import Kubernetes

/// Logs of ingress-nginx and external-dns in the management cluster: what they refuse, and what is wrong with certificates,
/// requests and records, stands in no object.
extension Topology {
    /// The workloads of ingress-nginx that serve the Ingresses of the tenant, or should.
    package var loggingIngressControllers: [ServingController.Workload] {
        var seen: Set<String> = []
        return takenRoutes.flatMap { exposure -> [ServingController.Workload] in
            guard exposure.route.value != nil,
                case .controller(ServingController.ingressNGINX, let workloads?)? = ingressController(for: exposure)?
                    .state
            else { return [] }
            return workloads
        }.filter { seen.insert($0.reference).inserted }
    }

    /// The controllers whose logs are read for the tenant's objects of Layer 7.
    package var loggingControllers: [ServingController.Workload] {
        var seen: Set<String> = []
        return routingLoggers.map(\.workload).filter { seen.insert($0.reference).inserted }
    }

    /// The logs of a controller, whether they were read or not.
    func logs(of workload: ServingController.Workload) -> [LogSource] {
        guard let container = workload.state.template.containers.first?.name, !workload.state.selector.isEmpty else {
            return []
        }
        return pods(of: workload).map {
            LogSource(
                side: .management, namespace: $0.metadata.namespace, pod: $0.metadata.name, container: container)
        }
    }

    func pods(of workload: ServingController.Workload) -> [Pod] {
        managementPods(of: workload.metadata, workload.state)
    }

    /// The pods of ingress-nginx that serve an Ingress, as far as they were read.
    package func ingressPods(of exposure: RouteExposure) -> [Pod] {
        guard
            case .controller(ServingController.ingressNGINX, let workloads?)? = ingressController(for: exposure)?.state
        else { return [] }
        return workloads.flatMap(pods)
    }

    /// The lines of ingress-nginx's logs that could be read and that are not older than a moment, of each pod the newest first.
    package func ingressLog(
        of exposure: RouteExposure, since start: Timestamp?
    ) -> [(line: LogLine, source: LogSource)] {
        guard
            case .controller(ServingController.ingressNGINX, let workloads?)? = ingressController(for: exposure)?.state
        else { return [] }
        recorder?.note(.managerLogs)
        return workloads.flatMap(logs).flatMap { source in
            (observation.logs[source]?.value?.lines ?? []).reversed().filter { line in
                // Objects have no fractions of seconds.
                start.map { start in line.time.map { $0.seconds(since: start) >= 0 } ?? false } ?? true
            }.map { (line: $0, source: source) }
        }
    }

    /// The lines of ingress-nginx about requests for the hosts of an Ingress that contain a phrase, of each pod the newest first.
    package func ingressErrors(
        of exposure: RouteExposure, containing phrase: String
    ) -> [(line: LogLine, source: LogSource)] {
        guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value else {
            return []
        }
        let servers = generated.spec.hosts.map { "server: \($0)," }
        return ingressLog(of: exposure, since: exposure.lastChange).filter { line, _ in
            line.message.containsBytes(of: phrase) && servers.contains { line.message.containsBytes(of: $0) }
        }
    }

    /// That ingress-nginx does not reach the tenant's Envoys, as it logs again and again; empty if it does.
    package func failedConnections(of exposure: RouteExposure) -> [(line: LogLine, source: LogSource)] {
        let failures = ingressErrors(of: exposure, containing: " while connecting to upstream").filter { line, _ in
            ["timed out", "No route to host", "Host is unreachable", "Connection refused"].contains {
                line.message.containsBytes(of: $0)
            }
        }
        let times = failures.compactMap(\.line.time)
        guard failures.count >= Self.fewestFailures, let last = times.max(), let first = times.min(),
            now.seconds(since: last) < Self.failurePause, last.seconds(since: first) >= Self.failureSpan
        else { return [] }
        return failures
    }

    /// A pod of Envoy that stops costs a few connections, too.
    private static let fewestFailures = 3
    private static let failureSpan = 60.0
    private static let failurePause = 900.0

    // MARK: external-dns

    /// The last line in which external-dns skips a host because its record belongs to another owner, and the two owners. It logs
    /// that only at level debug (`plan/plan.go`, `registry/txt`).
    package func skippedRecord(of host: String) -> (found: String, required: String, line: LogLine, source: LogSource)?
    {
        recorder?.note(.managerLogs)
        for source in externalDNS.flatMap(logs) {
            for line in (observation.logs[source]?.value?.lines ?? []).reversed() {
                guard line.message.containsBytes(of: "Skipping endpoint \(host) "),
                    line.message.containsBytes(of: "owner id does not match"),
                    let found = Self.owner(after: "found: ", in: line.message),
                    let required = Self.owner(after: "required: ", in: line.message)
                else { continue }
                return (found, required, line, source)
            }
        }
        return nil
    }

    /// In quotes, which may be escaped.
    private static func owner(after label: String, in text: String) -> String? {
        guard let start = text.firstByteRange(of: label)?.upperBound else { return nil }
        let value = text[start...].drop { $0 == "\\" || $0 == "\"" }.prefix { $0 != "\\" && $0 != "\"" && $0 != "," }
        return value.isEmpty ? nil : String(value)
    }
}
