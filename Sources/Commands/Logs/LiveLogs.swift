import KubeLB
import Kubernetes
import Topology

/// The logs of pods, read through the API servers.
struct LiveLogs: LogSupply {
    let topology: Topology
    let clients: [ClusterSide: APIClient]
    /// How long the next bytes of an answer may take.
    let patience: Duration
    var readingLimit: Duration? { patience }

    func logs(_ components: [LogComponent], previous: Bool) -> LogChoice {
        var choice = LogChoice()
        for component in components {
            if let failure = topology.failure(of: component.side) {
                choice.problems.append(
                    LogProblem(
                        text: "\(component.side.rawValue) cluster, log of the \(component.title): \(failure)",
                        component: component))
                continue
            }
            let pods = pods(of: component)
            if let reason = pods.unknown {
                var problem = LogProblem(text: "pods of the \(component.title): \(reason)", component: component)
                if case .forbidden = reason { problem.kind = .forbidden }
                choice.problems.append(problem)
            } else if pods.value?.isEmpty ?? true {
                choice.problems.append(
                    LogProblem(
                        text: "no pods of the \(component.title) in the \(component.side.rawValue) cluster",
                        kind: .absent, component: component))
            }
            choice.logs += (pods.value ?? []).map { source(component, $0, previous: previous) }
        }
        return choice
    }

    private func pods(of component: LogComponent) -> Observed<[Pod]> {
        switch component {
        case .ccm: topology.pods(of: topology.ccm)
        case .manager: topology.pods(of: topology.manager)
        case .envoy: topology.envoyPods
        }
    }

    func source(_ component: LogComponent, _ pod: Pod, previous: Bool = false) -> LogSource {
        let container: String? =
            switch component {
            case .ccm: topology.ccm.container(of: pod.spec)?.name
            case .manager: topology.manager.container(of: pod.spec)?.name
            case .envoy: nil
            }
        return LogSource(
            side: component.side, namespace: pod.metadata.namespace, pod: pod.metadata.name,
            container: container ?? component.containerName, isPrevious: previous)
    }

    /// How often a container had been restarted when the pods were read; 0 for one that was not there.
    func restarts(of source: LogSource) -> Int {
        let pod = pods(of: LogComponent(of: source)).value?.first {
            $0.metadata.name == source.pod && $0.metadata.namespace == source.namespace
        }
        return pod?.containerStatuses.first { $0.name == source.container }?.restartCount ?? 0
    }

    /// Where the pods of a component are, to watch them; nil where that is not known.
    func query(_ component: LogComponent) -> ListQuery? {
        func labelled(_ name: String) -> String { "\(KubeLBNames.appNameLabel)=\(name)" }
        switch component {
        case .ccm: return ListQuery(namespace: topology.ccm.namespace, labels: labelled(KubeLBNames.ccmAppName))
        case .manager:
            return ListQuery(namespace: topology.manager.namespace, labels: labelled(KubeLBNames.managerAppName))
        case .envoy:
            return topology.tenantNamespace.map { ListQuery(namespace: $0, labels: labelled($0)) }
        }
    }

    func open(_ log: LogSource, _ range: LogRange) async -> Result<any LogLines, LogProblem> {
        guard let client = clients[log.side] else {
            return .failure(LogProblem(text: "\(log): the \(log.side.rawValue) cluster is unreachable"))
        }
        var query = Self.query(log)
        query.tailLines = range.tail
        query.sinceTime = range.since
        do throws(APIError) {
            return .success(try await client.logStream(query, patience: patience))
        } catch {
            return .failure(Self.problem(log, error))
        }
    }

    static func query(_ log: LogSource) -> LogQuery {
        var query = LogQuery(namespace: log.namespace, pod: log.pod, container: log.container)
        query.isPrevious = log.isPrevious
        return query
    }

    static func problem(_ log: LogSource, _ error: APIError) -> LogProblem {
        var problem = LogProblem(text: "\(log): \(error.summary)", component: LogComponent(of: log))
        switch error {
        case .notFound: problem = LogProblem(text: "\(log): the pod is gone", kind: .absent)
        // No run yet, no earlier run, no such container: the API server says which.
        case .refused(status: 400, let reason): problem = LogProblem(text: "\(log): \(reason)", kind: .absent)
        case .forbidden: problem.kind = .forbidden
        default: break
        }
        return problem
    }
}
