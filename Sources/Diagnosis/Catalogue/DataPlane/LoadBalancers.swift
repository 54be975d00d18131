import Characters
import KubeLB
import Kubernetes
import Topology

/// The load-balancer implementations of the management cluster: which one serves a Service, and whether it runs.
struct LoadBalancers {
    private let context: CheckContext
    private let workloads: [LoadBalancerWorkload]
    /// Those that carry the traffic of one Service, by its path.
    private let servers: [String: LoadBalancerWorkload]
    /// The kinds of workloads of which all are known; of others, one that was not read may run.
    private let completeKinds: Set<String>
    /// Who assigned the newest address of each class.
    private var newest: [String: (implementation: LoadBalancerImplementation, service: Service)] = [:]

    init(_ context: CheckContext) {
        self.context = context
        let topology = context.topology
        workloads = topology.loadBalancerWorkloads
        servers = Dictionary(
            workloads.filter { $0.role == .server }.compactMap { workload in
                let pods = topology.pods(of: workload)
                let served =
                    workload.servedService
                    ?? pods.lazy.compactMap { workload.servedService(by: $0.metadata.labels) }.first
                return served.map { ($0, workload) }
            },
            uniquingKeysWith: { first, _ in first })
        let complete = [
            (Deployment.kind, topology.list(.management, Deployment.self).value?.isComplete),
            (DaemonSet.kind, topology.list(.management, DaemonSet.self).value?.isComplete),
        ]
        completeKinds = Set(complete.filter { $0.1 == true }.map(\.0))
        for service in topology.list(.management, Service.self).value?.items ?? [] where service.isLoadBalancer {
            guard let implementation = LoadBalancerImplementation.havingServed(service) else { continue }
            let name = service.loadBalancerClass ?? ""
            if let known = newest[name], !Self.isNewer(service, than: known.service) { continue }
            newest[name] = (implementation, service)
        }
    }

    private static func isNewer(_ service: Service, than other: Service) -> Bool {
        guard let time = service.metadata.lastStatusWrite else { return false }
        return other.metadata.lastStatusWrite.map { time > $0 } ?? true
    }

    /// Who serves a Service: by its class, by who gave it or its neighbors of the same class an address, or the only
    /// implementation that is installed.
    func implementation(of service: Service) -> LoadBalancerImplementation? {
        if let name = service.loadBalancerClass, let known = LoadBalancerImplementation.serving(class: name) {
            return known
        }
        if let known = LoadBalancerImplementation.havingServed(service) { return known }
        if let requested = requested(by: service) { return requested.implementation }
        if let known = newest[service.loadBalancerClass ?? ""] { return known.implementation }
        if let server = servers[service.metadata.path] { return server.implementation }
        let own = workloads.filter { $0.role == .controller && $0.onlyClass == service.loadBalancerClass ?? "" }
        guard service.loadBalancerClass == nil else { return own.first?.implementation }
        let installed = Set(
            workloads.filter { $0.role == .controller && $0.onlyClass?.isEmpty != false }.map(\.implementation))
        // Cilium is the network of many clusters whose addresses come from another program.
        let assigning = installed.count > 1 ? installed.subtracting([.cilium]) : installed
        return assigning.count == 1 ? assigning.first : nil
    }

    /// The program that an annotation of a Service asks for; nil if another one, which ignores the annotation, may serve it.
    private func requested(
        by service: Service
    ) -> (implementation: LoadBalancerImplementation, annotation: String, value: String)? {
        let known = Set(workloads.map(\.implementation)).union(newest.values.map(\.implementation))
        guard known.isSubset(of: [.awsLoadBalancerController, .cloudController, .cilium]) else { return nil }
        return LoadBalancerImplementation.requested(by: service)
    }

