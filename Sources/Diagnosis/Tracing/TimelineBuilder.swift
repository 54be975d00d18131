import KubeLB
import Kubernetes
import Topology

/// Gathers the entries of a timeline, each with its place among those of the same moment.
struct TimelineBuilder {
    /// An entry and where it stands among those of one moment and kind.
    struct Placed: Sendable {
        let entry: TraceTimeline.Entry
        let part: Part
        let number: Int

        static func isBefore(_ left: Placed, _ right: Placed) -> Bool {
            if left.entry.time != right.entry.time { return left.entry.time < right.entry.time }
            return (left.entry.kind.rank, left.part.rawValue, left.number)
                < (right.entry.kind.rank, right.part.rawValue, right.number)
        }
    }

    /// What entries are about, in the order of the path.
    enum Part: Int, Sendable {
        case service
        case ccm
        case nodes
        case tenant
        case loadBalancer
        case addresses
        case manager
        case envoyService
        case envoy
        case events
        case logs
    }

    let topology: Topology
    private let clocks: ClusterClocks
    var part = Part.service
    private var entries: [Placed] = []
    /// What could not be read, each a line.
    private(set) var gaps: [String] = []

    init(_ topology: Topology, _ clocks: ClusterClocks) {
        self.topology = topology
        self.clocks = clocks
    }

    /// In their order, each once.
    var sorted: [Placed] {
        var seen = Set<TraceTimeline.Entry>()
        return entries.filter { seen.insert($0.entry).inserted }.sorted(by: Placed.isBefore)
    }

    /// What all paths of a tenant have in common.
    mutating func addCommon(_ objects: PathObjects, tenantNamespace: String?) {
        part = .ccm
        addController(topology.ccm)
        part = .tenant
        if let tenant = topology.tenantObject.value {
            add(.management, tenant)
            add(.management, tenant.conditions, of: tenant.reference)
        }
        if let config = topology.config.value { add(.management, config) }
        part = .addresses
        if let addresses = topology.defaultAddresses.value { add(.management, addresses) }
        part = .manager
        addController(topology.manager)
        part = .envoy
        addEnvoy()
        part = .events
        addEvents(objects)
        part = .logs
        addLogs(tenantNamespace: tenantNamespace)
    }

    /// What is of one path alone.
    mutating func addOwn(_ subject: TraceSubject, _ common: CommonTimeline) {
        if let exposure = subject.exposure, exposure.isServiceVisible {
            add(.tenant, exposure.service)
            for slice in exposure.slices.value ?? [] { add(.tenant, slice) }
        }
        part = .nodes
        addNodes(
            since: (subject.exposure?.service.metadata ?? subject.route?.source.metadata)?.creationTimestamp)
        part = .loadBalancer
        if let loadBalancer = subject.loadBalancer.value { add(.management, loadBalancer) }
        part = .envoyService
        if let service = subject.envoyService.value { add(.management, service) }
        part = .events
        var objects = PathObjects()
        if let exposure = subject.exposure { objects.add(exposure) }
        if let loadBalancer = subject.loadBalancer.value { objects.add(loadBalancer) }
        for (side, event) in common.events.about(objects) { add(side, event) }
        if let route = subject.route { addRoute(route, common) }
        part = .logs
        for log in common.errors { addErrors(of: log, subject) }
    }

    private mutating func add(
        _ time: Timestamp?, _ side: ClusterSide, _ kind: TraceTimeline.Kind, _ object: String, _ text: String,
        isTrouble: Bool = false
    ) {
        guard let time else { return }
        let entry = TraceTimeline.Entry(
            time: clocks.corrected(time, side), side: side, kind: kind, object: object, text: text,
            isTrouble: isTrouble)
        entries.append(Placed(entry: entry, part: part, number: entries.count))
    }

    // MARK: Objects

