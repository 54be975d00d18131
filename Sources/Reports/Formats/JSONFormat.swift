import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Probes
import Topology

/// `apiVersion: kubelb-ctl/v1`: the report for programs. Only additive changes within v1.
struct JSONFormat {
    let report: Report

    var text: String {
        var text = ""
        write { text += $0 }
        return text
    }

    /// Writes the text part by part, so that of thousands of Services never all are in memory twice.
    func write(to output: (String) -> Void) {
        var bytes = Array("{".utf8)
        func add(_ value: JSONValue, depth: Int) {
            bytes += value.encoded(pretty: true, depth: depth)
            guard bytes.count >= Self.partSize else { return }
            output(String(decoding: bytes, as: UTF8.self))
            bytes.removeAll(keepingCapacity: true)
        }
        for (index, member) in members.enumerated() {
            bytes += (index == 0 ? "\n  " : ",\n  ").utf8
            bytes += JSONValue.string(member.name).encoded() + Array(": ".utf8)
            switch member.content {
            case .value(let value): add(value, depth: 1)
            case .list(let count, _) where count == 0: bytes += "[]".utf8
            case .list(let count, let element):
                for index in 0..<count {
                    bytes += (index == 0 ? "[\n    " : ",\n    ").utf8
                    add(element(index), depth: 2)
                }
                bytes += "\n  ]".utf8
            }
        }
        output(String(decoding: bytes + Array("\n}\n".utf8), as: UTF8.self))
    }

    private static let partSize = 1 << 16

    private enum Content {
        case value(JSONValue)
        /// Made one by one.
        case list(count: Int, (Int) -> JSONValue)
    }

