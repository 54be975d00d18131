import Documents
import KubeLB
import Kubernetes
import Topology

/// What a check works with: both clusters, and the means to write findings in one manner.
package struct CheckContext: Sendable {
    package let topology: Topology

    package init(_ topology: Topology) {
        self.topology = topology
    }

    package var now: Timestamp { topology.now }

    /// Seconds that controllers are given before a symptom counts as an error (the catalogue's rules).
    package static let grace = 60.0
    /// Seconds in which nothing of a new object is a symptom: controllers write one object after the other.
    static let moment = 5.0
    /// For deletions, where two clusters have to follow one another.
    package static let deletionGrace = 120.0

    // MARK: Age

    /// The severity of a symptom at its age, with a note to append to the message while it may still settle.
    package func symptom(since start: Timestamp?, grace: Double = grace) -> (severity: Severity, note: String) {
        guard let start else { return (.error, "") }
        let age = now.seconds(since: start)
        if age >= grace { return (.error, "") }
        let note = " (may still settle, \(Age.whole(age)) s)"
        return (age < Self.moment ? .info : .warning, note)
    }

    /// `14m`, `3d2h`: how long ago something was; nil for an unknown time.
    package func age(of time: Timestamp?) -> String? {
        time.map { Age.text(seconds: now.seconds(since: $0)) }
    }

    /// ` for 14m`, or nothing.
    package func forAge(of time: Timestamp?) -> String {
        age(of: time).map { " for \($0)" } ?? ""
    }

    /// The same for Layer 7, where a new object passes more hands before anything of it shows.
    package func routeSymptom(since start: Timestamp?) -> (severity: Severity, note: String) {
        let (severity, note) = symptom(since: start)
        let isFresh = start.map { now.seconds(since: $0) < Self.routeMoment } ?? false
        return (isFresh ? .info : severity, note)
    }

    /// Seconds in which nothing of a new object is a symptom.
    private static let routeMoment = 13.0

    // MARK: Objects

    /// The Service, or its LoadBalancer if that is all that is visible.
    package func reference(_ exposure: Exposure) -> ObjectReference { exposure.reference }

    /// What a LoadBalancer is for: its Service, also where that is gone or could not be read; itself if only the management
    /// cluster is visible, or without origin labels.
    package func resource(of loadBalancer: LoadBalancer) -> ExposedResource {
        guard !topology.position.hides(.tenant), let origin = loadBalancer.origin else {
            return ExposedResource(.management, loadBalancer)
        }
        var service = Service()
        service.metadata = ObjectMeta(name: origin.name, namespace: origin.namespace)
        service.metadata.uid = loadBalancer.metadata.name
        return ExposedResource(.tenant, service)
    }

    /// The newest warning Event of an object as evidence, where there is one.
    package func lastWarning(
        _ side: ClusterSide, kind: String, namespace: String, name: String
    ) -> Evidence? {
        standingWarning(side, kind: kind, namespace: namespace, name: name).map { Evidence($0) }
    }

    /// Who held a Lease last, and until when.
    package func evidence(_ lease: Lease) -> [Evidence] {
        [
            lease.evidence(
                "spec.renewTime", lease.renewTime?.description ?? "none", at: lease.renewTime),
            lease.evidence(
                "spec.holderIdentity", lease.holderIdentity.isEmpty ? "none" : lease.holderIdentity),
        ]
    }

    /// A recognised log line as evidence.
    package func evidence(_ source: LogSource, _ recognised: RecognisedLine) -> Evidence {
        let count = recognised.count > 1 ? " (×\(recognised.count))" : ""
        return Evidence("\(source)", recognised.signature.summary + count, at: recognised.last)
    }
}

extension Exposure {
    /// The Service, or its LoadBalancer if that is all that is visible.
    var reference: ObjectReference {
        guard !isServiceVisible, let loadBalancer = loadBalancer.value else { return ObjectReference(.tenant, service) }
        return ObjectReference(.management, loadBalancer)
    }
}

extension Evidence {
    package init(_ event: Event) {
        let count = event.count > 1 ? "\(Self.eventCount)\(event.count))" : ""
        self.init(
            Self.eventSource(event.objectKind, event.objectNamespace, event.objectName),
            Self.eventText(event.reason, event.message) + count, at: event.lastTimestamp)
    }

    static let eventPrefix = "Event of "
    /// What the count of a repeated Event begins with, after its text.
    static let eventCount = " (×"

    static func eventSource(_ kind: String, _ namespace: String, _ name: String) -> String {
        "\(eventPrefix)\(kind) \(namespace)/\(name)"
    }

    static func eventText(_ reason: String, _ message: String) -> String { "\(reason): \(message)" }
}

/// Words for lengths of time.
package enum Age {
    /// Whole seconds; negative times count as none.
    package static func whole(_ seconds: Double) -> Int { max(0, Int(saturating: seconds)) }

    /// At most two units: `45s`, `14m`, `2h5m`, `41d`; negative times count as none.
    package static func text(seconds: Double) -> String {
        let total = whole(seconds)
        func two(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
            small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit)\(small)\(smallUnit)"
        }
        switch total {
        case ..<120: return "\(total)s"
        case ..<7200: return "\(total / 60)m"
        case ..<172_800: return two(total / 3600, "h", total % 3600 / 60, "m")
        case ..<864_000: return two(total / 86400, "d", total % 86400 / 3600, "h")
        default: return "\(total / 86400)d"
        }
    }
}