    mutating func add<Object: KubernetesObject>(_ side: ClusterSide, _ object: Object) {
        add(side, kind: Object.kind, object.metadata)
    }

    mutating func add(_ side: ClusterSide, kind: String, _ metadata: ObjectMeta) {
        let reference = "\(kind) \(metadata.path)"
        add(metadata.creationTimestamp, side, .created, reference, "created")
        for entry in metadata.managedFields {
            let target = entry.subresource.isEmpty ? "" : "\(entry.subresource) "
            let isTold = entry.members.isEmpty || entry.members == [entry.subresource]
            let members = isTold ? "" : ": \(entry.members.joined(separator: ", "))"
            // The first write is the creation, of which no more is known than this.
            add(
                entry.time, side, .write, reference,
                "\(target)written by \(entry.manager.isEmpty ? "somebody" : entry.manager)"
                    + " (\(entry.operation.isEmpty ? "Update" : entry.operation))\(members)")
        }
        if metadata.deletionTimestamp != nil {
            let held = metadata.finalizers.isEmpty ? "" : ", held by \(metadata.finalizers.joined(separator: ", "))"
            add(metadata.deletionTimestamp, side, .deleted, reference, "deletion requested\(held)", isTrouble: true)
        }
    }

    mutating func add(
        _ side: ClusterSide, _ conditions: [Condition], of reference: String, troubleStatus: String = "False"
    ) {
        for condition in conditions {
            let details = [condition.reason, condition.message].filter { !$0.isEmpty }.joined(separator: ": ")
            add(
                condition.lastTransitionTime, side, .condition, reference,
                "\(condition.type) is \(condition.status)\(details.isEmpty ? "" : " (\(details))")",
                isTrouble: condition.status == troubleStatus)
        }
    }

    private mutating func addController(_ controller: Controller) {
        let side = controller.role.side
        if let deployment = topology.deployment(of: controller).value {
            add(side, deployment)
            add(side, deployment.state.conditions, of: deployment.reference)
        }
        for pod in topology.pods(of: controller).value ?? [] { add(side, pod: pod) }
        if let lease = topology.lease(of: controller).value, topology.isLeaseStale(of: controller) == true {
            let holder = lease.holderIdentity.isEmpty ? "released" : "last renewed by \(lease.holderIdentity)"
            add(lease.renewTime, side, .write, lease.reference, holder, isTrouble: true)
        }
    }

    private mutating func addEnvoy() {
        if let workload = topology.envoyWorkload.value {
            add(.management, kind: workload.kind, workload.metadata)
            add(.management, workload.state.conditions, of: workload.reference)
        }
        for pod in topology.envoyPods.value ?? [] { add(.management, pod: pod) }
    }

    private mutating func addNodes(since started: Timestamp?) {
        for node in topology.nodes.value ?? [] {
            guard let ready = node.readyCondition else { continue }
            // Nodes that were Ready before the Service was there tell nothing of it.
            let isNews = started.map { start in ready.lastTransitionTime.map { $0 >= start } ?? false } ?? true
            guard isNews || !node.isReady else { continue }
            add(
                ready.lastTransitionTime, .tenant, .condition, node.reference,
                "Ready is \(ready.status)\(ready.reason.isEmpty ? "" : " (\(ready.reason))")",
                isTrouble: !node.isReady)
        }
    }

    private mutating func add(_ side: ClusterSide, pod: Pod) {
        add(side, kind: Pod.kind, pod.metadata)
        add(side, pod.conditions.filter { $0.type == "Ready" }, of: pod.reference)
        for container in pod.containerStatuses + pod.initContainerStatuses {
            let name = "\(pod.reference)[\(container.name)]"
            for state in [container.lastState, container.state] where state.isTerminated {
                let code = state.exitCode.map { " with \($0)" } ?? ""
                let reason = state.terminatedReason.map { " (\($0))" } ?? ""
                add(
                    state.finishedAt, side, .restart, name,
                    "ended\(code)\(reason), restarts: \(container.restartCount)",
                    isTrouble: (state.exitCode ?? 0) != 0)
            }
            if container.state.isRunning, container.restartCount > 0 {
                add(
                    container.state.startedAt, side, .restart, name,
                    "started again, restarts: \(container.restartCount)")
            }
        }
    }

