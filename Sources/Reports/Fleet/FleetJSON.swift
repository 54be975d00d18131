import Diagnosis
import Documents
import Topology

/// `kind: FleetReport`: every tenant, and the findings that they refer to.
struct FleetJSON {
    let report: FleetReport
    private let causes: FleetCauses

    init(report: FleetReport) {
        self.report = report
        causes = FleetCauses(report.fleet)
    }

    var value: JSONValue {
        let fleet = report.fleet
        let counts = report.counts
        let routes = report.routeCounts
        return [
            "apiVersion": "kubelb-ctl/v1", "kind": "FleetReport",
            "generatedAt": .string(report.generatedAt.description), "tool": ["version": .string(report.toolVersion)],
            "complete": .bool(report.gaps.isEmpty && report.unreadPairs.isEmpty && report.damage.isEmpty),
            "summary": [
                "tenants": number(fleet.tenants.count),
                "states": .object(
                    JSONObject(
                        members: Fleet.State.allCases.map { state in
                            (state.rawValue, number(fleet.tenants.count { $0.state == state }))
                        })),
                "loadBalancers": [
                    "total": number(counts.total), "addressed": number(counts.addressed),
                    "stopped": number(counts.stopped),
                ],
                "routes": ["total": number(routes.total), "stopped": number(routes.stopped)],
                "error": number(causes.entries.count { $0.finding.severity == .error }),
                "warning": number(causes.entries.count { $0.finding.severity == .warning }),
                "exitStatus": number(report.exitStatus),
            ],
            "platform": platform,
            "tenants": .array(fleet.tenants.map(tenant)),
            "resources": .array(report.resources.map(resource) + report.routes.map(route)),
            "findings": .array(causes.entries.map(finding)),
            "unknown": .array(
                report.gaps.map {
                    ["reason": .string($0.reason.keyword), "message": .string("\($0.input): \($0.reason)")]
                } + report.unreadPairs.map { ["reason": "failed", "message": .string($0)] }
            ),
            "damage": .array(report.damage.map { .string($0) }),
        ]
    }

    private var platform: JSONValue {
        let platform = FleetPlatform(report: report)
        return [
            "findings": .array(identifiers(report.fleet.ofPlatform.map(\.id))),
            "kubernetes": platform.kubernetes.map { .string($0) } ?? .null,
            "managerVersions": .array(platform.managerVersions.map { .string($0) }),
            "envoyImages": .array(
                platform.envoyImages.map {
                    [
                        "image": .string($0.image), "pods": number($0.pods),
                        "tenants": .array($0.tenants.map { .string($0) }),
                        "replacing": .array($0.replacing.map { .string($0) }),
                    ]
                }),
            "pools": .array(
                platform.pools.map {
                    [
                        "kind": .string($0.pool.kind), "name": .string($0.pool.name),
                        "ranges": .array($0.ranges.map { .string($0) }),
                        "assigned": number($0.assigned), "size": $0.size.map(number) ?? .null,
                        "free": $0.free.map(number) ?? .null,
                        "holders": .array(
                            $0.holders.map {
                                [
                                    "namespace": .string($0.namespace),
                                    "tenant": $0.tenant.map { .string($0) } ?? .null,
                                    "addresses": number($0.addresses),
                                ]
                            }),
                    ]
                }),
            "ports": number(platform.ports),
        ]
    }

    func tenant(_ tenant: Fleet.Member) -> JSONValue {
        [
            "name": .string(tenant.name),
            "namespace": tenant.diagnosis.topology.tenantNamespace.map { .string($0) } ?? .null,
            "state": .string(tenant.state.rawValue),
            "view": .string(tenant.diagnosis.topology.position.name),
            "pair": tenant.view.pair.map { .string($0) } ?? .null,
            "pairFailure": tenant.view.failure.map { .string($0) } ?? .null,
            "loadBalancers": [
                "total": number(tenant.counts.total), "addressed": number(tenant.counts.addressed),
                "stopped": number(tenant.counts.stopped),
            ],
            "routes": ["total": number(tenant.routes.total), "stopped": number(tenant.routes.stopped)],
            "upstreams": tenant.upstreams.map {
                ["healthy": number($0.healthy), "expected": number($0.expected)]
            } ?? .null,
            "nodes": tenant.nodes.map {
                ["reached": number($0.reached), "expected": number($0.expected)]
            } ?? .null,
            "lastWrite": tenant.lastWrite.map { .string($0.description) } ?? .null,
            "findings": .array(identifiers(tenant.findings)),
        ]
    }

    private func identifiers(_ findings: [String]) -> [JSONValue] {
        causes.identifiers(of: findings).map { .string($0) }
    }

    func resource(_ tenant: Fleet.Member, _ service: ServiceDiagnosis) -> JSONValue {
        var object = resource(tenant, StagedResource(service))
        object["service"] =
            service.origin.map { ["namespace": .string($0.namespace), "name": .string($0.name)] } ?? .null
        return .object(object)
    }

    func route(_ tenant: Fleet.Member, _ route: RouteDiagnosis) -> JSONValue {
        let source = route.exposure.source
        var object = resource(tenant, StagedResource(route))
        object["source"] = [
            "kind": .string(source.kind.rawValue), "namespace": .string(source.metadata.namespace),
            "name": .string(source.metadata.name),
        ]
        object["hosts"] = .array(source.spec.hosts.map { .string($0) })
        return .object(object)
    }

    /// What is the same of both.
    private func resource(_ tenant: Fleet.Member, _ resource: StagedResource) -> JSONObject {
        let (key, stages) = (resource.key, resource.stages)
        let own = tenant.own.enumerated().filter { $0.element.resource == key }
        return [
            "tenant": .string(tenant.name), "kind": .string(key.kind), "namespace": .string(key.namespace),
            "name": .string(key.name), "uid": .string(key.uid), "service": .null,
            "state": .string(stages.state.rawValue), "health": .string(tenant.diagnosis.health(of: resource).rawValue),
            "stage": .string(stages.stage.keyword),
            "stoppedAt": stages.stopped.map { .string($0.stage.keyword) } ?? .null,
            "stages": .array(
                stages.stages.map {
                    [
                        "stage": .string($0.stage.keyword), "state": .string($0.state.rawValue),
                        "detail": .string($0.detail),
                    ]
                }),
            "addresses": .array(resource.addresses.map { .string($0) }),
            "findings": .array(
                identifiers(
                    own.compactMap {
                        tenant.findings.indices.contains($0.offset) ? tenant.findings[$0.offset] : nil
                    })),
        ]
    }

    private func finding(_ entry: FleetCauses.Entry) -> JSONValue {
        guard var object = FindingJSON(finding: entry.finding).value.object else { return .null }
        object["tenants"] = .array(entry.tenants.map { .string($0) })
        object["affected"] = .array(entry.affected.map(affected))
        return .object(object)
    }

    private func affected(_ affected: FleetCauses.Affected) -> JSONValue {
        [
            "tenant": .string(affected.tenant), "kind": .string(affected.key.kind),
            "namespace": .string(affected.key.namespace), "name": .string(affected.key.name),
            "uid": .string(affected.key.uid),
            "source": affected.source.map {
                ["kind": .string($0.kind), "namespace": .string($0.namespace), "name": .string($0.name)]
            } ?? .null,
        ]
    }

    private func number(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
}
