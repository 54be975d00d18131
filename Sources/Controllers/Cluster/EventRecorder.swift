import Documents
import Kubernetes
import LocalSystem

/// Writes Events; what comes again is counted in one object, as client-go's recorder does it.
actor EventRecorder {
    private let client: APIClient
    /// `source.component`.
    private let component: String
    /// How often each was written, by the name of its object.
    private var counts: [String: Int] = [:]
    /// So many are remembered.
    private static let limit = 4096

    init(client: APIClient, component: String) {
        self.client = client
        self.component = component
    }

    /// Writes an Event, or counts it once more. Nothing depends on Events: what cannot be written is left.
    func record(_ event: ObjectEvent, about object: ObjectReference, host: String? = nil) async {
        if counts.count > Self.limit { counts = [:] }
        let name = event.name(about: object)
        let count = counts[name, default: 0] + 1
        counts[name] = count
        let now = Timestamp(milliseconds: WallClock.milliseconds)
        let collection = ObjectPath(resource: "events", namespace: object.namespace)
        var path = collection
        path.name = name
        if count > 1 {
            let update: JSONValue = [
                "count": .number(JSONNumber(count)), "lastTimestamp": .string(now.description),
            ]
            if (try? await client.patch(update, at: path)) != nil { return }
        }
        let new = event.document(about: object, component: component, host: host, count: count, now: now)
        _ = try? await client.create(new, in: collection)
    }
}
