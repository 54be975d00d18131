import Kubernetes

/// An Event on the path of a Service.
package struct EventEntry: Sendable, Hashable {
    package let side: ClusterSide
    /// `namespace/name` of the Event itself.
    package let path: String
    /// `Normal` or `Warning`.
    package let type: String
    package let reason: String
    /// Without secrets.
    package let message: String
    /// How often it was seen.
    package let count: Int
    /// By the tenant cluster's clock, like the next one; nil if unknown.
    package let firstSeen: Timestamp?
    package let lastSeen: Timestamp?
    package let objectKind: String
    package let objectNamespace: String
    package let objectName: String
    package let reporter: String

    package init(_ event: Event, _ side: ClusterSide, _ clocks: ClusterClocks) {
        self.side = side
        path = event.metadata.path
        type = event.type
        reason = event.reason
        message = event.message
        count = max(1, event.count)
        let last = event.lastTimestamp ?? event.metadata.creationTimestamp
        let first = event.firstTimestamp ?? event.metadata.creationTimestamp ?? last
        firstSeen = first.map { clocks.corrected($0, side) }
        lastSeen = last.map { clocks.corrected($0, side) }
        objectKind = event.objectKind
        objectNamespace = event.objectNamespace
        objectName = event.objectName
        reporter = event.reporter
    }

    package var isWarning: Bool { type == "Warning" }

    /// `Pod shop/web-1`.
    package var object: String {
        "\(objectKind) \(objectNamespace.isEmpty ? "" : objectNamespace + "/")\(objectName)"
    }

    /// Which Events are shown.
    package struct Filter: Sendable {
        package var objects: PathObjects
        package var since: Timestamp?
        /// nil: of every type.
        package var types: Set<String>?

        package init(_ objects: PathObjects) {
            self.objects = objects
        }

        package func shows(_ event: Event, _ entry: EventEntry) -> Bool {
            if let types, !types.contains(entry.type) { return false }
            if let since, let time = entry.lastSeen, time < since { return false }
            return objects.contain(event, on: entry.side)
        }
    }

    /// Of both clusters, the one that was seen last at the end.
    package static func entries(_ topology: Topology, _ filter: Filter, _ clocks: ClusterClocks) -> [EventEntry] {
        let entries = ClusterSide.allCases.flatMap { side in
            (topology.list(side, Event.self).value?.items ?? []).compactMap { event in
                let entry = EventEntry(event, side, clocks)
                return filter.shows(event, entry) ? entry : nil
            }
        }
        func rank(_ entry: EventEntry) -> (Int, Int, String) {
            (entry.lastSeen?.milliseconds ?? 0, entry.side == .tenant ? 0 : 1, entry.path)
        }
        return entries.sorted { rank($0) < rank($1) }
    }
}
