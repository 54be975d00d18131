import Documents

/// The parameters of a watch (Kubernetes API concepts, "Efficient detection of changes").
struct WatchOptions: Sendable {
    /// Changes after this version are sent; 0 if the client names none.
    let version: Int
    /// Whether a bookmark follows the initial objects.
    let marksInitial: Bool
    private let wantsBookmarks: Bool
    private let limit: Duration
    private static let bookmarkInterval = Duration.seconds(60)

    init(_ request: APIRequest) {
        version = request.value("resourceVersion").flatMap { Int($0) } ?? 0
        marksInitial = request.value("sendInitialEvents") == "true"
        wantsBookmarks = ["1", "true"].contains(request.value("allowWatchBookmarks") ?? "")
        let seconds = request.value("timeoutSeconds").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        limit = .seconds(seconds ?? 1800)
    }

    /// Whether the watch begins with the objects that exist.
    var sendsInitial: Bool { marksInitial || version == 0 }

    /// Sends bookmarks until the watch's time is up. False if the task was cancelled before.
    @discardableResult
    func keepAlive(sendBookmark: () -> Void) async -> Bool {
        let end = ContinuousClock.now + limit
        while .now < end {
            let next = min(end, .now + Self.bookmarkInterval)
            guard (try? await Task.sleep(until: next, clock: .continuous)) != nil else { return false }
            if wantsBookmarks, .now < end { sendBookmark() }
        }
        return true
    }
}

/// The lines of a watch.
enum WatchEvent {
    static func bytes(_ type: String, _ object: JSONValue) -> [UInt8] {
        let event: JSONValue = ["type": .string(type), "object": object]
        return event.encoded() + [0x0A]
    }

    static func bookmark(_ kind: ServedKind, version: String, endsInitial: Bool = false) -> [UInt8] {
        var metadata: JSONObject = ["resourceVersion": .string(version), "creationTimestamp": .null]
        if endsInitial { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        return bytes(
            "BOOKMARK",
            ["kind": .string(kind.kind), "apiVersion": .string(kind.apiVersion), "metadata": .object(metadata)])
    }
}
