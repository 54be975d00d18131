import Kubernetes

/// Events by the object that they are about, so that those of thousands of Services cost one pass.
package struct EventsByObject: Sendable {
    private var positions: [PathObjects.Object: [Int]] = [:]
    private var events: [(side: ClusterSide, event: Event)] = []

    /// All Events but those about what all Services have in common.
    package init(_ topology: Topology, except common: PathObjects) {
        for side in ClusterSide.allCases {
            for event in topology.list(side, Event.self).value?.items ?? [] where !common.contain(event, on: side) {
                let object = PathObjects.Object(
                    side: side, kind: event.objectKind, namespace: event.objectNamespace, name: event.objectName)
                positions[object, default: []].append(events.count)
                events.append((side, event))
            }
        }
    }

    /// The Events about some objects, in the order of the lists.
    package func about(_ objects: PathObjects) -> [(side: ClusterSide, event: Event)] {
        objects.objects.flatMap { positions[$0] ?? [] }.sorted().map { events[$0] }
    }
}
