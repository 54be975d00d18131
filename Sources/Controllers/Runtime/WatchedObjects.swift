import Documents
import Kubernetes

/// An object as it was read: what its kind knows of it, and all of it.
package struct WatchedObject<Kind: KubernetesObject>: Sendable {
    package let object: Kind
    /// With everything that `object` does not decode.
    package let document: JSONValue

    package var metadata: ObjectMeta { object.metadata }
}

/// The objects of a kind, kept up to date by a list and a watch; read anew when the watch cannot go on (410).
package actor WatchedObjects<Kind: KubernetesObject> {
    package enum Change: Sendable { case added, modified, deleted }

    private let client: APIClient
    private let query: ListQuery
    private let onChange: @Sendable (Change, WatchedObject<Kind>) async -> Void
    private let onFailure: @Sendable (APIError) async -> Void

    /// `onChange` is told of every object of the first list, and of every change after it. `onFailure` is told of every list
    /// and watch that failed; the next try is made after a pause.
    package init(
        _ client: APIClient, _ kind: Kind.Type = Kind.self, _ query: ListQuery = ListQuery(),
        onChange: @escaping @Sendable (Change, WatchedObject<Kind>) async -> Void = { _, _ in },
        onFailure: @escaping @Sendable (APIError) async -> Void = { _ in }
    ) {
        self.client = client
        self.query = query
        self.onChange = onChange
        self.onFailure = onFailure
    }

    /// Lists and watches until the task is cancelled.
    package func run() async {}

    /// Returns when the first list has been taken in; false when the task was cancelled before.
    package func waitUntilSynced() async -> Bool { true }

    package func object(_ name: String, in namespace: String = "") -> WatchedObject<Kind>? { nil }

    /// Sorted by namespace and name.
    package var all: [WatchedObject<Kind>] { [] }
}
