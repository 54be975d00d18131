import Documents
import Kubernetes
import Testing

@testable import Controllers

struct EventTests {
    private let pod = ObjectReference(
        ["metadata": ["name": "p", "namespace": "a", "uid": "u", "resourceVersion": "4"]], of: Pod.self)

    @Test("an Event says what it is about, from whom and how often")
    func document() {
        let event = ObjectEvent(
            isWarning: true, reason: "BackOff", message: "Back-off", fieldPath: "spec.containers{ccm}")
        let document = event.document(about: pod, component: "kubelet", host: "n1", count: 3, now: Objects.time)
        #expect(
            document["involvedObject"] == [
                "kind": "Pod", "namespace": "a", "name": "p", "uid": "u", "apiVersion": "v1", "resourceVersion": "4",
                "fieldPath": "spec.containers{ccm}",
            ])
        #expect(document["source"] == ["component": "kubelet", "host": "n1"])
        #expect(document["type"] == "Warning")
        #expect(document["count"] == 3)
        #expect(document["lastTimestamp"]?.string == Objects.time.description)
        #expect(document["metadata"]?["namespace"] == "a")
    }

    @Test("the same Event has the same name, another has another")
    func names() {
        let event = ObjectEvent(reason: "A", message: "a")
        let name = event.name(about: pod)
        #expect(name.hasPrefix("p.") && name.count == 18)
        #expect(ObjectEvent(reason: "A", message: "a").name(about: pod) == name)
        #expect(ObjectEvent(reason: "A", message: "b").name(about: pod) != name)
        #expect(ObjectEvent(reason: "B", message: "a").name(about: pod) != name)
    }

    @Test("kinds of groups")
    func groups() {
        let set = ObjectReference(["metadata": ["name": "s", "uid": "u"]], of: ReplicaSet.self)
        #expect(set.apiVersion == "apps/v1")
        #expect(
            set.asController == [
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "s", "uid": "u", "controller": true,
                "blockOwnerDeletion": true,
            ])
    }
}
