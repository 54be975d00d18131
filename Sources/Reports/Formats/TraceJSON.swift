import Diagnosis
import Documents
import Topology

/// The members that a trace adds to its report.
struct TraceJSON {
    let report: Report

    var value: JSONValue { .array(report.traces.map(trace)) }

    private func trace(_ trace: PathTrace) -> JSONValue {
        [
            "service": isService(trace) ? .string(trace.path) : .null, "resource": resource(trace),
            "uid": .string(trace.uid),
            "hops": .array(trace.hops.map(hop)), "links": .array(trace.links.map(link)),
            "ports": .array(trace.ports.map(port)), "drift": drift(trace.drift),
            "timeline": report.showsTimeline ? trace.timeline.map(timeline) ?? .null : .null,
        ]
    }

    private func isService(_ trace: PathTrace) -> Bool { trace.resource.map { !$0.key.isOfLayerSeven } ?? false }

    private func resource(_ trace: PathTrace) -> JSONValue {
        guard let resource = trace.resource else { return .null }
        return [
            "kind": .string(resource.kind), "namespace": .string(resource.metadata.namespace),
            "name": .string(resource.metadata.name),
        ]
    }

    private func hop(_ hop: TraceHop) -> JSONValue {
        let known = Set(report.findings.map(\.id))
        return [
            "role": .string(hop.role.rawValue), "cluster": .string(hop.role.side.rawValue),
            "object": hop.object.map(object) ?? .null, "state": .string(hop.state.rawValue),
            "cause": .bool(hop.isCause), "facts": .array(hop.facts.map { .string($0) }),
            "reason": hop.reason.map { .string("\($0)") } ?? .null,
            "codes": .array(hop.codes.map { .string($0.description) }),
            "findings": .array(hop.findings.map(\.id).filter(known.contains).map { .string($0) }),
        ]
    }

    private func object(_ object: ObjectReference) -> JSONValue {
        [
            "cluster": .string(object.side.rawValue), "kind": .string(object.kind),
            "namespace": .string(object.namespace), "name": .string(object.name),
            "resourceVersion": .string(object.resourceVersion),
        ]
    }

    private func link(_ link: TraceLink) -> JSONValue {
        [
            "from": .string(link.from.rawValue), "to": .string(link.to.rawValue), "proof": .string(link.proof),
            "state": .string(link.state.rawValue),
        ]
    }

    private func port(_ port: TracePort) -> JSONValue {
        [
            "name": string(port.port.name), "port": port.port.port == 0 ? .null : number(port.port.port),
            "protocol": .string(port.port.protocol), "backend": string(port.backend),
            "hosts": .array(port.hosts.map { .string($0) }),
            "nodePort": port.port.nodePort.map(number) ?? .null, "envoyPort": port.envoyPort.map(number) ?? .null,
            "state": .string(port.state.rawValue), "hops": .array(port.hops.map(hop)),
            "links": .array(port.links.map(link)),
            "upstreams": [
                "healthy": port.healthy.map(number) ?? .null, "expected": port.expected.map(number) ?? .null,
                "total": port.total.map(number) ?? .null, "unchecked": string(port.unchecked),
                "externalTrafficPolicy": .string(port.trafficPolicy),
            ],
            "nodes": .array(
                port.nodes.map { node in
                    [
                        "address": .string(node.address), "name": string(node.name),
                        "health": .string(node.health.rawValue), "ready": node.isReady.map { .bool($0) } ?? .null,
                        "listed": .bool(node.isListed), "expected": node.isExpected.map { .bool($0) } ?? .null,
                    ]
                }),
        ]
    }

    private func drift(_ drift: TraceDrift) -> JSONValue {
        [
            "differences": .array(
                drift.differences.map { difference in
                    [
                        "object": object(difference.object), "field": .string(difference.field),
                        "expected": .string(difference.expected), "actual": .string(difference.actual),
                        "matters": .bool(difference.matters),
                    ]
                }),
            "compared": .array(drift.compared.map(object)),
            "uncompared": .array(
                drift.uncompared.map { ["object": object($0.object), "reason": .string("\($0.reason)")] }),
        ]
    }

    private func timeline(_ timeline: TraceTimeline) -> JSONValue {
        [
            "notes": .array(timeline.notes.map { .string($0) }), "omitted": number(timeline.omitted),
            "entries": .array(
                timeline.entries.map { entry in
                    [
                        "time": .string(entry.time.description), "cluster": .string(entry.side.rawValue),
                        "kind": .string(entry.kind.rawValue), "object": .string(entry.object),
                        "text": .string(entry.text), "trouble": .bool(entry.isTrouble),
                    ]
                }),
        ]
    }

    private func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    private func number(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
}
