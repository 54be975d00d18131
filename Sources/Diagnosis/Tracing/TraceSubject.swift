import KubeLB
import Kubernetes
import Topology

/// What a trace is about, with everything of both clusters that belongs to it.
struct TraceSubject {
    let diagnosis: Diagnosis
    /// nil for a LoadBalancer or Route without a source.
    let resource: StagedResource?
    let exposure: Exposure?
    /// Of an object of Layer 7, also of a Route alone.
    let route: RouteExposure?
    /// Absent for an object of Layer 7, as the next.
    let loadBalancer: Observed<LoadBalancer>
    let envoyService: Observed<Service>
    let tenantNamespace: String?
    let kind: String
    let path: String
    let uid: String
    /// What concerns it, and what caused that.
    let findings: [Finding]
    let gates: GateOutcomes

    var topology: Topology { diagnosis.topology }
    var stages: StageReport? { resource?.stages }

    init(service: ServiceDiagnosis, diagnosis: Diagnosis) {
        self.diagnosis = diagnosis
        resource = StagedResource(service)
        let exposure = service.exposure
        self.exposure = exposure
        route = nil
        loadBalancer = exposure.loadBalancer
        envoyService = exposure.envoyService
        tenantNamespace = exposure.tenantNamespace
        kind = Service.kind
        path = exposure.path
        uid = exposure.service.metadata.uid
        findings = diagnosis.findings(concerning: [service.key])
        gates = service.stages.gates
    }

    init(loadBalancer: LoadBalancer, diagnosis: Diagnosis) {
        self.diagnosis = diagnosis
        resource = nil
        exposure = nil
        route = nil
        self.loadBalancer = .present(loadBalancer)
        let (namespace, uid) = (loadBalancer.metadata.namespace, loadBalancer.metadata.name)
        let name = KubeLBNames.envoyServiceName(forLoadBalancer: uid)
        envoyService = diagnosis.topology.list(.management, Service.self).first {
            $0.metadata.namespace == namespace && $0.metadata.name == name
        }
        tenantNamespace = namespace
        kind = LoadBalancer.kind
        path = loadBalancer.metadata.path
        self.uid = uid
        findings = diagnosis.findings(about: loadBalancer)
        gates = diagnosis.topology.gates(ofAlone: loadBalancer, envoyService: envoyService)
    }

    init(route: RouteDiagnosis, diagnosis: Diagnosis) {
        self.init(
            route.exposure, resource: StagedResource(route), kind: route.exposure.kind.rawValue,
            path: route.exposure.path, findings: diagnosis.findings(concerning: [route.key]),
            gates: route.stages.gates, diagnosis)
    }

    /// Of a Route whose source is gone; nil if it is of a kind that is unknown.
    init?(alone route: Route, diagnosis: Diagnosis) {
        guard let exposure = diagnosis.topology.exposure(ofAlone: route) else { return nil }
        self.init(
            exposure, resource: nil, kind: Route.kind, path: route.metadata.path,
            findings: diagnosis.findings(about: route), gates: diagnosis.topology.stages(of: exposure).gates, diagnosis)
    }

    private init(
        _ exposure: RouteExposure, resource: StagedResource?, kind: String, path: String, findings: [Finding],
        gates: GateOutcomes, _ diagnosis: Diagnosis
    ) {
        self.diagnosis = diagnosis
        self.resource = resource
        self.exposure = nil
        route = exposure
        loadBalancer = .absent
        envoyService = .absent
        tenantNamespace = exposure.tenantNamespace
        self.kind = kind
        self.path = path
        uid = exposure.source.metadata.uid
        self.findings = findings
        self.gates = gates
    }

    /// Whether what is not there any more is as it should be.
    var isGoing: Bool {
        if let route { return route.isTerminating || route.route.value?.metadata.isBeingDeleted == true }
        return exposure?.isTerminating == true || loadBalancer.value?.metadata.isBeingDeleted == true
    }
}

extension Diagnosis {
    /// What was found of a LoadBalancer or Route without a source.
    package func findings<Item: KubernetesObject>(about object: Item) -> [Finding] {
        findings.filter { finding in
            finding.objects.contains {
                $0.side == .management && $0.kind == Item.kind && $0.name == object.metadata.name
                    && $0.namespace == object.metadata.namespace
            }
        }
    }
}
