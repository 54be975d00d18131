import Kubernetes
import Topology

/// The pods of a component as they come and go: by a watch, or looked for from time to time where that is not allowed.
struct PodWatch: Sendable {
    let client: APIClient
    let query: ListQuery
    let component: LogComponent
    let notes: FollowNotes

    private static let pause = Duration.seconds(10)
    /// Each pod's log is followed over a connection of its own.
    private static let limit = 10_000

    /// Tells of every pod that is not on its way out, and again whenever it has changed; until the task is cancelled.
    func run(_ tell: @escaping @Sendable (Pod) -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            let (refusals, refused) = AsyncStream.makeStream(of: MissingRight.self)
            group.addTask {
                await WatchedObjects(
                    client, Pod.self, query, limit: Self.limit,
                    onChange: { change, pod in if change != .deleted { tell(pod.object) } },
                    onFailure: { error in
                        if case .forbidden(let right) = error {
                            refused.yield(right)
                        } else {
                            notes.say("pods of the \(component.title): \(error.summary)")
                        }
                    }
                ).run()
                refused.finish()
            }
            for await right in refusals {
                group.cancelAll()
                notes.say(
                    "checking for new pods of the \(component.title) every 10 s, because watching is forbidden: needs \(right)"
                )
                break
            }
        }
        while !Task.isCancelled {
            let pods: Observed<ObjectList<Pod>> = await client.list(Pod.self, query)
            if case .forbidden(let right) = pods {
                notes.say("new pods of the \(component.title) are not followed: forbidden: needs \(right)")
                return
            }
            for pod in pods.value?.items ?? [] where !pod.metadata.isBeingDeleted { tell(pod) }
            try? await Task.sleep(for: Self.pause)
        }
    }
}
