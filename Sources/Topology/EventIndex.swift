import Kubernetes

/// Events by the object that they are about.
struct EventIndex: Sendable {
    private let byObject: [String: [Event]]?

    init(_ events: Observed<ObjectList<Event>>) {
        guard case .present(let list) = events else {
            byObject = nil
            return
        }
        byObject = Dictionary(
            grouping: list.items, by: { Self.key($0.objectKind, $0.objectNamespace, $0.objectName) }
        )
    }

    /// The oldest first.
    func events(kind: String, namespace: String, name: String) -> [Event]? {
        guard let byObject else { return nil }
        return (byObject[Self.key(kind, namespace, name)] ?? [])
            .sorted { ($0.lastTimestamp?.milliseconds ?? 0) < ($1.lastTimestamp?.milliseconds ?? 0) }
    }

    private static func key(_ kind: String, _ namespace: String, _ name: String) -> String {
        "\(kind)/\(namespace)/\(name)"
    }
}