    var yaml: String {
        let text = String(decoding: value.yamlEncoded(), as: UTF8.self)
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    var value: JSONValue {
        .object(
            JSONObject(
                members: members.map { name, content in
                    switch content {
                    case .value(let value): (name, value)
                    case .list(let count, let element): (name, .array((0..<count).map(element)))
                    }
                }))
    }

    private var members: [(name: String, content: Content)] {
        let (services, findings) = (report.services, report.allFindings)
        var members: [(name: String, content: Content)] = [
            ("apiVersion", .value("kubelb-ctl/v1")),
            ("kind", .value(.string(report.kind.keyword))),
            ("generatedAt", .value(.string(report.topology.now.description))),
            ("tool", .value(["version": .string(report.toolVersion)])),
            ("complete", .value(.bool(isComplete))),
            ("clusters", .value(["tenant": cluster(.tenant), "management": cluster(.management)])),
            ("tenant", .value(tenant)),
            ("summary", .value(summary)),
            ("services", .list(count: services.count) { service(services[$0]) }),
            ("resources", .value(.array(ResourceJSON(report: report).values))),
            ("findings", .list(count: findings.count) { FindingJSON(finding: findings[$0]).value }),
            ("unknown", .value(.array(unknown))),
            ("damage", .value(.array(report.damage.map { .string($0) }))),
        ]
        if report.kind == .doctor {
            members.append(("areas", .value(.array(DoctorAreas(report: report).all.map(area)))))
        }
        if let verification = report.verification {
            members.append(("checks", .value(.array(verification.checks.map(check)))))
        }
        if report.kind == .trace { members.append(("trace", .value(TraceJSON(report: report).value))) }
        return members
    }

    /// One Service and its findings.
    func change(_ service: ServiceDiagnosis) -> JSONValue {
        [
            "service": self.service(service),
            "findings": .array(report.findings(of: service.key).map { FindingJSON(finding: $0).value }),
        ]
    }

    /// One object of Layer 7 and its findings.
    func change(_ route: RouteDiagnosis) -> JSONValue {
        [
            "resource": ResourceJSON(report: report).value(route),
            "findings": .array(report.findings(of: route.key).map { FindingJSON(finding: $0).value }),
        ]
    }

    private var isComplete: Bool {
        report.unknownChecks.isEmpty && report.damage.isEmpty
            && report.stages.allSatisfy { $0.unknowns.allSatisfy { $0.reason == .notCollected } }
    }

    private func cluster(_ side: ClusterSide) -> JSONValue {
        let topology = report.topology
        var object: JSONObject = [
            "context": string(topology.context(of: side)),
            "server": string(topology.access(of: side).value?.server),
            "version": string(topology.version(of: side).value?.gitVersion),
            "uid": string(kubeSystemUID(side)),
        ]
        if side == .management { object["access"] = .string(topology.managementAccess) }
        return .object(object)
    }

    private func kubeSystemUID(_ side: ClusterSide) -> String? {
        report.topology.list(side, Namespace.self).first { $0.metadata.name == "kube-system" }.value?.metadata.uid
    }

    private var tenant: JSONValue {
        let topology = report.topology
        guard let identity = topology.tenant.value else { return .null }
        return [
            "name": .string(identity.name), "namespace": .string(identity.namespace),
            "edition": string(topology.edition),
        ]
    }

    private var summary: JSONValue {
        let verdict = report.verdict
        return [
            "error": integer(verdict.errors), "warning": integer(verdict.warnings), "info": integer(verdict.infos),
            "ok": integer(verdict.passedChecks), "unknown": integer(verdict.unknownChecks),
            "skipped": integer(verdict.skippedChecks), "suppressed": integer(verdict.suppressed),
            "exitStatus": integer(report.exitStatus), "states": counts(report.stages.map(\.state.rawValue)),
            "health": counts(report.resources.map { report.health(of: $0).rawValue }),
        ]
    }

    /// How many Services and objects of Layer 7 there are for each word.
    private func counts(_ words: [String]) -> JSONValue {
        let counts = Dictionary(grouping: words, by: \.self).sorted { $0.key < $1.key }
        return .object(JSONObject(members: counts.map { ($0.key, integer($0.value.count)) }))
    }

    private func service(_ service: ServiceDiagnosis) -> JSONValue {
        let exposure = service.exposure
        let metadata = exposure.service.metadata
        let upstreams = report.topology.upstreams(of: exposure)
        return [
            "namespace": .string(metadata.namespace), "name": .string(metadata.name), "uid": .string(metadata.uid),
            "state": .string(service.stages.state.rawValue),
            "health": .string(report.health(of: StagedResource(service)).rawValue),
            "stage": .string(service.stages.stage.keyword),
            "stoppedAt": string(service.stages.stoppedAt?.keyword),
            "stages": .array(
                service.stages.stages.map { stage in
                    [
                        "stage": .string(stage.stage.keyword), "state": .string(stage.state.rawValue),
                        "detail": .string(stage.detail), "since": string(stage.since?.description),
                    ]
                }),
            "addresses": .array(exposure.addresses.map { .string($0) }),
            "ports": .array(exposure.service.ports.map { port($0, of: exposure, upstreams) }),
            "refs": references(exposure),
            "findings": .array(report.allFindings(of: service.key).map { .string($0.id) }),
            "class": string(exposure.service.loadBalancerClass),
            "createdAt": string(metadata.creationTimestamp?.description),
            "firstFinding": FindingJSON.summary(of: service.key, report),
        ]
    }

    private func port(_ port: ServicePort, of exposure: Exposure, _ upstreams: [PortUpstreams]) -> JSONValue {
        let envoyPort = exposure.envoyService.value?.ports.first {
            $0.port == port.port && $0.protocol == port.protocol
        }
        var target: Int?
        if case .number(let number) = envoyPort?.targetPort { target = number }
        let seen = upstreams.first { $0.upstream.nodePort == port.nodePort && $0.upstream.protocol == port.protocol }
        let expected = seen.flatMap { report.topology.expectedNodeCount(of: $0.upstream, exposure) }
        return [
            "name": string(port.name), "port": integer(port.port), "protocol": .string(port.protocol),
            "nodePort": port.nodePort.map(integer) ?? .null, "envoyPort": target.map(integer) ?? .null,
            "healthy": seen?.healthy.map(integer) ?? .null, "expected": expected.map(integer) ?? .null,
            "total": seen?.total.map(integer) ?? .null,
        ]
    }

    private func references(_ exposure: Exposure) -> JSONValue {
        func reference(_ metadata: ObjectMeta?) -> JSONValue {
            guard let metadata else { return .null }
            return [
                "namespace": .string(metadata.namespace), "name": .string(metadata.name),
                "resourceVersion": .string(metadata.resourceVersion),
            ]
        }
        return [
            "loadBalancer": reference(exposure.loadBalancer.value?.metadata),
            "envoyService": reference(exposure.envoyService.value?.metadata),
            "addresses": reference(report.topology.defaultAddresses.value?.metadata),
        ]
    }

    private var unknown: [JSONValue] {
        let stages = report.resources.flatMap { resource in
            resource.stages.unknowns.map { entry(code: nil, resource: resource.key, $0.input, $0.reason) }
        }
        return report.diagnosis.unknowns.map { entry(code: $0.code, resource: nil, $0.input, $0.reason) } + stages
    }

    private func entry(
        code: CheckCode?, resource: ExposedResource?, _ input: Input, _ reason: UnknownReason
    ) -> JSONValue {
        let service = resource.flatMap { $0.isOfLayerSeven ? nil : $0.path }
        var right = input.right
        if case .forbidden(let missing) = reason { right = missing }
        return [
            "code": string(code?.description), "service": string(service),
            "resource": FindingJSON.resource(resource), "reason": .string(reason.keyword),
            "message": .string("\(input): \(reason)"),
            "need": [
                "cluster": .string(input.side.rawValue), "verb": string(right?.verb),
                "resource": string(right?.resource),
                "namespace": string(right?.namespace),
            ],
        ]
    }

    private func area(_ area: DoctorArea) -> JSONValue {
        [
            "title": .string(area.title), "state": .string(area.mark.rawValue), "detail": .string(area.text),
            "codes": .array(area.codes.map { .string($0.description) }),
        ]
    }

    private func check(_ check: VerifyCheck) -> JSONValue {
        [
            "kind": .string(check.kind.rawValue), "name": .string(check.name), "state": .string(check.state.rawValue),
            "detail": .string(check.detail), "service": string(check.resource?.path),
            "resource": FindingJSON.resource(check.resource),
            "target": target(of: check),
            "evidence": .array(
                check.evidence.map { ["source": .string($0.source), "value": .string($0.value)] }),
            "findings": .array(check.findings.map { .string($0) }),
        ]
    }

    private func target(of check: VerifyCheck) -> JSONValue {
        guard let probe = check.probe else { return .null }
        var node: String?
        if case .node(let name) = probe.place { node = name }
        return [
            "address": .string(probe.address), "port": integer(probe.port), "protocol": .string(probe.protocol),
            "node": string(node),
            "latencyMilliseconds": check.latency.map { .number(JSONNumber(Latency.milliseconds($0))) } ?? .null,
        ]
    }

    private func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    private func integer(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
}