    /// The implementation that a Service asks for, if it is not installed; nil if that is unknown.
    func absent(for service: Service) -> AbsentBalancer? {
        let request = requested(by: service)
        let served = service.loadBalancerClass.flatMap { LoadBalancerImplementation.serving(class: $0) }
        guard let wanted = request?.implementation ?? served,
            // Others may run in pods that belong to no Deployment and no DaemonSet.
            [.awsLoadBalancerController, .cilium, .pureLB].contains(wanted),
            completeKinds.isSuperset(of: [Deployment.kind, DaemonSet.kind]),
            !workloads.contains(where: { $0.implementation == wanted })
        else { return nil }
        return AbsentBalancer(
            implementation: wanted, service: service, annotation: request.map { ($0.annotation, $0.value) })
    }

    /// Whether an implementation has reported anything about a Service: proof that one runs.
    func hasReport(about service: Service) -> Bool {
        let events = context.topology.events(
            .management, kind: Service.kind, namespace: service.metadata.namespace, name: service.metadata.name)
        return (events ?? []).contains { event in
            let isOfPredecessor =
                event.lastTimestamp.flatMap { time in service.metadata.creationTimestamp.map { time < $0 } } ?? false
            return !isOfPredecessor && !AddressRefusal.kubernetesOwn.contains(event.reporter)
                && author(of: event, about: service) != nil
        }
    }

    /// An installed implementation that skips a Service because of its class; nil if one may serve it.
    func skipping(_ service: Service) -> SkippedClass? {
        guard implementation(of: service) == nil else { return nil }
        let wanted = service.loadBalancerClass ?? ""
        return workloads.lazy.compactMap { SkippedClass($0, wanted: wanted) }.first
    }

    /// Who reports an Event about a Service.
    func author(of event: Event, about service: Service) -> LoadBalancerImplementation? {
        let reporting = LoadBalancerImplementation.reporting(event.reason, as: event.reporter)
        guard event.reporter == "service-controller" || reporting == nil else { return reporting }
        let serving = implementation(of: service)
        return serving?.usesServiceController == true ? serving : reporting
    }

    /// The workloads of an implementation for one role, if none of their pods is Ready.
    func stopped(
        _ role: LoadBalancerWorkload.Role, of implementation: LoadBalancerImplementation
    ) -> StoppedLoadBalancer? {
        let own = workloads.filter { $0.implementation == implementation && $0.role == role }
        guard let first = own.first, own.allSatisfy({ $0.isStopped && completeKinds.contains($0.kind) }) else {
            return nil
        }
        return StoppedLoadBalancer(first, context)
    }

    /// The workload that carries the traffic of a Service, if none of its pods is Ready.
    func stoppedServer(of service: Service) -> StoppedLoadBalancer? {
        guard let server = servers[service.metadata.path], server.isStopped, completeKinds.contains(server.kind) else {
            return nil
        }
        return StoppedLoadBalancer(server, context)
    }

    /// Shows what the program that assigns addresses logs; nil if its workload is unknown.
    func log(of implementation: LoadBalancerImplementation?) -> Remedy? {
        workloads.first { $0.implementation == implementation && $0.role == .controller }.map(context.log)
    }
}

extension CheckContext {
    /// Shows the log of a program that assigns or announces addresses.
    func log(of workload: LoadBalancerWorkload) -> Remedy {
        .inspect("check the log of \(workload.implementation.name)", kubectl("logs", workload.object, "--tail=100"))
    }
}

extension LoadBalancerWorkload {
    var object: ObjectReference {
        ObjectReference(.management, kind: kind, namespace: metadata.namespace, name: metadata.name)
    }
}

/// A workload of a load-balancer implementation of which no pod is Ready, and why.
struct StoppedLoadBalancer {
    let workload: LoadBalancerWorkload
    /// When it stopped; nil if that is unknown.
    let since: Timestamp?
    /// `Deployment metallb-system/controller has 0 of 1 pods Ready: …`.
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// What tenants have in common that need it; nil if it serves one Service.
    var common: CommonCause? {
        guard workload.role == .controller else { return nil }
        return CommonCause(
            subject: .part(.addresses, workload.object.description),
            detail: "\(workload.implementation.nameAtStart) does not run: \(sentence)", objects: [workload.object],
            remedies: remedies)
    }

