import Documents
import Kubernetes
import Testing

@testable import Controllers

struct EndpointSliceTests {
    private func service(_ ports: JSONValue, _ patch: JSONValue = [:]) -> JSONValue {
        let service: JSONValue = [
            "metadata": ["name": "web", "namespace": "a", "uid": "uid-web", "labels": ["team": "x"]],
            "spec": ["selector": ["app": "web"], "ports": ports],
        ]
        return service.merging(patch: patch)
    }

    private let plain: JSONValue = [["name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080]]

    @Test("a slice says what it is, whose, and who stands behind the Service")
    func slice() throws {
        let pods = [
            Objects.pod("p2", node: "n2", isReady: false, address: "10.0.0.2"),
            Objects.pod("p1", address: "10.0.0.1"), Objects.pod("p3", isLeaving: true, address: "10.0.0.3"),
            Objects.pod("unborn"), Objects.pod("over", address: "10.0.0.4", ["status": ["phase": "Succeeded"]]),
        ]
        let slices = DesiredSlices.make(for: service(plain), pods: pods)
        let slice = try #require(slices.first)
        #expect(slices.count == 1)
        #expect(slice.objectName.hasPrefix("web-") && slice.objectName.count == 9)
        #expect(
            slice["metadata"]?["labels"] == [
                "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
                "kubernetes.io/service-name": "web", "team": "x",
            ])
        let owner = slice["metadata"]?["ownerReferences"]?[0]
        #expect(owner?["kind"] == "Service")
        #expect(owner?["apiVersion"] == "v1")
        #expect(slice["ports"] == [["name": "http", "protocol": "TCP", "port": 8080]])
        #expect(slice["endpoints"]?.array?.map { $0["addresses"]?[0]?.string } == ["10.0.0.1", "10.0.0.2", "10.0.0.3"])
        #expect(
            slice["endpoints"]?.array?.map { $0["conditions"] } == [
                ["ready": true, "serving": true, "terminating": false],
                ["ready": false, "serving": false, "terminating": false],
                ["ready": false, "serving": true, "terminating": true],
            ])
        #expect(slice["endpoints"]?[1]?["nodeName"] == "n2")
        #expect(
            slice["endpoints"]?[0]?["targetRef"]
                == ["kind": "Pod", "namespace": "a", "name": "p1", "uid": "uid-p1"])
    }

    @Test("named ports are those of each pod; who has none is listed without")
    func namedPorts() {
        func pod(_ name: String, _ address: String, _ ports: JSONValue) -> JSONValue {
            Objects.pod(name, address: address, ["spec": ["containers": [["name": "main", "ports": ports]]]])
        }
        let pods = [
            pod("a", "10.0.0.1", [["name": "web", "containerPort": 8080, "protocol": "TCP"]]),
            pod("b", "10.0.0.2", [["name": "web", "containerPort": 9090, "protocol": "TCP"]]),
            pod("c", "10.0.0.3", [["name": "web", "containerPort": 7070, "protocol": "UDP"]]),
            pod("d", "10.0.0.4", [["name": "web", "containerPort": 8080]]),
        ]
        let slices = DesiredSlices.make(
            for: service([["port": 80, "protocol": "TCP", "targetPort": "web"]]), pods: pods)
        #expect(
            slices.map { $0["ports"] } == [
                [["name": "", "protocol": "TCP", "port": 8080]], [["name": "", "protocol": "TCP", "port": 9090]], [],
            ])
        #expect(
            slices.map { $0["endpoints"]?.array?.map { $0["addresses"]?[0]?.string } } == [
                ["10.0.0.1", "10.0.0.4"], ["10.0.0.2"], ["10.0.0.3"],
            ])
        #expect(Set(slices.map(\.objectName)).count == 3)
    }

    @Test(
        "a hundred endpoints are one slice, one more are two",
        arguments: [(0, [0]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
    func split(count: Int, sizes: [Int]) {
        let pods = (0..<count).map { Objects.pod("p\($0)", address: "10.0.\($0 / 250).\($0 % 250)") }
        let slices = DesiredSlices.make(for: service(plain), pods: pods)
        #expect(slices.map { $0["endpoints"]?.array?.count } == sizes)
    }

    @Test("a target port of 0 or none is the port itself; unready pods may be published")
    func details() {
        let pods = [Objects.pod("p", isReady: false, address: "10.0.0.1")]
        let slices = DesiredSlices.make(
            for: service(
                [
                    ["port": 80, "protocol": "TCP"],
                    ["name": "zero", "port": 81, "targetPort": 0, "appProtocol": "h2"],
                ],
                ["spec": ["publishNotReadyAddresses": true, "clusterIP": "None"]]), pods: pods)
        #expect(slices[0]["ports"]?.array?.map { $0["port"] } == [80, 81])
        #expect(slices[0]["ports"]?[1]?["appProtocol"] == "h2")
        #expect(slices[0]["endpoints"]?[0]?["conditions"]?["ready"] == true)
        #expect(slices[0]["endpoints"]?[0]?["conditions"]?["serving"] == false)
        #expect(slices[0]["metadata"]?["labels"]?["service.kubernetes.io/headless"] == "")
    }

    @Test("what is right is left alone, what is too much goes, what is another's stays")
    func changes() {
        let two = DesiredSlices.make(
            for: service(plain), pods: (0..<101).map { Objects.pod("p\($0)", address: "10.0.0.\($0)") })
        let one = DesiredSlices.make(for: service(plain), pods: [Objects.pod("p1", address: "10.0.0.1")])
        #expect(DesiredSlices.changes(from: [], to: two) == two.map { .create($0) })
        func stored(_ slice: JSONValue) -> JSONValue {
            slice.merging(patch: ["metadata": ["resourceVersion": "5", "uid": "u"]])
        }
        #expect(DesiredSlices.changes(from: two.map(stored), to: two).isEmpty)
        let shrunk = DesiredSlices.changes(from: two.map(stored), to: one)
        #expect(
            shrunk == [
                .update(one[0].merging(patch: ["metadata": ["resourceVersion": "5"]])),
                .delete(name: two[1].objectName),
            ])
        let foreign = stored(two[1]).merging(patch: [
            "metadata": ["labels": ["endpointslice.kubernetes.io/managed-by": "somebody"]]
        ])
        #expect(DesiredSlices.changes(from: [stored(one[0]), foreign], to: one).isEmpty)
        // As the API server answers.
        let empty = DesiredSlices.make(for: service(plain), pods: [])
        let null = stored(empty[0]).merging(patch: ["endpoints": .null, "ports": .null])
        #expect(DesiredSlices.changes(from: [null], to: empty).isEmpty)
    }

    @Test("whose slices it makes")
    func takes() {
        func service(_ type: String, _ selector: [String: String]) -> Service {
            var service = Service()
            service.type = type
            service.selector = selector
            return service
        }
        #expect(DesiredSlices.takes(service("ClusterIP", ["app": "web"])))
        #expect(!DesiredSlices.takes(service("ClusterIP", [:])))
        #expect(!DesiredSlices.takes(service("ExternalName", ["app": "web"])))
    }
}
