import KubeLB
import Kubernetes
import Topology

/// What differs between an Ingress, Gateway or route, its Route, and what the manager made of it.
struct RouteDrift {
    private(set) var differences: [TraceDrift.Difference] = []
    private(set) var uncompared: [TraceDrift.Gap] = []
    private(set) var compared: [ObjectReference] = []
    private let subject: TraceSubject
    private let exposure: RouteExposure

    /// Differences of one object before the others are counted.
    private static let limit = 16

    init(_ subject: TraceSubject, _ exposure: RouteExposure) {
        self.subject = subject
        self.exposure = exposure
        compareRoute()
        compareGenerated()
        compareStatuses()
    }

    private mutating func add(_ object: ObjectReference, _ field: String, _ expected: String, _ actual: String) {
        guard expected != actual else { return }
        differences.append(
            TraceDrift.Difference(object: object, field: field, expected: expected, actual: actual, matters: true))
    }

    private func reference(_ kind: String, _ name: String) -> ObjectReference {
        ObjectReference(.management, kind: kind, namespace: subject.tenantNamespace ?? "tenant-?", name: name)
    }

    // MARK: The CCM's work

    private mutating func compareRoute() {
        guard let route = exposure.route.value else {
            if let reason = exposure.route.unknown {
                uncompared.append(TraceDrift.Gap(object: reference(Route.kind, subject.uid), reason: reason))
            }
            return
        }
        guard exposure.isSourceVisible, exposure.isTaken, !exposure.isTerminating else { return }
        let object = ObjectReference(.management, route)
        compared.append(object)
        if route.source.spec != exposure.source.spec {
            var fields = RoutingFields(exposure.source.spec).differences(from: RoutingFields(route.source.spec))
            if fields.isEmpty { fields = [("", "that of the \(exposure.kind.rawValue)", "another one")] }
            for (field, expected, actual) in fields.prefix(Self.limit) {
                add(object, "spec.source…spec" + (field.isEmpty ? "" : ".\(field)"), expected, actual)
            }
        }
        for backend in exposure.backends {
            guard let carried = backend.carried, let original = backend.copy?.value ?? backend.service.value else {
                continue
            }
            for port in original.ports {
                let actual = carried.ports.first { $0.port == port.port && $0.protocol == port.protocol }?.nodePort
                add(
                    object, "spec.source…services[\(carried.metadata.name)].ports[\(port.label)].nodePort",
                    port.nodePort.map { "\($0)" } ?? "none", actual.map { "\($0)" } ?? "none")
            }
        }
        differences = differences.uniqued()
    }

    // MARK: The manager's work

    private mutating func compareGenerated() {
        guard let route = exposure.route.value else { return }
        guard let generated = exposure.generated.value else {
            if let reason = exposure.generated.unknown {
                uncompared.append(
                    TraceDrift.Gap(
                        object: reference(exposure.kind.rawValue, route.generated?.name ?? "?"), reason: reason))
            }
            return
        }
        let object = generated.reference(on: .management)
        compared.append(object)
        guard exposure.ownsGenerated else {
            return add(
                object, "metadata.ownerReferences", route.reference,
                ServiceWords.list(generated.metadata.owners.map { "\($0.kind) \($0.name)" }))
        }
        var (expected, actual) = (RoutingFields(route.source.spec), RoutingFields(generated.spec))
        expected.expectGenerated(
            from: exposure, className: subject.topology.configuredClass(of: exposure)?.name,
            isClassKnown: subject.topology.tenantObject.value != nil && subject.topology.config.unknown == nil)
        actual.leaveOut(unknownIn: expected)
        for (field, wanted, found) in expected.differences(from: actual).prefix(Self.limit) {
            add(object, "spec.\(field)", wanted, found)
        }
    }

    // MARK: The way back

    private mutating func compareStatuses() {
        guard let route = exposure.route.value else { return }
        let recorded = route.generated.flatMap { $0.name.isEmpty ? nil : $0.status }
        if exposure.ownsGenerated, let generated = exposure.generated.value, let recorded {
            compare(ObjectReference(.management, route), "status.resources.route.status", generated.status, recorded)
        }
        if exposure.isSourceVisible, exposure.isTaken, !exposure.isTerminating, let status = exposure.generatedStatus {
            let object = exposure.source.reference(on: .tenant)
            compared.append(object)
            compare(object, "status", status, exposure.source.status)
        }
    }

    private mutating func compare(
        _ object: ObjectReference, _ field: String, _ expected: RoutingStatus, _ actual: RoutingStatus
    ) {
        func words(_ status: RoutingStatus, without other: RoutingStatus) -> String {
            let own = status.essence.subtracting(other.essence).sorted()
            return own.isEmpty ? "none" : ServiceWords.list(own.map { String($0.drop { $0 == " " }) })
        }
        guard expected.essence != actual.essence else { return }
        add(object, field, words(expected, without: actual), words(actual, without: expected))
    }
}
