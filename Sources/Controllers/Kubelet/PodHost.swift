import Documents
import Kubernetes
import LocalSystem

/// What running a pod needs of the world around it: the cluster that it is told to, and time.
protocol PodHost: Sendable {
    /// An object of the pod's namespace: a Secret, a ConfigMap.
    func object(_ resource: String, _ name: String, in namespace: String) async throws(APIError) -> JSONValue
    /// Replaces what a kubelet says of a pod.
    func setStatus(_ status: JSONValue, of pod: PodIdentity) async throws(APIError)
    /// Takes the pod's object out of the cluster.
    func remove(_ pod: PodIdentity) async throws(APIError)
    func record(_ event: ObjectEvent, about pod: PodIdentity) async
    func now() -> Timestamp
    /// Throws when the task was cancelled.
    func sleep(for pause: Duration) async throws
}

/// Which pod it is.
struct PodIdentity: Sendable, Hashable {
    let reference: ObjectReference
    let node: String

    init(_ pod: JSONValue) {
        reference = ObjectReference(pod, of: Pod.self)
        node = pod["spec"]?["nodeName"]?.string ?? ""
    }

    var namespace: String { reference.namespace }
    var name: String { reference.name }
    var uid: String { reference.uid }

    /// As a kubelet names it in its messages.
    var text: String { "\(name)_\(namespace)(\(uid))" }

    var path: ObjectPath { ObjectPath(Pod.self, namespace: namespace, name: name) }
}

/// A pod's world: the API server.
struct ClusterPodHost: PodHost {
    private let client: APIClient
    private let events: EventRecorder

    init(client: APIClient) {
        self.client = client
        events = EventRecorder(client: client, component: "kubelet")
    }

    func object(_ resource: String, _ name: String, in namespace: String) async throws(APIError) -> JSONValue {
        try await client.get(ObjectPath(resource: resource, namespace: namespace, name: name))
    }

    func setStatus(_ status: JSONValue, of pod: PodIdentity) async throws(APIError) {
        var path = pod.path
        path.subresource = "status"
        // The UID is a condition: a pod made anew under the same name is another one.
        try await client.patch(["metadata": ["uid": .string(pod.uid)], "status": status], at: path)
    }

    func remove(_ pod: PodIdentity) async throws(APIError) {
        try await client.delete(pod.path, uid: pod.uid, gracePeriodSeconds: 0)
    }

    func record(_ event: ObjectEvent, about pod: PodIdentity) async {
        await events.record(event, about: pod.reference, host: pod.node)
    }

    func now() -> Timestamp { Timestamp(milliseconds: WallClock.milliseconds) }

    func sleep(for pause: Duration) async throws { try await Task.sleep(for: pause) }
}
