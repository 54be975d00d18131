import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// Everything that KubeLB carries, Services and Layer 7 alike, and what is left of it, for programs.
struct ResourceJSON {
    let report: Report

    var values: [JSONValue] {
        report.services.map(value) + report.routes.map(value) + remains
    }

    private func value(_ service: ServiceDiagnosis) -> JSONValue {
        value(
            StagedResource(service), hosts: [], addresses: service.exposure.addresses,
            via: service.exposure.service.loadBalancerClass,
            created: service.exposure.service.metadata.creationTimestamp,
            findings: report.allFindings(of: service.key))
    }

    func value(_ route: RouteDiagnosis) -> JSONValue {
        let source = route.exposure.source
        let via =
            route.exposure.kind.hasParent
            ? route.exposure.parent.map { "Gateway \($0.path)" } : source.className.map { "class \($0)" }
        return value(
            StagedResource(route), hosts: source.spec.hosts, addresses: route.exposure.addresses, via: via,
            created: source.metadata.creationTimestamp,
            findings: report.diagnosis.allFindings(concerning: [route.key]))
    }

    private func value(
        _ resource: StagedResource, hosts: [String], addresses: [String], via: String?, created: Timestamp?,
        findings: [Finding]
    ) -> JSONValue {
        let (key, stages) = (resource.key, resource.stages)
        return [
            "kind": .string(key.kind), "namespace": .string(key.namespace), "name": .string(key.name),
            "uid": .string(key.uid), "state": .string(stages.state.rawValue),
            "health": .string(report.health(of: resource).rawValue), "stage": .string(stages.stage.keyword),
            "stoppedAt": string(stages.stoppedAt?.keyword), "hosts": .array(hosts.map { .string($0) }),
            "addresses": .array(addresses.map { .string($0) }), "via": string(via),
            "findings": .array(findings.map { .string($0.id) }),
            "createdAt": string(created?.description), "firstFinding": FindingJSON.summary(of: key, report),
        ]
    }

    /// What has no source, or cannot go.
    private var remains: [JSONValue] {
        (report.topology.remains + report.lone).uniqued().map { remain in
            let findings = report.allFindings.filter { $0.isAbout(remain) }
            return [
                "kind": .string(remain.kind), "namespace": .string(remain.namespace), "name": .string(remain.name),
                "uid": .string(remain.uid), "state": .string(remain.state.rawValue),
                "health": .string(remain.health.rawValue),
                "stage": .null, "stoppedAt": .null, "hosts": .array([]), "addresses": .array([]), "via": .null,
                "findings": .array(findings.map { .string($0.id) }), "createdAt": string(remain.created?.description),
                "firstFinding": .null,
            ]
        }
    }

    private func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
