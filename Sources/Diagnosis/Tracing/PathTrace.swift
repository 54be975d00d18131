import KubeLB
import Kubernetes
import Topology

/// The whole path of one Service across both clusters: what stands where, what proves that it belongs together, how it
/// differs from what it should be, and what happened. Pure: made of a diagnosis, without reading anything.
package struct PathTrace: Sendable {
    /// nil where a LoadBalancer was named that no Service stands behind.
    package let service: ServiceDiagnosis?
    /// `namespace/name` of the Service, or of the LoadBalancer where there is none.
    package let path: String
    /// Of the Service, and so the name of its LoadBalancer.
    package let uid: String
    /// The control path, in its order.
    package let hops: [TraceHop]
    package let links: [TraceLink]
    package let ports: [TracePort]
    package let drift: TraceDrift
    /// nil where nobody asked for it: it takes a look at every Event and log line.
    package let timeline: TraceTimeline?

    /// `common` is what the timelines of several Services share; it is gathered anew where it is not given.
    package init(
        of service: ServiceDiagnosis, in diagnosis: Diagnosis, since: Timestamp? = nil, includesTimeline: Bool = true,
        common: CommonTimeline? = nil
    ) {
        self.init(TraceSubject(service: service, diagnosis: diagnosis), since, includesTimeline, common)
    }

    /// Of a LoadBalancer that no Service stands behind.
    package init(
        ofAlone loadBalancer: LoadBalancer, in diagnosis: Diagnosis, since: Timestamp? = nil,
        includesTimeline: Bool = true, common: CommonTimeline? = nil
    ) {
        self.init(TraceSubject(loadBalancer: loadBalancer, diagnosis: diagnosis), since, includesTimeline, common)
    }

    private init(
        _ subject: TraceSubject, _ since: Timestamp?, _ includesTimeline: Bool, _ common: CommonTimeline?
    ) {
        service = subject.service
        path = subject.path
        uid = subject.uid
        let control = ControlPath(subject)
        hops = control.hops
        links = control.links
        ports = DataPath(subject, control: control.hops).ports
        drift = TraceDrift(of: subject)
        timeline = includesTimeline ? TraceTimeline(of: subject, since: since, common: common) : nil
    }

    package func hop(_ role: TraceHop.Role) -> TraceHop? { hops.first { $0.role == role } }

    /// All hops, of the control path and of every port.
    package var allHops: [TraceHop] { hops + ports.flatMap(\.hops) }

    /// Where the path is broken by what is no consequence of something else; in the order of the path.
    package var causes: [TraceHop] { allHops.filter(\.isCause) }
}

/// What a trace is about, with everything of both clusters that belongs to it.
struct TraceSubject {
    let diagnosis: Diagnosis
    let service: ServiceDiagnosis?
    let loadBalancer: Observed<LoadBalancer>
    let envoyService: Observed<Service>
    let tenantNamespace: String?
    let path: String
    let uid: String
    /// What concerns it, and what caused that.
    let findings: [Finding]
    let gates: GateOutcomes

    var topology: Topology { diagnosis.topology }
    var exposure: Exposure? { service?.exposure }

    init(service: ServiceDiagnosis, diagnosis: Diagnosis) {
        self.diagnosis = diagnosis
        self.service = service
        let exposure = service.exposure
        loadBalancer = exposure.loadBalancer
        envoyService = exposure.envoyService
        tenantNamespace = exposure.tenantNamespace
        path = exposure.path
        uid = exposure.service.metadata.uid
        findings = diagnosis.findings(concerning: [service.key])
        gates = service.stages.gates
    }

    init(loadBalancer: LoadBalancer, diagnosis: Diagnosis) {
        self.diagnosis = diagnosis
        service = nil
        self.loadBalancer = .present(loadBalancer)
        let (namespace, uid) = (loadBalancer.metadata.namespace, loadBalancer.metadata.name)
        let name = KubeLBNames.envoyServiceName(forLoadBalancer: uid)
        envoyService = diagnosis.topology.list(.management, Service.self).first {
            $0.metadata.namespace == namespace && $0.metadata.name == name
        }
        tenantNamespace = namespace
        path = loadBalancer.metadata.path
        self.uid = uid
        findings = diagnosis.findings(about: loadBalancer)
        gates = diagnosis.topology.gates(ofAlone: loadBalancer, envoyService: envoyService)
    }
}

extension Diagnosis {
    /// What was found of a LoadBalancer that no Service stands behind.
    package func findings(about loadBalancer: LoadBalancer) -> [Finding] {
        findings.filter { finding in
            finding.objects.contains {
                $0.side == .management && $0.kind == LoadBalancer.kind && $0.name == loadBalancer.metadata.name
                    && $0.namespace == loadBalancer.metadata.namespace
            }
        }
    }
}