    // MARK: Events and logs

    private mutating func addEvents(_ objects: PathObjects) {
        for side in ClusterSide.allCases where !topology.position.hides(side) {
            let list = topology.list(side, Event.self)
            switch list {
            case .present(let events):
                for event in events.items where objects.contain(event, on: side) { add(side, event) }
                if let gap = events.incompleteness { gaps.append("Events of the \(side.rawValue) cluster: \(gap)") }
            case .absent: break
            case .forbidden, .failed, .notCollected:
                gaps.append("Events of the \(side.rawValue) cluster: \(list.unknown ?? .notCollected)")
            }
        }
    }

    mutating func add(_ side: ClusterSide, _ event: Event) {
        let count = event.count > 1 ? " (×\(event.count))" : ""
        add(
            event.lastTimestamp, side, .event,
            "\(event.objectKind) \(event.objectNamespace.isEmpty ? "" : event.objectNamespace + "/")\(event.objectName)",
            "\(event.reason): \(event.message)\(count)", isTrouble: event.isWarning)
    }

    private mutating func addLogs(tenantNamespace: String?) {
        for controller in [topology.ccm, topology.manager] {
            let side = controller.role.side
            for (source, line) in topology.recognisedLines(of: controller) {
                guard !isOfOther(line, than: tenantNamespace) else { continue }
                let count = line.count > 1 ? " (×\(line.count))" : ""
                add(
                    line.first, side, .log, "\(source)",
                    line.signature.summary + (line.first == line.last ? count : ""), isTrouble: true)
                if line.last != line.first {
                    add(
                        line.last, side, .log, "\(source)", "\(line.signature.summary), still\(count)",
                        isTrouble: true)
                }
            }
            let outcome = topology.outcome(of: side == .tenant ? .ccmLogs : .managerLogs)
            if let outcome, !topology.position.hides(side) {
                gaps.append("log of the \(controller.role.title): \(outcome)")
            }
        }
    }

    /// A line about another tenant.
    private func isOfOther(_ line: RecognisedLine, than own: String?) -> Bool {
        let namespace = line.line.objectNamespace
        guard let own, namespace.hasPrefix(KubeLBNames.tenantPrefix) else { return false }
        return namespace != own
    }

    /// Error lines that name the Service or its LoadBalancer, and that no signature knows: the first and the last of a kind.
    private mutating func addErrors(of log: CommonTimeline.ErrorLog, _ subject: TraceSubject) {
        var lines: [String: [LogLine]] = [:]
        var order: [String] = []
        for line in log.lines where names(line, subject) {
            let text = [line.message, line.error].filter { !$0.isEmpty }.joined(separator: ": ")
            if lines[text] == nil { order.append(text) }
            lines[text, default: []].append(line)
        }
        for text in order {
            guard let group = lines[text], let first = group.first, let last = group.last else { continue }
            add(first.time, log.source.side, .log, "\(log.source)", text, isTrouble: true)
            if group.count > 1 {
                add(
                    last.time, log.source.side, .log, "\(log.source)", "\(text), still (×\(group.count))",
                    isTrouble: true)
            }
        }
    }

    private func names(_ line: LogLine, _ subject: TraceSubject) -> Bool {
        line.objects.contains { object in
            if object.name == subject.uid || object.name == KubeLBNames.envoyServiceName(forLoadBalancer: subject.uid) {
                return true
            }
            guard let own = subject.exposure?.service.metadata ?? subject.route?.source.metadata else { return false }
            return object.name == own.name && object.namespace == own.namespace
        }
    }
}