    init(_ workload: LoadBalancerWorkload, _ context: CheckContext) {
        self.workload = workload
        let (metadata, state) = (workload.metadata, workload.state)
        let pods = context.topology.pods(of: workload)
        let available = state.conditions.first { $0.type == "Available" && $0.status == "False" }
        since =
            pods.compactMap { $0.readyCondition?.lastTransitionTime }.max() ?? available?.lastTransitionTime
            ?? metadata.creationTimestamp
        let count = "\(workload.reference) has \(state.ready) of \(state.desired) pods Ready"
        var evidence = [
            Evidence("\(workload.reference): pods", "\(state.ready) of \(state.desired) are Ready", at: since)
        ]
        let isDaemonSet = workload.kind == DaemonSet.kind
        if state.desired == 0 {
            let nodes = isDaemonSet ? SelectedNodes(of: state.template, context) : nil
            evidence += nodes?.evidence ?? []
            sentence =
                isDaemonSet
                ? "no node is selected by \(workload.reference)" + (nodes.map { ": \($0.words)" } ?? "")
                : StoppedWorkload(workload.object, workload.metadata).words
            remedies = [
                isDaemonSet
                    ? nodes?.remedy ?? .fix("correct its node selector", context.kubectl("edit", workload.object))
                    : StoppedWorkload(workload.object, workload.metadata).start(context)
            ]
        } else if let pod = pods.first(where: { PodProblem($0).isDefinite }) ?? pods.first {
            let problem = PodProblem(pod)
            // That a container is restarted later is no reason, and the summary has the scheduler's.
            let unscheduled = UnscheduledPod(pod)
            let detail =
                unscheduled != nil || problem.detail.containsBytes(of: "restarting failed container")
                ? "" : context.obstacle(of: pod, .management) ?? ErrorDigest.text(of: problem.detail)
            var words = "\(count): \(problem.summary)" + (detail.isEmpty ? "" : ": \(detail)")
            let reference = ObjectReference(.management, pod)
            evidence.append(
                Evidence(pod.reference, problem.summary + (problem.detail.isEmpty ? "" : ": \(problem.detail)")))
            let taken = unscheduled?.lacksPorts == true ? TakenPorts(of: workload, context) : nil
            if let taken {
                words += ". \(taken.sentence)"
                evidence += taken.evidence
            }
            let said = Self.lastError(of: workload, pod, context)
            if let said {
                words += ". Its log ends with: \(ErrorDigest.text(of: said.text))"
                evidence.append(Evidence("\(said.source)", said.text, at: said.time))
            }
            let advice =
                problem.advice.map { [Remedy.fix($0)] } ?? said.flatMap { StartFault($0.text) }.map {
                    [.fix($0.advice, context.kubectl("edit", workload.object), risk: .restart)]
                } ?? []
            var remedies = taken?.remedies ?? advice
            remedies.append(.inspect("see why its pod is not Ready", context.kubectl("describe", reference)))
            if !pod.containerStatuses.isEmpty {
                remedies.append(
                    .inspect(
                        "check the log of its last run",
                        context.kubectl("logs", reference, "--all-containers --previous")))
            }
            self.remedies = remedies
            sentence = words
        } else if let refusal = PodRefusal(
            of: workload.kind, metadata, conditions: state.conditions, .management, in: context)
        {
            sentence = "\(count): no pods are created: \(refusal.cause)"
            evidence.append(refusal.evidence)
            remedies = refusal.remedies(of: .other, context)
        } else {
            sentence = count
            remedies = [
                .inspect(
                    "see why none of its pods is Ready",
                    context.kubectl(beside: workload.object, "get pods -o wide"))
            ]
        }
        self.evidence = evidence
    }

    /// What a container that crashes again and again said last.
    private static func lastError(
        of workload: LoadBalancerWorkload, _ pod: Pod, _ context: CheckContext
    ) -> (source: LogSource, text: String, time: Timestamp?)? {
        guard pod.containerStatuses.contains(where: \.isCrashLooping) else { return nil }
        return context.topology.logTails(of: workload).lazy.filter { $0.source.pod == pod.metadata.name }.compactMap {
            source, tail in
            tail.lines.last { $0.read.level == .error }.map { (source, $0.read.statement, $0.time) }
        }.first
    }
}
