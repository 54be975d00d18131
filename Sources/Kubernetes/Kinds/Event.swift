import Documents

/// `v1` Event, and `events.k8s.io/v1` Event: one object, which API servers write in either form.
package struct Event: KubernetesObject, Hashable {
    package static let kind = "Event"
    package static let resource = "events"

    package var metadata = ObjectMeta()
    /// `Normal` or `Warning`.
    package var type = ""
    package var reason = ""
    package var message = ""
    /// How often it was seen: the larger of `count` and `series.count`.
    package var count = 1
    package var objectKind = ""
    package var objectNamespace = ""
    package var objectName = ""
    package var firstTimestamp: Timestamp?
    /// When it was last seen, from whichever field is set.
    package var lastTimestamp: Timestamp?
    /// Who reports it: `kubelet`, `kube-scheduler`, a controller's name.
    package var reporter = ""

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "type": type = try reader.string() ?? ""
        case "reason": reason = try reader.string() ?? ""
        // The second name is that of `events.k8s.io`, here and below.
        case "message", "note": message = try reader.string() ?? ""
        case "count", "deprecatedCount": count = max(count, try reader.int() ?? 1)
        case "firstTimestamp", "deprecatedFirstTimestamp": noteFirst(try reader.timestamp())
        case "lastTimestamp", "deprecatedLastTimestamp": noteLast(try reader.timestamp())
        case "eventTime":
            // Of newer clients; older ones fill the fields above and leave this one null.
            let time = try reader.timestamp()
            noteFirst(time)
            noteLast(time)
        case "series":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "count": count = max(count, try reader.int() ?? 1)
                case "lastObservedTime": noteLast(try reader.timestamp())
                default: try reader.skip()
                }
            }
        case "reportingComponent", "reportingController":
            if let name = try reader.string(), !name.isEmpty { reporter = name }
        case "source", "deprecatedSource":
            try reader.object { (reader, key) throws(JSONError) in
                guard case "component" = key else { return try reader.skip() }
                if let name = try reader.string(), reporter.isEmpty { reporter = name }
            }
        case "involvedObject", "regarding":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "kind": objectKind = try reader.string() ?? ""
                case "namespace": objectNamespace = try reader.string() ?? ""
                case "name": objectName = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    private mutating func noteFirst(_ time: Timestamp?) {
        if let time { firstTimestamp = min(firstTimestamp ?? time, time) }
    }

    private mutating func noteLast(_ time: Timestamp?) {
        if let time { lastTimestamp = max(lastTimestamp ?? time, time) }
    }

    package func concerns(kind: String, namespace: String, name: String) -> Bool {
        objectName == name && objectNamespace == namespace && objectKind == kind
    }

    package var isWarning: Bool { type == "Warning" }
}

/// The same object through the group `events.k8s.io`, on which somebody may have a right who has none on the core group's.
package struct GroupedEvent: KubernetesObject {
    package static let kind = Event.kind
    package static let resource = "events.events.k8s.io"

    package var event = Event()
    package var metadata: ObjectMeta {
        get { event.metadata }
        set { event.metadata = newValue }
    }

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        try event.read(key, from: &reader)
    }
}
