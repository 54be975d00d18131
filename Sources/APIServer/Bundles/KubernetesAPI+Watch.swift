import Documents

extension KubernetesAPI {
    /// Sends the objects if the client asks for initial events, then only bookmarks: the objects of a bundle never change.
    func watch(
        _ objects: [StoredObject], _ kind: ServedKind, _ request: APIRequest, _ rendering: Rendering
    ) -> APIResponse {
        let options = WatchOptions(request)
        let (stream, events) = AsyncStream<[UInt8]>.makeStream()
        if options.sendsInitial {
            let shift = shift
            for (index, object) in objects.enumerated() {
                let value = rendering.event(object.moved(by: shift), isFirst: index == 0)
                events.yield(WatchEvent.bytes("ADDED", value))
            }
        }
        if options.marksInitial {
            events.yield(WatchEvent.bookmark(kind, version: Self.resourceVersion, endsInitial: true))
        }
        let timer = Task {
            await options.keepAlive {
                events.yield(WatchEvent.bookmark(kind, version: Self.resourceVersion))
            }
            events.finish()
        }
        events.onTermination = { _ in timer.cancel() }
        return .events(stream)
    }
}
